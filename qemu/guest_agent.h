/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest agent of a machine: its channel from start to end, and what is asked of it.
 *
 * Which channel that is, is in agent_channel.h. Its socket is made by the daemon before QEMU
 * exists, beside that of the monitor, and handed over as a descriptor: whoever QEMU runs as has no
 * say in what the daemon connects to. A socket at a path of the user's is QEMU's own, and is
 * connected to once an agent has opened the channel, if it is QEMU that listens there. Whether one
 * has is told by QEMU, and is in the live document as state of the channel.
 *
 * Asking takes no job of the domain: an agent that is slow, or none at all, is in nobody's way but
 * that of others who ask it.
 */
#ifndef VMRPC_QEMU_GUEST_AGENT_H
#define VMRPC_QEMU_GUEST_AGENT_H

#include "drivers/claim.h"
#include "qemu/machine.h"
#include "qemu/parts.h"

/* How long an agent has for a command unless the user has set something else; for one that writes
 * out, freezes or trims file systems. */
#define GUEST_AGENT_ANSWER_US (60 * (int64_t) G_USEC_PER_SEC)
#define GUEST_AGENT_LONG_US (10 * 60 * (int64_t) G_USEC_PER_SEC)

/* Machine.agent_timeout beside seconds; the first two are numbers of the wire, whose 0 is the third
 * here. */
#define GUEST_AGENT_BLOCK (-2)
#define GUEST_AGENT_DEFAULT (-1)
#define GUEST_AGENT_NOWAIT (-3)

/* ---- the channel ---- */

/* Of a channel whose QEMU is about to get it: makes the socket, connects, and gives parts the
 * descriptor that QEMU is to listen on. Nothing is to be done for others. */
bool guest_agent_open(Machine *machine, DomainChardev *channel, Parts *parts, GError **err);
/* QEMU says whether the channel of that alias has been opened in the guest. */
void guest_agent_note_port(Machine *machine, const char *alias, bool open);
/* Of a machine found again: asks QEMU for the states of its channels, and connects. */
bool guest_agent_co_find(Machine *machine, GError **err);
/* The guest ends, or boots again. */
void guest_agent_note_down(Machine *machine);
void guest_agent_close(Machine *machine);

/* ---- asking ---- */

/* The machine of an active domain whose agent can be asked, to be machine_unref()ed;
 * ERR_OPERATION_INVALID unless it runs, ERR_ARGUMENT_UNSUPPORTED if it has no channel for one. */
Machine *guest_agent_machine(const DriverCall *call, const remote_domain *wanted, GError **err);
/* The same of a domain that somebody holds already. */
Machine *guest_agent_of(const Domain *domain, GError **err);

/* Takes over arguments (NULL: none); *ret_result (may be NULL) is the caller's. usual_us: how long
 * it has if the user has not said. ERR_OPERATION_UNSUPPORTED if this agent has no such command, or
 * not now; other refusals are ERR_OPERATION_FAILED; no answer ERR_AGENT_UNRESPONSIVE. */
bool guest_agent_co_command(Machine *machine, const char *name, json_t *arguments, int64_t usual_us,
                            json_t **ret_result, GError **err);
/* A command that only answers if it fails (agent.h). */
bool guest_agent_co_silent(Machine *machine, const char *name, json_t *arguments, GError **err);
/* What has been asked for has come in a shape that it never has; false. */
bool guest_agent_strange(const Machine *machine, const char *name, GError **err);

/* seconds, or one of the words above; 0: nothing is set. */
void guest_agent_set_timeout(Machine *machine, int timeout);

#endif
