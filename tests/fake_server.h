/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server that does what a test's script tells it, on one end of a socket, in a thread of its own.
 *
 * Written against RFC 5531 and not with rpc/, so that both ends cannot share a mistake. A script is
 * a function that receives calls and sends what it likes, also what no server would; it ends with
 * the connection: fake_receive() returns false then.
 */
#ifndef VMRPC_TESTS_FAKE_SERVER_H
#define VMRPC_TESTS_FAKE_SERVER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "client/connection.h"
#include "remote_protocol.h"
#include "vmrpc_rpc.h"

typedef struct FakeServer {
    int fd;
    GThread *thread;
    void (*script)(struct FakeServer *server);
    void *data; /* the test's own */
} FakeServer;

typedef struct FakeCall {
    uint32_t xid;
    uint32_t program;
    uint32_t procedure;
    uint8_t body[4096];
    size_t body_size;
} FakeCall;

/* A connection whose other end is the script; no call has been made on it. */
VmrpcConnection *fake_connect(FakeServer *server, void (*script)(FakeServer *server), void *data);
/* Serves one connection that is there already, in the calling thread. Closes it. */
void fake_serve(int fd, void (*script)(FakeServer *server), void *data);
/* Closes the connection, and waits for the script to end. */
void fake_end(FakeServer *server, VmrpcConnection *connection);

/* false: the client has closed. */
bool fake_receive(FakeServer *server, FakeCall *ret_call);
/* Whether something to receive is there already. */
bool fake_has_more(FakeServer *server);
void fake_send(FakeServer *server, const void *bytes, size_t size);
/* A successful reply with this result. */
void fake_reply(FakeServer *server, const FakeCall *call, xdrproc_t xdr_result, void *result);
/* A reply with this accept_stat and no body. */
void fake_refuse(FakeServer *server, const FakeCall *call, uint32_t accept_stat);
/* A result that is only a status of 0, such as that of most things that are done. */
void fake_reply_done(FakeServer *server, const FakeCall *call);
/* A result that is a remote_error. */
void fake_reply_error(FakeServer *server, const FakeCall *call, int code, const char *message);
/* The event that domain `name` (UUID: 16 times its first letter) was started. */
void fake_event(FakeServer *server, uint64_t sequence, const char *name);

/* Answers HELLO, CONNECT_OPEN, CONNECT_CLOSE, registrations and CONNECT_GET_HOSTNAME ("fake"),
 * refuses the rest. false: it was none of these. */
bool fake_answer(FakeServer *server, const FakeCall *call);
/* A script that does only that. */
void fake_script_answer(FakeServer *server);

/* The procedure of which this file's async tests make many calls: CONNECT_LIST_DOMAINS gives back
 * its argument as the only id. */
VmrpcCall *fake_start_echo(VmrpcConnection *connection, int number,
                           connect_list_domains_res *result, int timeout_ms);
void fake_reply_echo(FakeServer *server, const FakeCall *call);
int fake_echoed(const connect_list_domains_res *result);

#endif
