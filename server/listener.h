/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listener: a socket on which clients come in.
 *
 * Accepting survives running out of descriptors: the listener then rests until a client goes or a
 * second has passed, and those who knock stay in the kernel's queue. A socket file that is in the
 * way is replaced only if nobody listens on it, and ours is removed when we go.
 */
#ifndef VMRPC_SERVER_LISTENER_H
#define VMRPC_SERVER_LISTENER_H

#include "base/loop.h"
#include "server/address.h"

typedef struct Listener Listener;

/* Takes over the descriptor, which is non-blocking. */
typedef void (*ListenerFunc)(const Listener *listener, int fd, void *data);

/* Takes over address, also on failure. mode: of a socket file. */
Listener *listener_open(Loop *loop, Address *address, mode_t mode, ListenerFunc func, void *data,
                        GError **err);
/* The same for a socket that listens already, at address, and that somebody else will go on with:
 * of a socket file nothing is changed and nothing removed. Takes over both. */
Listener *listener_adopt(Loop *loop, int fd, Address *address, ListenerFunc func, void *data);
void listener_free(Listener *listener);

const Address *listener_address(const Listener *listener);
/* The socket, to be asked for its address. */
int listener_fd(const Listener *listener);
/* The address with its real port. */
const char *listener_name(const Listener *listener);
/* A descriptor has become free. */
void listener_resume(Listener *listener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Listener, listener_free)

#endif
