/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Clients: who is connected, whether one more may come, and who has to go when more memory is held
 * for all of them than may be.
 *
 * An administrator, who is a local client of root or of the daemon's own user, is still let in when
 * others have taken all places: LIMIT_CONNECTIONS_RESERVED are kept for that.
 */
#ifndef VMRPC_SERVER_CLIENTS_H
#define VMRPC_SERVER_CLIENTS_H

#include "server/peer.h"

typedef struct Clients Clients;

typedef struct Client {
    uint64_t id;       /* counts them since the daemon's start, from 1 */
    uint64_t since_us; /* since the Unix epoch */
    Peer *peer;
} Client;

/* limits must outlive it, and may change. */
Clients *clients_new(const Limits *limits);
void clients_free(Clients *clients); /* takes NULL; all are forgotten */

/* Counts a client, who has this socket, on its account (origin->account). False: it may not come.
 * unknown: it has to authenticate first. */
bool clients_admit(Clients *clients, PeerOrigin *origin, int fd, bool unknown, GError **err);
/* The same for one whom nothing keeps out. */
void clients_admit_own(Clients *clients, PeerOrigin *origin);
/* One who was admitted. */
void clients_add(Clients *clients, Peer *peer);
/* Its connection has gone. It counts in its account until it is forgotten, so that nobody has more
 * calls in flight for coming back again and again. */
void clients_remove(Clients *clients, Peer *peer);
/* And the last of its calls has ended. */
void clients_forget(Clients *clients, const Peer *peer);

/* One of those that had to authenticate has done so, or has gone. */
void clients_known(Clients *clients);
/* More is held for a client than before: if that is too much for all together, the heaviest
 * connections of the heaviest account are closed, as many as it takes. */
void clients_relieve(Clients *clients);

unsigned clients_count(const Clients *clients);
/* The same and those that have gone and are not forgotten. */
unsigned clients_alive(const Clients *clients);
/* NULL: there is none of that id. */
const Client *clients_find(const Clients *clients, uint64_t id);
/* Of Client, in the order of their coming; valid until one comes or goes. */
GPtrArray *clients_list(const Clients *clients);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clients, clients_free)

#endif
