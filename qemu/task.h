/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Task: what is being done to a machine as a whole that a next daemon has to finish or to undo: the
 * writing of its state to a file, while its guest is paused. It stands in the status file from
 * before the guest is paused until all is well again.
 */
#ifndef VMRPC_QEMU_TASK_H
#define VMRPC_QEMU_TASK_H

#include "qemu/machine.h"

/* Notes it down. path: of the file (save_file.h); id: of what is written to it; running: the guest
 * is to run again if it fails. */
bool task_begin(Machine *machine, DomainJobOperation operation, const char *path,
                const uint8_t id[UUID_BYTES], bool running, GError **err);
void task_clear(MachineTask *task);
/* A process that works for it, and is to be ended with it. */
bool task_note_helper(Machine *machine, pid_t pid, GError **err);
/* It is over, and the guest is as it shall be. */
void task_end(Machine *machine);

/* The guest goes on, as it did before; reason: DOMAIN_REASON_RUNNING_*. */
void task_co_run_again(Machine *machine, int reason);

/* As an element of the status file, to be freed, NULL if there is none; and back. */
char *task_format(const Machine *machine);
void task_restore(Machine *machine, const char *text);

/* For the next daemon, with a QEMU that answers: ends what was begun, and reports it. */
void task_co_recover(Machine *machine);
/* The same when QEMU has ended; whether that is as it should: its state has been saved. */
bool task_recover_ended(Machine *machine);

#endif
