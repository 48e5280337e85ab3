/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the host's processors a guest may run on: <vcpu cpuset='0-3,^2'>. */
#ifndef VMRPC_QEMU_CPUSET_H
#define VMRPC_QEMU_CPUSET_H

#include <sys/types.h>

#include "base/error.h"

/* Binds the process, and the threads that it will make. Call it before QEMU has made any. */
bool cpuset_apply(const char *cpuset, pid_t pid, GError **err);

#endif
