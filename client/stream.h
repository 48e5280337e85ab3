/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcStream from the inside: calls of the wire that ask for bytes and such that give some, each
 * made anew when it has ended.
 *
 * The server knows the stream by the XID of the call that opened it. A few calls of each kind are
 * in flight at most; the server takes and answers them in the order they were sent in. All wait at
 * the server for as long as it takes: a user's timeout ends his waiting, not the call, and so no
 * byte is lost.
 */
#ifndef VMRPC_CLIENT_STREAM_H
#define VMRPC_CLIENT_STREAM_H

#include "client/completion.h"
#include "client/limits.h"
#include "client/stub.h"
#include "vmrpc/stream.h"

typedef struct StreamCall StreamCall;

struct StreamCall {
    WireCall wire;
    VmrpcStream *stream;
    void (*ended)(StreamCall *call); /* with the lock held, its result filled in */
    bool in_flight;
};

/* A call for bytes, and what it has brought. */
typedef struct StreamPiece {
    StreamCall call; /* first */
    vmrpc_stream_recv_res received;
    size_t taken;  /* of the bytes in it */
    bool is_asked; /* in flight, or there and not all taken */
    uint8_t *room; /* for bytes that nobody waits for; kept */
    size_t room_size;
} StreamPiece;

/* A call that gives bytes or a hole. */
typedef struct StreamSent {
    StreamCall call; /* first */
    vmrpc_stream_send_res result;
} StreamSent;

struct VmrpcStream {
    Completion completion;
    gint refs; /* atomic: the user, and the queue of callbacks that are due */
    VmrpcConnection *connection;
    uint32_t opened_by; /* XID */
    unsigned link;      /* over which connection to the server it goes */

    /* Guarded by the lock. */
    bool is_over;
    GError *failed;                          /* what everything fails with from now on */
    StreamPiece pieces[CLIENT_STREAM_AHEAD]; /* a ring */
    unsigned first;                          /* of them: what is taken from */
    unsigned ahead;                          /* how many are to be asked for */
    uint8_t *target;                         /* the buffer of who waits for bytes */
    size_t target_size;                      /* 0: nobody does */
    StreamSent sent[CLIENT_STREAM_AHEAD];    /* a ring */
    unsigned next;                           /* of them: what is used next */
    VmrpcStreamFunc callback;
    void *data;
    bool is_due; /* the callback */
};

/* The stream that the call of this stub has opened. */
VmrpcStream *stream_new(const Stub *stub);

/* Calls a procedure that opens a stream, as STUB_CALL_PROGRAM(): the stream, or NULL and err. */
#define STREAM_OPEN_PROGRAM(connection, program, version, name, args, result, err)                 \
    ({                                                                                             \
        Stub stub_;                                                                                \
        stub_begin(&stub_, (connection), (program), (version), #name);                             \
        stub_end(&stub_, name##_1((args), (result), &stub_.client), (xdrproc_t) xdr_##name##_res,  \
                 (result), (err))                                                                  \
            ? stream_new(&stub_)                                                                   \
            : NULL;                                                                                \
    })
#define STREAM_OPEN(connection, name, args, result, err)                                           \
    STREAM_OPEN_PROGRAM(connection, REMOTE_PROGRAM, REMOTE_V1, name, args, result, err)

/* All below: with the lock held. */

/* Whether it can still be used. */
bool stream_check(VmrpcStream *stream, GError **err);
/* Starts a call of the stream's. */
bool stream_start(StreamCall *call, rpcproc_t procedure, const char *name, xdrproc_t xdr_args,
                  void *args, GError **err);
/* Waits until this call is not in flight (waits). */
bool stream_wait(StreamCall *call, int64_t deadline_us, GError **err);
/* Nobody waits for this call any more. */
void stream_give_up(StreamCall *call);
/* Waits until all that was given has been taken (waits). */
bool stream_flush(VmrpcStream *stream, int64_t deadline_us, GError **err);
/* The stream is over: what is in flight, or there, is of no interest. */
void stream_recv_end(VmrpcStream *stream);
void stream_send_end(VmrpcStream *stream);
/* With the last reference. */
void stream_recv_free(VmrpcStream *stream);
/* It fails from now on; takes the error. */
void stream_fail(VmrpcStream *stream, GError *error);

#endif
