/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One RPC message as the rest of the program sees it, whatever framing it came in.
 *
 * The numbers are those of RFC 5531; in libvirt's framing the XID is its serial. A message only
 * points at its body: the bytes belong to the codec or the connection's in-buffer and are valid
 * until the next message is asked for.
 */
#ifndef VMRPC_RPC_MESSAGE_H
#define VMRPC_RPC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    MESSAGE_CALL = 0,
    MESSAGE_REPLY = 1,
    /* Of libvirt's framing only: */
    MESSAGE_STREAM,    /* data, end or abort of the stream that the call of this id opened */
    MESSAGE_HOLE,      /* of a stream; body as decoded by codec_libvirt_hole() */
    MESSAGE_KEEPALIVE, /* the procedure tells ping from pong */
} MessageKind;

/* What a packet of a stream says. */
typedef enum {
    STREAM_STATUS_OK = 0,
    STREAM_STATUS_ERROR = 1,
    STREAM_STATUS_CONTINUE = 2
} StreamStatus;

/* How a call ended as far as RPC itself is concerned (accept_stat and reject_stat in one). */
typedef enum {
    REPLY_SUCCESS,
    REPLY_PROG_UNAVAIL,
    REPLY_PROG_MISMATCH, /* low, high */
    REPLY_PROC_UNAVAIL,
    REPLY_GARBAGE_ARGS,
    REPLY_SYSTEM_ERR,
    REPLY_RPC_MISMATCH, /* low, high; MSG_DENIED */
    REPLY_AUTH_ERROR,   /* auth_stat; MSG_DENIED */
} ReplyStatus;

/* auth_stat of RFC 5531 that we use. */
enum {
    AUTH_STAT_BADCRED = 1,
    AUTH_STAT_REJECTEDCRED = 2,
    AUTH_STAT_BADVERF = 3,
    AUTH_STAT_TOOWEAK = 5
};

/* Credential flavors that are told apart; all others are ignored as long as they are well-formed.
 */
enum { FLAVOR_NONE = 0, FLAVOR_SYS = 1, FLAVOR_TLS = 7 };

/* opaque_auth bodies are at most so long (RFC 5531 section 8.2). */
#define MESSAGE_AUTH_MAX 400

/* What identifies a call to its caller; a reply echoes it. */
typedef struct CallId {
    uint32_t xid;
    uint32_t program;
    uint32_t version;
    uint32_t procedure;
} CallId;

typedef struct Message {
    MessageKind kind;
    CallId id;            /* program, version, procedure only in calls */
    uint32_t rpc_version; /* calls: anything but 2 is answered with REPLY_RPC_MISMATCH */
    uint32_t auth_fault;  /* calls: 0, or the auth_stat the credential or verifier deserves */
    uint32_t flavor;      /* calls: credential flavor */
    uint32_t low, high;   /* replies: of a mismatch */
    uint32_t auth_stat;   /* replies: of REPLY_AUTH_ERROR */
    ReplyStatus status;   /* replies */
    StreamStatus stream;  /* packets of streams */
    const uint8_t *body;
    size_t body_size;
} Message;

#endif
