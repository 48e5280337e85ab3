/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The status file of a running machine: what the next daemon must know to find it again.
 *
 * Written before QEMU exists (pid 0), again with its pid, and at every change. What keeps a guest
 * from being lost, wherever the daemon is killed:
 *   - before QEMU's pid is written, QEMU can be reached by its socket, and its guest has never run:
 *     `starting` tells the next daemon to end it;
 *   - `starting` is taken back before the guest is let run for the first time: from then on the
 * next daemon keeps it, and lets it run if QEMU has not been told to;
 *   - the file goes only after the process has gone.
 */
#ifndef VMRPC_QEMU_STATUS_H
#define VMRPC_QEMU_STATUS_H

#include "qemu/machine.h"

#define STATUS_SUFFIX ".status"

typedef struct Status {
    pid_t pid; /* 0: none yet */
    uint64_t born;
    int state, reason;
    bool starting;
    bool reboot_asked;
    bool vcpu_unplugged;
    unsigned load;  /* a MachineLoad */
    int agent_timeout; /* as in Machine, as the next */
    bool quiesced;
    bool restoring; /* it goes on from a saved state, or is to */
    DomainDef *def; /* with its live parts */
    char *backup;   /* as backup_format() gave it; NULL: none */
    char *jobs;     /* as block_job_format_all() gave them; NULL: none */
    char *leaving;  /* the same of leaving_format() */
    char *changes;  /* and of domain_change_format_all() */
    char *task;     /* the same of task_format() */
} Status;

/* The machine with its domain, as it is but for this state. Fails for one that has ended: it has no
 * status file any more. */
bool status_save(const Machine *machine, int state, int reason, GError **err);
/* Also what else the run has left in the state folder. */
void status_remove(const Machine *machine);

Status *status_load(const char *path, GError **err);
void status_free(Status *status); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Status, status_free)

#endif
