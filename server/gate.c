/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate: see gate.h. What a certificate must be is rpc/tls_verify.c's; here is only who of those
 * that have a good one is let in.
 */
#include "server/gate.h"

Gate *gate_new(const Config *config, GError **err)
{
    g_autoptr(Gate) gate = g_new0(Gate, 1);
    const TlsOptions options = {
        .role = TLS_SERVER,
        .peer_check = TLS_PEER_REQUIRED,
        .ca_file = config->tls.ca_file,
        .cert_file = config->tls.cert_file,
        .key_file = config->tls.key_file,
        .crl_file = config->tls.crl_file,
        .allow_keylog = config->tls.keylog,
    };

    gate->config = config;
    if (config->tls.cert_file) {
        gate->tls = tls_context_new(&options, err);
        if (!gate->tls)
            return NULL;
    }
    return g_steal_pointer(&gate);
}

void gate_free(Gate *gate)
{
    if (!gate)
        return;
    tls_context_unref(gate->tls);
    g_free(gate);
}

bool gate_allows(const Gate *gate, const TlsIdentity *certificate)
{
    char **pattern = gate->config->tls.allow;

    if (!pattern)
        return true;
    for (; certificate && *pattern; pattern++)
        if (access_matches_certificate(*pattern, certificate))
            return true;
    return false;
}
