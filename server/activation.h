/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Activation: sockets that a service manager has opened for us and hands over at the start, by the
 * protocol of sd_listen_fds(3): LISTEN_PID is us, LISTEN_FDS descriptors from 3 on, and their names
 * in LISTEN_FDNAMES.
 *
 * They stay the service manager's: it goes on listening when we end, so nothing is removed then.
 */
#ifndef VMRPC_SERVER_ACTIVATION_H
#define VMRPC_SERVER_ACTIVATION_H

#include "server/address.h"

typedef struct ActivatedSocket {
    int fd; /* non-blocking and closed on exec; -1 once somebody else owns it */
    Address *address;
} ActivatedSocket;

/* An array of ActivatedSocket, empty if there are none. A socket called "ro", or with a path that
 * ends in -ro, is for reading only. NULL: one of them is no listening stream socket, or what the
 * environment says makes no sense. Takes LISTEN_* out of the environment; to be called once, before
 * descriptors are opened that could be taken for sockets. */
GArray *activation_take(GError **err);
bool activation_has_tcp(const GArray *sockets);

#endif
