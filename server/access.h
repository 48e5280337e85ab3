/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Access rules: who may open which driver, and whether to change anything.
 *
 *   PATTERN -> none|read|write [DRIVER]
 *
 * A pattern is uid:NUMBER, gid:NUMBER, group:NAME, cert:GLOB, tcp, local or *. The first rule that
 * matches decides; what no rule matches is as it is without rules. Only what the kernel or a
 * checked certificate says of a client counts, never what it says of itself.
 */
#ifndef VMRPC_SERVER_ACCESS_H
#define VMRPC_SERVER_ACCESS_H

#include "base/error.h"
#include "rpc/tls_identity.h"
#include "server/identity.h"

typedef enum { GRANT_NONE, GRANT_READ, GRANT_WRITE } AccessGrant;

typedef struct AccessClient {
    bool local;
    int fd;                         /* of the local socket */
    Identity identity;              /* of a local client */
    const TlsIdentity *certificate; /* NULL: it has shown none */
} AccessClient;

typedef struct AccessRules AccessRules;

AccessRules *access_rules_new(void);
void access_rules_free(AccessRules *rules); /* takes NULL */
/* One more, to be asked after those before. Looks a group's name up. */
bool access_rules_add(AccessRules *rules, const char *text, GError **err);
/* rules may be NULL. */
AccessGrant access_rules_decide(const AccessRules *rules, const AccessClient *client,
                                const char *driver);

/* Patterns of certificates: * and ? over the whole subject or a whole name of the SAN. */
bool access_check_pattern(const char *pattern, GError **err);
bool access_matches_certificate(const char *pattern, const TlsIdentity *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccessRules, access_rules_free)

#endif
