/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who has connections: see party.h.
 */
#include "server/party.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct Parties {
    const Limits *limits;
    GHashTable *by_name;
    size_t held;
};

Parties *parties_new(const Limits *limits)
{
    Parties *parties = g_new0(Parties, 1);

    parties->limits = limits;
    parties->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return parties;
}

void parties_free(Parties *parties)
{
    if (!parties)
        return;
    g_assert(g_hash_table_size(parties->by_name) == 0);
    g_hash_table_unref(parties->by_name);
    g_free(parties);
}

/* Takes over the name. */
static Party *party_enter(Parties *parties, char *name)
{
    Party *party = g_hash_table_lookup(parties->by_name, name);

    if (party) {
        g_free(name);
    } else {
        party = g_new0(Party, 1);
        party->parties = parties;
        party->name = name;
        g_hash_table_insert(parties->by_name, party->name, party);
    }
    party->connections++;
    return party;
}

Party *party_enter_user(Parties *parties, uid_t uid)
{
    return party_enter(parties, g_strdup_printf("uid %u", (unsigned) uid));
}

static char *party_name_v6(const struct in6_addr *address)
{
    char text[INET6_ADDRSTRLEN] = "?";
    struct in6_addr network = *address;

    if (IN6_IS_ADDR_V4MAPPED(address)) {
        inet_ntop(AF_INET, address->s6_addr + 12, text, sizeof(text));
        return g_strdup_printf("address %s", text);
    }
    memset(network.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &network, text, sizeof(text));
    return g_strdup_printf("network %s/64", text);
}

Party *party_enter_host(Parties *parties, const struct sockaddr *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *) (const void *) address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) (const void *) address;
    char text[INET_ADDRSTRLEN] = "?";

    if (address->sa_family == AF_INET6)
        return party_enter(parties, party_name_v6(&v6->sin6_addr));
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    return party_enter(parties, g_strdup_printf("address %s", text));
}

void party_leave(Party *party)
{
    if (--party->connections > 0)
        return;
    g_assert(party->held == 0);
    g_hash_table_remove(party->parties->by_name, party->name);
    g_free(party->name);
    g_free(party);
}

void party_share_change(PartyShare *share, size_t held)
{
    if (!share->party)
        return;
    share->party->held = share->party->held - share->held + held;
    share->party->parties->held = share->party->parties->held - share->held + held;
    share->held = held;
}

bool party_share_is_pressed(const PartyShare *share)
{
    const Parties *parties = share->party ? share->party->parties : NULL;

    return parties && parties->held > parties->limits->held_in_all / 2;
}

bool parties_are_over(const Parties *parties)
{
    return parties->held > parties->limits->held_in_all;
}

size_t parties_held(const Parties *parties)
{
    return parties->held;
}

const Party *parties_heaviest(const Parties *parties)
{
    const Party *heaviest = NULL;
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, parties->by_name);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Party *party = value;

        if (!heaviest || party->held > heaviest->held)
            heaviest = party;
    }
    return heaviest;
}
