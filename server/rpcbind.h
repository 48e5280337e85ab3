/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rpcbind: tells the machine's rpcbind(8) where our programs are to be found, and keeps it told.
 *
 * A convenience that must cost nothing: it never delays and never fails the daemon. A rpcbind that
 * is absent, hangs or goes is logged once and tried again and again.
 */
#ifndef VMRPC_SERVER_RPCBIND_H
#define VMRPC_SERVER_RPCBIND_H

#include "base/loop.h"
#include "server/address.h"

/* Where it usually is. */
#define RPCBIND_SOCKET "/run/rpcbind.sock"

typedef struct Rpcbind Rpcbind;

/* path: of rpcbind's own socket. */
Rpcbind *rpcbind_new(Loop *loop, const char *path);
/* Takes back what is registered, for RPCBIND_STOP_US at most; runs rounds of the loop meanwhile, so
 * it must be called from outside of one. Takes NULL. */
void rpcbind_free(Rpcbind *rpcbind);

/* Before rpcbind_start(): our programs are to be found at this listening socket. rpcbind knows one
 * address per program and kind of network, so the first of a kind counts; those that nobody could
 * use with the help of rpcbind (abstract, read-only) are passed over. */
void rpcbind_add(Rpcbind *rpcbind, const Address *address, int fd);
void rpcbind_start(Rpcbind *rpcbind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rpcbind, rpcbind_free)

#endif
