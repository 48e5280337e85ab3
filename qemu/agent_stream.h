/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an agent in a guest says, as a protocol object: its bytes in, replies out.
 *
 * Does no I/O, so a test or a fuzzer needs only an array. Whoever is in the guest writes these
 * bytes, so anything may come. A reply is a line of JSON, with no number to tell to which command
 * it belongs: where replies begin is only known after a synchronization, which the agent answers
 * with a byte that no JSON has (0xff). From agent_stream_sync() on everything before that byte is
 * thrown away. A reply beyond the limits, or what is none, breaks the stream until the next one;
 * what comes meanwhile is not kept.
 */
#ifndef VMRPC_QEMU_AGENT_STREAM_H
#define VMRPC_QEMU_AGENT_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one reply; as much as a string on the wire may have. */
#define AGENT_REPLY_MAX (4 * 1024 * 1024)
/* In one reply. */
#define AGENT_VALUES_MAX 65536
/* Bytes from a synchronization to the reply to it: an agent that was asked for a lot may still have
 * to say that. */
#define AGENT_SKIPPED_MAX (4 * AGENT_REPLY_MAX)
/* What begins the reply to a synchronization, and what an agent may be told to drop all before. */
#define AGENT_SYNC_BYTE 0xff

typedef enum {
    AGENT_STREAM_MORE,  /* feed it first */
    AGENT_STREAM_REPLY, /* body: the result; or, if error is set, the error object */
    AGENT_STREAM_BROKEN,
} AgentStreamKind;

typedef struct AgentReply {
    json_t *whole; /* owns body */
    json_t *body;
    bool error; /* then body is an object with the string "desc" */
} AgentReply;

typedef struct AgentStream AgentStream;

AgentStream *agent_stream_new(void);
void agent_stream_free(AgentStream *stream); /* takes NULL */

/* Forgets what it has, and that it was broken; what comes now counts from the next 0xff on. */
void agent_stream_sync(AgentStream *stream);

/* Room to read into, then how much came. */
void *agent_stream_reserve(AgentStream *stream, size_t size);
void agent_stream_commit(AgentStream *stream, size_t size);

/* The next reply, to be cleared by the caller. */
AgentStreamKind agent_stream_next(AgentStream *stream, AgentReply *ret_reply);
void agent_reply_clear(AgentReply *reply);
/* Why it is broken. */
const char *agent_stream_problem(const AgentStream *stream);

#endif
