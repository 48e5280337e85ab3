/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One call in progress, as the daemon's own handlers see it; a driver sees only the DriverCall.
 *
 * A call holds a reference to its peer, whose connection may go while the handler waits: what is
 * left of the peer is safe to touch, and the reply goes nowhere.
 */
#ifndef VMRPC_SERVER_CALL_H
#define VMRPC_SERVER_CALL_H

#include "drivers/driver.h"
#include "rpc/message.h"
#include "server/peer.h"

typedef struct Call {
    DriverCall driver_call; /* first: a DriverCall * of ours is a Call * */
    Peer *peer;
    CallId id;
    const DispatchRow *row;
    const void *handlers; /* NULL: nobody answers this row */
    bool by_driver;       /* these are those of driver_call.driver */
    int error_domain;     /* of whoever answers */
    Stream *stream;       /* that the handler has opened; NULL: none */
    int fd;               /* to go with the reply; -1: none */
    GBytes *loan;         /* bytes of the result that leave without a copy; NULL: none */
    char **loan_at;       /* where the result points at them */
    void *args;
    void *res;
} Call;

static inline Call *call_of(DriverCall *driver_call)
{
    return (Call *) driver_call;
}

/* Has *where, in the result, point at bytes, of which it takes the reference: the result's encoding
 * does not copy them. To be called once, by a handler that is about to succeed. */
void call_lend(Call *call, char **where, GBytes *bytes);

#endif
