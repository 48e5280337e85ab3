/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gate: who comes in from the network, and what each client may open, as of the last time the
 * configuration was read: certificates, the list of those allowed, the rules.
 *
 * Never changes: to take up new files make another one. Clients that are connected keep what they
 * began with.
 */
#ifndef VMRPC_SERVER_GATE_H
#define VMRPC_SERVER_GATE_H

#include "rpc/tls_context.h"
#include "server/config.h"

typedef struct Gate {
    const Config *config;
    TlsContext *tls; /* NULL: not offered */
} Gate;

/* Reads and checks the certificates. config must outlive it. */
Gate *gate_new(const Config *config, GError **err);
void gate_free(Gate *gate); /* takes NULL */

/* Whether a client with this certificate, which has passed all checks, is welcome. */
bool gate_allows(const Gate *gate, const TlsIdentity *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gate, gate_free)

#endif
