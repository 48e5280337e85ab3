/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest that holds still for a moment: its file systems are frozen by its agent while its disks
 * are copied or switched, so that what is kept of them is consistent.
 *
 * Whoever has it quiesced lets it go whatever happens. That it may be frozen is in the status file
 * before the agent is told so: a daemon that finds it there lets the guest go, and so does this one
 * later, if the agent did not answer when it was told to. What clients freeze themselves is theirs
 * to let go.
 */
#ifndef VMRPC_QEMU_QUIESCE_H
#define VMRPC_QEMU_QUIESCE_H

#include "qemu/machine.h"

/* Whether it could be; waits nowhere. The errors of guest_agent_of(). */
bool quiesce_check(const Domain *domain, GError **err);
/* When it fails, nothing is frozen, or is about to be let go. */
bool quiesce_co_begin(Machine *machine, GError **err);
/* Lets go, now or as soon as the agent can be told so; failures are logged. */
void quiesce_co_end(Machine *machine);
/* The agent is there (again): if there is something to let go, starts a coroutine that does so. */
void quiesce_settle(Machine *machine);

#endif
