/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policy: see policy.h. What a certificate must be is rpc/tls_verify.c's; here is only which
 * files count, and who of those that have a good certificate is let in.
 */
#include "server/policy.h"

#include "server/folders.h"

/* TlsAdmitFunc. data: the patterns; NULL: all that the CA has signed. */
static bool policy_admits(const TlsIdentity *certificate, void *data, GError **err)
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

static TlsContext *policy_open(const Config *config, const char *ca_file, const char *cert_file,
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
        .admit = policy_admits,
        .admit_data = g_strdupv(config->tls.allow),
        .admit_free = (GDestroyNotify) g_strfreev,
    };

    return tls_context_new(&options, err);
}

/* What vmrpc-pki(1) has put beside the configuration file. The server's certificate counts; what
 * belongs to it must be there then. */
static bool policy_open_folder(Policy *policy, GError **err)
{
    Folders folders = {0};
    g_autofree char *folder = NULL, *ca = NULL, *cert = NULL, *key = NULL, *crl = NULL;

    if (!folders_find(&folders, policy->config->system, policy->config->root, err))
        return false;
    folder = g_build_filename(folders.config, "pki", NULL);
    folders_clear(&folders);
    ca = g_build_filename(folder, "ca-cert.pem", NULL);
    cert = g_build_filename(folder, "server-cert.pem", NULL);
    key = g_build_filename(folder, "server-key.pem", NULL);
    crl = g_build_filename(folder, "crl.pem", NULL);
    if (!g_file_test(cert, G_FILE_TEST_EXISTS))
        return true;
    policy->tls = policy_open(policy->config, ca, cert, key,
                              g_file_test(crl, G_FILE_TEST_EXISTS) ? crl : NULL, err);
    policy->folder = g_steal_pointer(&folder);
    return policy->tls != NULL;
}

static bool policy_listens_on_tcp(const Config *config)
{
    for (char **address = config->listen; address && *address; address++)
        if (g_str_has_prefix(*address, "tcp:"))
            return true;
    return false;
}

Policy *policy_new(const Config *config, bool on_tcp, GError **err)
{
    g_autoptr(Policy) policy = g_new0(Policy, 1);
    const ConfigTls *tls = &config->tls;

    policy->config = config;
    policy->on_tcp = on_tcp || policy_listens_on_tcp(config);
    if (tls->cert_file) {
        policy->tls =
            policy_open(config, tls->ca_file, tls->cert_file, tls->key_file, tls->crl_file, err);
        return policy->tls ? g_steal_pointer(&policy) : NULL;
    }
    if (policy->on_tcp && !policy_open_folder(policy, err))
        return NULL;
    return g_steal_pointer(&policy);
}

void policy_free(Policy *policy)
{
    if (!policy)
        return;
    tls_context_unref(policy->tls);
    g_free(policy->folder);
    g_free(policy);
}
