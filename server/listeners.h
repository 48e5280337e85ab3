/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All sockets on which the daemon listens: those that a service manager has handed over, those of
 * the configuration, and, if there is none of either, the usual ones.
 *
 * Each is told on standard output, unless that is a client's, and to rpcbind, if that is wanted.
 */
#ifndef VMRPC_SERVER_LISTENERS_H
#define VMRPC_SERVER_LISTENERS_H

#include "server/config.h"
#include "server/folders.h"
#include "server/listener.h"
#include "server/rpcbind.h"

typedef struct Listeners Listeners;

/* rpcbind: NULL if it is not to be told; is there until listeners_close(). func: for each client. */
Listeners *listeners_new(Loop *loop, Rpcbind *rpcbind, ListenerFunc func, void *data);
void listeners_free(Listeners *listeners); /* takes NULL */

/* activated: of ActivatedSocket, whose descriptors and addresses are taken out. */
bool listeners_open(Listeners *listeners, const Config *config, const Folders *folders,
                    GArray *activated, GError **err);
/* Nobody comes in any more. */
void listeners_close(Listeners *listeners);

/* "unix:/run/..., tcp:...", to be freed. */
char *listeners_names(const Listeners *listeners);
unsigned listeners_count(const Listeners *listeners);
/* A descriptor has become free. */
void listeners_resume(Listeners *listeners);

#endif
