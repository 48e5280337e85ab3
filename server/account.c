/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What connections come to: see account.h.
 */
#include "server/account.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct Accounts {
    const Limits *limits;
    GHashTable *by_name;
    size_t held;
};

Accounts *accounts_new(const Limits *limits)
{
    Accounts *accounts = g_new0(Accounts, 1);

    accounts->limits = limits;
    accounts->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return accounts;
}

void accounts_free(Accounts *accounts)
{
    if (!accounts)
        return;
    g_assert(g_hash_table_size(accounts->by_name) == 0);
    g_hash_table_unref(accounts->by_name);
    g_free(accounts);
}

/* Takes over the name. */
static Account *account_enter(Accounts *accounts, char *name)
{
    Account *account = g_hash_table_lookup(accounts->by_name, name);

    if (account) {
        g_free(name);
    } else {
        account = g_new0(Account, 1);
        account->accounts = accounts;
        account->name = name;
        g_hash_table_insert(accounts->by_name, account->name, account);
    }
    account->connections++;
    return account;
}

Account *account_enter_user(Accounts *accounts, uid_t uid)
{
    return account_enter(accounts, g_strdup_printf("uid %u", (unsigned) uid));
}

static char *account_name_v6(const struct in6_addr *address)
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

Account *account_enter_host(Accounts *accounts, const struct sockaddr *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *) (const void *) address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) (const void *) address;
    char text[INET_ADDRSTRLEN] = "?";

    if (address->sa_family == AF_INET6)
        return account_enter(accounts, account_name_v6(&v6->sin6_addr));
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    return account_enter(accounts, g_strdup_printf("address %s", text));
}

void account_leave(Account *account)
{
    if (--account->connections > 0)
        return;
    g_assert(account->held == 0);
    g_hash_table_remove(account->accounts->by_name, account->name);
    g_free(account->name);
    g_free(account);
}

void account_share_change(AccountShare *share, size_t held)
{
    if (!share->account)
        return;
    share->account->held = share->account->held - share->held + held;
    share->account->accounts->held = share->account->accounts->held - share->held + held;
    share->held = held;
}

bool account_share_is_pressed(const AccountShare *share)
{
    const Accounts *accounts = share->account ? share->account->accounts : NULL;

    return accounts && accounts->held > accounts->limits->held_in_all / 2;
}

bool accounts_are_over(const Accounts *accounts)
{
    return accounts->held > accounts->limits->held_in_all;
}

size_t accounts_held(const Accounts *accounts)
{
    return accounts->held;
}

const Account *accounts_heaviest(const Accounts *accounts)
{
    const Account *heaviest = NULL;
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, accounts->by_name);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Account *account = value;

        if (!heaviest || account->held > heaviest->held)
            heaviest = account;
    }
    return heaviest;
}
