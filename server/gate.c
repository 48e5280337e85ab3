/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate: see gate.h. What a certificate must be is rpc/tls_verify.c's; here is only which files
 * count, and who of those that have a good certificate is let in.
 */
#include "server/gate.h"

#include "server/folders.h"

/* TlsAdmitFunc. data: the patterns; NULL: all that the CA has signed. */
static bool gate_admits(const TlsIdentity *certificate, void *data, GError **err)
{
    char **pattern = data;

    if (!pattern)
        return true;
    for (; *pattern; pattern++)
        if (access_matches_certificate(*pattern, certificate))
            return true;
    return error_set(err, ERR_AUTH_FAILED,
                     "no pattern of 'allow' in [tls] matches its certificate, %s",
                     certificate->subject);
}

static TlsContext *gate_open(const Config *config, const char *ca_file, const char *cert_file,
                             const char *key_file, const char *crl_file, GError **err)
{
    const TlsOptions options = {
        .role = TLS_SERVER,
        .peer_check = TLS_PEER_REQUIRED,
        .ca_file = ca_file,
        .cert_file = cert_file,
        .key_file = key_file,
        .crl_file = crl_file,
        .allow_keylog = config->tls.keylog,
        .admit = gate_admits,
        .admit_data = g_strdupv(config->tls.allow),
        .admit_free = (GDestroyNotify) g_strfreev,
    };

    return tls_context_new(&options, err);
}

/* What vmrpc-pki(1) has put beside the configuration file. The server's certificate counts; what
 * belongs to it must be there then. */
static bool gate_open_folder(Gate *gate, GError **err)
{
    Folders folders = {0};
    g_autofree char *folder = NULL, *ca = NULL, *cert = NULL, *key = NULL, *crl = NULL;

    if (!folders_find(&folders, gate->config->system, gate->config->root, err))
        return false;
    folder = g_build_filename(folders.config, "pki", NULL);
    folders_clear(&folders);
    ca = g_build_filename(folder, "ca-cert.pem", NULL);
    cert = g_build_filename(folder, "server-cert.pem", NULL);
    key = g_build_filename(folder, "server-key.pem", NULL);
    crl = g_build_filename(folder, "crl.pem", NULL);
    if (!g_file_test(cert, G_FILE_TEST_EXISTS))
        return true;
    gate->tls = gate_open(gate->config, ca, cert, key,
                          g_file_test(crl, G_FILE_TEST_EXISTS) ? crl : NULL, err);
    gate->folder = g_steal_pointer(&folder);
    return gate->tls != NULL;
}

static bool gate_listens_on_tcp(const Config *config)
{
    for (char **address = config->listen; address && *address; address++)
        if (g_str_has_prefix(*address, "tcp:"))
            return true;
    return false;
}

Gate *gate_new(const Config *config, bool on_tcp, GError **err)
{
    g_autoptr(Gate) gate = g_new0(Gate, 1);
    const ConfigTls *tls = &config->tls;

    gate->config = config;
    gate->on_tcp = on_tcp || gate_listens_on_tcp(config);
    if (tls->cert_file) {
        gate->tls =
            gate_open(config, tls->ca_file, tls->cert_file, tls->key_file, tls->crl_file, err);
        return gate->tls ? g_steal_pointer(&gate) : NULL;
    }
    if (gate->on_tcp && !gate_open_folder(gate, err))
        return NULL;
    return g_steal_pointer(&gate);
}

void gate_free(Gate *gate)
{
    if (!gate)
        return;
    tls_context_unref(gate->tls);
    g_free(gate->folder);
    g_free(gate);
}
