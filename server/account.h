/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Account: what the connections of one local user, or of one host, come to: how many they are, and
 * how many bytes the daemon holds for them.
 *
 * A host is known by its address; of an IPv6 address only the first 64 bits count, since a host may
 * choose the others. Counts and tells; what follows from that is others' business.
 */
#ifndef VMRPC_SERVER_ACCOUNT_H
#define VMRPC_SERVER_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "server/limits.h"

typedef struct Accounts Accounts;

typedef struct Account {
    Accounts *accounts;
    char *name; /* "uid 1000", "address 192.0.2.1", "network 2001:db8::/64" */
    unsigned connections;
    size_t held; /* bytes */
} Account;

/* What one connection adds to it. */
typedef struct AccountShare {
    Account *account; /* NULL: nobody counts it */
    size_t held;
} AccountShare;

/* limits must outlive it, and may change. */
Accounts *accounts_new(const Limits *limits);
void accounts_free(Accounts *accounts); /* takes NULL; nobody has connections any more */

/* One more connection. The account lives until its last one leaves. */
Account *account_enter_user(Accounts *accounts, uid_t uid);
Account *account_enter_host(Accounts *accounts, const struct sockaddr *address);
void account_leave(Account *account);

/* So many bytes are held for this connection now. */
void account_share_change(AccountShare *share, size_t held);
static inline void account_share_set(AccountShare *share, size_t held)
{
    if (held != share->held)
        account_share_change(share, held);
}
/* More than half of what may be held for all together is: who can wait should. */
bool account_share_is_pressed(const AccountShare *share);

/* More is held than may be. */
bool accounts_are_over(const Accounts *accounts);
/* Bytes held for all. */
size_t accounts_held(const Accounts *accounts);
/* Who holds most; NULL if there is nobody. */
const Account *accounts_heaviest(const Accounts *accounts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Accounts, accounts_free)

#endif
