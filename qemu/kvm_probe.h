/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether KVM really runs guests here. That /dev/kvm opens proves nothing: within some virtual
 * machines guests hang at their first switch to protected mode, at full load and without an error.
 */
#ifndef VMRPC_QEMU_KVM_PROBE_H
#define VMRPC_QEMU_KVM_PROBE_H

#include "base/worker.h"

/* Runs a few instructions in a guest of the emulator. NULL: KVM works; else what is wrong, to be
 * freed. folder: where the firmware for it is written. */
char *kvm_co_probe(Worker *worker, const char *emulator, const char *folder);

#endif
