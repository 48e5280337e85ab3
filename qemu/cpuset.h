/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Binding threads to the host's processors. */
#ifndef VMRPC_QEMU_CPUSET_H
#define VMRPC_QEMU_CPUSET_H

#include <sys/types.h>

#include "base/error.h"
#include "conf/cpu_map.h"

/* A thread, and those that it will make. */
bool cpuset_apply(const CpuMap *map, pid_t tid, GError **err);
/* All threads of the process that are not among tids (of pid_t; NULL: none). */
bool cpuset_apply_others(const CpuMap *map, pid_t pid, const GArray *tids, GError **err);
/* What a thread has run, and the processor it ran on last; what is not known is left alone. */
void cpuset_read_usage(pid_t pid, pid_t tid, uint64_t *ret_time_ns, int *ret_cpu);

#endif
