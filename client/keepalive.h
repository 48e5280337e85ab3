/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether the server still answers: when nothing has come from it for a while it is asked (by
 * procedure 0), and when nothing comes for longer the wire breaks.
 *
 * What the wire reads, and what leaves it, is proof of life as well as an answer. There is no
 * thread for this: it happens while one waits, or when the application dispatches, and nothing is
 * judged before what has arrived meanwhile is read. With the lock held.
 */
#ifndef VMRPC_CLIENT_KEEPALIVE_H
#define VMRPC_CLIENT_KEEPALIVE_H

#include "client/wire.h"

typedef struct Keepalive {
    int64_t limit_us; /* of silence; 0: for ever */
    int64_t heard_us;
    int64_t asked_us; /* while `asked` */
    bool asked;       /* `call` is in flight */
    WireCall call;
    int unsent; /* bytes that the other end's kernel had not taken at the last look */
} Keepalive;

/* The server has just been heard, over a connection that may be new. */
void keepalive_heard(Wire *wire);
/* Asks, or breaks the wire, if it is time. Returns when to look again. */
int64_t keepalive_look(Wire *wire);

#endif
