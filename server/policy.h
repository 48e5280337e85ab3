/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policy: who comes in from the network, and what each client may open, as of the last time the
 * configuration was read: certificates, the list of those allowed, the rules.
 *
 * Never changes: to take up new files make another one. Clients that are connected keep what they
 * began with.
 */
#ifndef VMRPC_SERVER_POLICY_H
#define VMRPC_SERVER_POLICY_H

#include "rpc/tls_context.h"
#include "server/config.h"

typedef struct Policy {
    const Config *config;
    TlsContext *tls; /* NULL: not offered */
    char *folder;    /* where its certificates were found; NULL: [tls] names them */
    bool on_tcp;     /* clients may come from the network */
} Policy;

/* Reads and checks the certificates: those that [tls] names; if it names none and TCP is listened
 * on, those in folder pki of the configuration folder, if there are. on_tcp: a TCP socket is there
 * that the configuration does not name. config must outlive the policy. */
Policy *policy_new(const Config *config, bool on_tcp, GError **err);
void policy_free(Policy *policy); /* takes NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

#endif
