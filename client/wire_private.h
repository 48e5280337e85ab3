/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the parts of the wire share: wire.c (calls), wire_wait.c (threads), wire_watch.c
 * (descriptor).
 *
 * Every member is guarded by the lock. While `reading` is set one thread sits in poll() on the
 * descriptors without the lock: `connection` must not be freed then.
 */
#ifndef VMRPC_CLIENT_WIRE_PRIVATE_H
#define VMRPC_CLIENT_WIRE_PRIVATE_H

#include <pthread.h>

#include "client/keepalive.h"
#include "client/wire.h"

typedef struct Waiter {
    struct Waiter *previous;
    struct Waiter *next;
    pthread_cond_t changed;
    WireReadyFunc ready;
    void *data;
} Waiter;

struct Wire {
    pthread_mutex_t lock;
    Connection *connection; /* NULL once closed */
    ConnectionSpare spare;  /* the connection's */
    char *address;
    char *server; /* what is known of it, for messages about what it lacks */
    WireEventFunc take_event;
    void *event_data;
    void (*on_break)(void *data); /* NULL: broken is broken */
    void *break_data;
    GError *broken;

    GHashTable *calls; /* xid -> WireCall in flight */
    uint32_t next_xid;
    int64_t next_deadline_us; /* no call in flight, nor `keepalive`, has an earlier one */
    Keepalive keepalive;

    bool reading;
    Waiter *reader;      /* who reads, while `reading` */
    bool woken;          /* wake_fd was written to since the reader began */
    int wake_fd;         /* eventfd: gets the reader out of poll() */
    Waiter *waiters;     /* threads in wire_wait_until(), the reader too */
    pthread_cond_t left; /* the reader has left poll() */

    int watch_fd;     /* epoll of the transport and pending_fd; -1 until asked for */
    int pending_fd;   /* eventfd: something is to be dispatched */
    bool pending;     /* pending_fd was written to */
    uint32_t watched; /* what the epoll waits for on the transport */
};

/* One flush and at most `reads` reads, with everything that follows from them. */
void wire_transfer(Wire *wire, unsigned reads);
void wire_expire(Wire *wire);
/* Ends the wire for good; keeps the first reason. */
void wire_break(Wire *wire, ErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Lets the reader look again at what to wait for. */
void wire_interrupt(Wire *wire);

/* Tells the epoll whether there is something to write. */
void wire_watch_update(Wire *wire);
/* Puts the transport into the epoll, or takes it out. */
bool wire_watch_attach(Wire *wire);
void wire_watch_detach(Wire *wire);
void wire_watch_clear(Wire *wire); /* before the transport closes */

/* Fills in what a reply says, or why it says nothing. */
GError *wire_reply_take(const Wire *wire, WireCall *call, const Message *reply,
                        enum clnt_stat *ret_stat);
/* For messages; the caller's to free. */
char *wire_call_name(const WireCall *call);

#endif
