/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Agent: the channel to the QEMU guest agent of one guest, commands out, replies in.
 *
 * One command is under way at a time, others wait in a queue (AGENT_WAITING_MAX). Before the first
 * command, and after each whose reply was not waited for, was broken, or came from nobody's asking,
 * agent and channel are synchronized (agent_stream.h), so that no late reply is taken for that of
 * another command. Who speaks at the other end is whoever has the guest, so nothing of it is
 * trusted; nothing is read while no command is under way, so that nobody in the guest makes us
 * work or keep anything.
 *
 * Knows no machine. Who waits in here holds the agent: it may be freed meanwhile.
 */
#ifndef VMRPC_QEMU_AGENT_H
#define VMRPC_QEMU_AGENT_H

#include "base/coroutine.h"
#include "base/error.h"

#include <jansson.h>

/* Commands that wait for one that is under way; more are refused. */
#define AGENT_WAITING_MAX 16
/* How long each of them does. */
#define AGENT_TURN_US (30 * G_USEC_PER_SEC)
/* How long an agent has to answer a synchronization, at most: it has nothing to do for it. */
#define AGENT_SYNC_US (5 * G_USEC_PER_SEC)
/* Bytes of a command. */
#define AGENT_COMMAND_MAX (4 * 1024 * 1024)
/* Bytes that an agent may leave unread before it is told no more. */
#define AGENT_UNREAD_MAX (64 * 1024)

typedef struct Agent Agent;

/* Takes over the connected, non-blocking descriptor. name ("domain 'x'") is for messages. */
Agent *agent_new(Loop *loop, int fd, const char *name);
/* Commands that wait fail with ERR_AGENT_UNRESPONSIVE. Takes NULL. */
void agent_free(Agent *agent);

/* Whether QEMU is still at the other end. */
bool agent_is_open(const Agent *agent);
/* Whether an agent has opened the channel in the guest, which QEMU tells: before it has, and after
 * it closed it, nothing is sent, and what was sent gets no reply. */
void agent_set_present(Agent *agent, bool present);
/* The guest is about to end or boot again: what a silent command waits for. */
void agent_note_down(Agent *agent);

/* The most that synchronizing takes from now on; AGENT_SYNC_US at first. */
void agent_set_sync_timeout(Agent *agent, int64_t timeout_us);

/* Takes over arguments (NULL: none). timeout_us is for the reply, once it is the command's turn;
 * -1: no limit; 0: it is not waited for, and *ret_reply is NULL then. *ret_reply is the body of the
 * reply, to be json_decref()ed; if *ret_refused, an error object. All failures are
 * ERR_AGENT_UNRESPONSIVE, but for ERR_RESOURCE_BUSY: others are before it. */
bool agent_co_exchange(Agent *agent, const char *name, json_t *arguments, int64_t timeout_us,
                       json_t **ret_reply, bool *ret_refused, GError **err);
/* For commands that have a reply only if they fail: waits for that, or until the agent has gone or
 * agent_note_down() was called. */
bool agent_co_silent(Agent *agent, const char *name, json_t *arguments, int64_t timeout_us,
                     json_t **ret_reply, bool *ret_refused, GError **err);

#endif
