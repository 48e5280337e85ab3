/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Party: somebody who has connections here, a local user or a host, and what all of them come to:
 * how many they are, and how many bytes the daemon holds for them.
 *
 * A host is known by its address; of an IPv6 address only the first 64 bits count, since a host may
 * choose the others. Counts and tells; what follows from that is others' business.
 */
#ifndef VMRPC_SERVER_PARTY_H
#define VMRPC_SERVER_PARTY_H

#include <glib.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "server/limits.h"

typedef struct Parties Parties;

typedef struct Party {
    Parties *parties;
    char *name; /* "uid 1000", "address 192.0.2.1", "network 2001:db8::/64" */
    unsigned connections;
    size_t held; /* bytes */
} Party;

/* What one connection adds to it. */
typedef struct PartyShare {
    Party *party; /* NULL: nobody counts it */
    size_t held;
} PartyShare;

/* limits must outlive it, and may change. */
Parties *parties_new(const Limits *limits);
void parties_free(Parties *parties); /* takes NULL; nobody has connections any more */

/* One more connection. The party lives until its last one leaves. */
Party *party_enter_user(Parties *parties, uid_t uid);
Party *party_enter_host(Parties *parties, const struct sockaddr *address);
void party_leave(Party *party);

/* So many bytes are held for this connection now. */
void party_share_change(PartyShare *share, size_t held);
static inline void party_share_set(PartyShare *share, size_t held)
{
    if (held != share->held)
        party_share_change(share, held);
}
/* More than half of what may be held for all together is: who can wait should. */
bool party_share_is_pressed(const PartyShare *share);

/* More is held than may be. */
bool parties_are_over(const Parties *parties);
/* Bytes held for all. */
size_t parties_held(const Parties *parties);
/* Who holds most; NULL if there is nobody. */
const Party *parties_heaviest(const Parties *parties);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parties, parties_free)

#endif
