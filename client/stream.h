/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcStream from the inside: two calls of the wire, one that asks for bytes and one that gives
 * some, each made anew when it has ended.
 *
 * The server knows the stream by the XID of the call that opened it. At most one call of each kind
 * is in flight, so order needs no care. Both wait at the server for as long as it takes: a user's
 * timeout ends his waiting, not the call, and so no byte is lost.
 */
#ifndef VMRPC_CLIENT_STREAM_H
#define VMRPC_CLIENT_STREAM_H

#include "client/completion.h"
#include "client/stub.h"
#include "vmrpc/stream.h"

typedef struct StreamCall {
    WireCall wire;
    VmrpcStream *stream;
    void (*ended)(VmrpcStream *stream); /* with the lock held, its result filled in */
    bool in_flight;
} StreamCall;

struct VmrpcStream {
    Completion completion;
    gint refs; /* atomic: the user, and the queue of callbacks that are due */
    VmrpcConnection *connection;
    uint32_t opened_by; /* XID */
    unsigned link;      /* over which connection to the server it goes */

    /* Guarded by the lock. */
    bool is_over;
    GError *failed; /* what everything fails with from now on */
    StreamCall recv;
    vmrpc_stream_recv_res received;
    size_t taken; /* of the bytes in it */
    StreamCall send;
    vmrpc_stream_send_res sent;
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
bool stream_start(VmrpcStream *stream, StreamCall *call, rpcproc_t procedure, const char *name,
                  xdrproc_t xdr_args, void *args, GError **err);
/* Waits until this call is not in flight (waits). */
bool stream_wait(VmrpcStream *stream, StreamCall *call, int64_t deadline_us, GError **err);
/* It fails from now on; takes the error. */
void stream_fail(VmrpcStream *stream, GError *error);

#endif
