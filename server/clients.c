/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is connected: see clients.h.
 */
#include "server/clients.h"

#include <unistd.h>

struct Clients {
    const Limits *limits;
    Accounts *accounts;
    GHashTable *by_peer; /* Peer -> Client */
    uint64_t last_id;
    unsigned alive;   /* those that have gone and have calls in flight included */
    unsigned unknown; /* have to authenticate */
};

Clients *clients_new(const Limits *limits)
{
    Clients *clients = g_new0(Clients, 1);

    clients->limits = limits;
    clients->accounts = accounts_new(limits);
    clients->by_peer = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return clients;
}

void clients_free(Clients *clients)
{
    if (!clients)
        return;
    g_hash_table_unref(clients->by_peer);
    accounts_free(clients->accounts);
    g_free(clients);
}

/* ---- coming ------------------------------------------------- */

static bool clients_have_place(const Clients *clients, const PeerOrigin *origin, GError **err)
{
    const Identity *identity = &origin->identity;
    bool admin = identity->known && (identity->uid == 0 || identity->uid == geteuid());
    uint64_t places = clients->limits->connections + (admin ? LIMIT_CONNECTIONS_RESERVED : 0);

    if (clients->alive >= places)
        return error_set(err, ERR_RESOURCE_BUSY, "there are %u connections already",
                         clients->alive);
    return true;
}

static Account *clients_enter(Clients *clients, const PeerOrigin *origin, int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof(address);

    if (origin->local)
        return account_enter_user(clients->accounts, origin->identity.uid);
    if (getpeername(fd, (struct sockaddr *) &address, &length) < 0)
        address.ss_family = AF_UNSPEC;
    return account_enter_host(clients->accounts, (const struct sockaddr *) &address);
}

static bool clients_check_account(const Clients *clients, const PeerOrigin *origin,
                                  const Account *account, GError **err)
{
    const Limits *limits = clients->limits;
    uint64_t most = origin->local ? limits->connections_of_user : limits->connections_of_host;

    if (account->connections > most)
        return error_set(err, ERR_RESOURCE_BUSY, "%s has %u connections already", account->name,
                         account->connections - 1);
    return true;
}

bool clients_admit(Clients *clients, PeerOrigin *origin, int fd, bool unknown, GError **err)
{
    Account *account;

    if (!clients_have_place(clients, origin, err))
        return false;
    if (unknown && clients->unknown >= clients->limits->connections_before)
        return error_set(err, ERR_RESOURCE_BUSY, "%u others have not authenticated themselves yet",
                         clients->unknown);
    account = clients_enter(clients, origin, fd);
    if (!clients_check_account(clients, origin, account, err)) {
        account_leave(account);
        return false;
    }
    origin->account = account;
    clients->unknown += unknown;
    return true;
}

void clients_admit_own(Clients *clients, PeerOrigin *origin)
{
    origin->account = clients_enter(clients, origin, -1);
}

void clients_add(Clients *clients, Peer *peer)
{
    Client *client = g_new0(Client, 1);

    client->id = ++clients->last_id;
    client->since_us = (uint64_t) g_get_real_time();
    client->peer = peer;
    clients->alive++;
    g_hash_table_insert(clients->by_peer, peer, client);
}

/* ---- going ------------------------------------------------- */

void clients_remove(Clients *clients, Peer *peer)
{
    g_hash_table_remove(clients->by_peer, peer);
}

void clients_forget(Clients *clients, const Peer *peer)
{
    PeerState state;

    peer_describe(peer, &state);
    clients->alive--;
    account_leave(state.origin->account);
}

void clients_known(Clients *clients)
{
    clients->unknown--;
}

static Peer *clients_heaviest_of(const Clients *clients, const Account *account)
{
    Peer *heaviest = NULL;
    size_t most = 0;
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, clients->by_peer);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        PeerState state;

        peer_describe(key, &state);
        if (state.origin->account == account && state.held > most) {
            heaviest = key;
            most = state.held;
        }
    }
    return heaviest;
}

void clients_relieve(Clients *clients)
{
    while (accounts_are_over(clients->accounts)) {
        Peer *peer = clients_heaviest_of(clients, accounts_heaviest(clients->accounts));
        g_autofree char *reason = NULL;
        PeerState state;

        g_assert(peer); /* what is held is held for somebody */
        peer_describe(peer, &state);
        reason = g_strdup_printf("%zu bytes are held for it, of %zu in all, which is too much",
                                 state.held, accounts_held(clients->accounts));
        peer_close_for(peer, reason);
    }
}

/* ---- being there ------------------------------------------------- */

unsigned clients_count(const Clients *clients)
{
    return g_hash_table_size(clients->by_peer);
}

unsigned clients_alive(const Clients *clients)
{
    return clients->alive;
}

static int clients_compare(gconstpointer a, gconstpointer b)
{
    const Client *const *left = a, *const *right = b;

    return (*left)->id < (*right)->id ? -1 : 1;
}

GPtrArray *clients_list(const Clients *clients)
{
    GPtrArray *list = g_ptr_array_sized_new(clients_count(clients));
    GHashTableIter iter;
    gpointer client;

    g_hash_table_iter_init(&iter, clients->by_peer);
    while (g_hash_table_iter_next(&iter, NULL, &client))
        g_ptr_array_add(list, client);
    g_ptr_array_sort(list, clients_compare);
    return list;
}

const Client *clients_find(const Clients *clients, uint64_t id)
{
    GHashTableIter iter;
    gpointer client;

    g_hash_table_iter_init(&iter, clients->by_peer);
    while (g_hash_table_iter_next(&iter, NULL, &client))
        if (((const Client *) client)->id == id)
            return client;
    return NULL;
}
