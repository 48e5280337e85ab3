/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands init, server and client.
 *
 * Each can be repeated: what is there and fits is left alone. The CA's key never leaves ca/.
 */
#include <string.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/pki/authority.h"
#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/names.h"
#include "tools/pki/options.h"
#include "tools/pki/pair.h"
#include "tools/pki/pem.h"
#include "tools/pki/period.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

/* "vmrpc CA of HOST", cut to what a common name may hold. */
static char *issue_ca_name(void)
{
    g_autofree char *host = text_printable(g_get_host_name(), strlen(g_get_host_name()));
    g_autofree char *name = g_strconcat("vmrpc CA of ", host, NULL);

    return g_utf8_strlen(name, -1) <= NAMES_MAX_COMMON
               ? g_steal_pointer(&name)
               : g_utf8_substring(name, 0, NAMES_MAX_COMMON);
}

static bool issue_new_ca(const Options *options, GError **err)
{
    g_autofree char *key_path = g_build_filename(options->folder, STORE_CA_KEY, NULL);
    g_autofree char *cert_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autofree char *crl_path = g_build_filename(options->folder, STORE_CRL, NULL);
    g_autofree char *index_path = g_build_filename(options->folder, STORE_INDEX, NULL);
    g_autofree char *name = options->name ? g_strdup(options->name) : issue_ca_name();
    Request request = {.kind = KIND_CA, .common_name = name};
    g_autoptr(Index) index = index_new();
    g_autoptr(Batch) batch = batch_new();
    g_autoptr(EVP_PKEY) key = NULL;
    g_autoptr(X509) certificate = NULL;
    g_autoptr(X509_CRL) crl = NULL;

    if (!period_choose(options, PERIOD_CA_DAYS, 0, &request.from, &request.until, err))
        return false;
    key = certificate_make_key(options->rsa, err);
    certificate = key ? certificate_make(&request, key, NULL, key, err) : NULL;
    index->crl_number = 1;
    crl = certificate ? certificate_make_crl(index, certificate, key, request.until, err) : NULL;
    if (!crl)
        return false;
    {
        g_autofree char *key_text = pem_from_key(key);
        g_autofree char *cert_text = pem_from_certificate(certificate);
        g_autofree char *crl_text = pem_from_crl(crl);
        g_autofree char *index_json = index_text(index);
        g_autofree char *end = text_time(request.until);

        batch_add(batch, key_path, key_text, STORE_MODE_KEY);
        batch_add(batch, cert_path, cert_text, STORE_MODE_PUBLIC);
        batch_add(batch, crl_path, crl_text, STORE_MODE_PUBLIC);
        batch_add(batch, index_path, index_json, STORE_MODE_KEY);
        if (!batch_commit(batch, err))
            return false;
        printf("CA '%s', valid until %s:\n  %s\n  %s\n  %s\n", name, end, cert_path, key_path,
               crl_path);
    }
    return true;
}

/* A certificate for the key and the name that the CA has, valid for longer. */
static bool issue_renewed_ca(const Options *options, Authority *authority, GError **err)
{
    g_autofree char *cert_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autofree char *name = text_common_name(X509_get_subject_name(authority->certificate));
    Request request = {.kind = KIND_CA,
                       .common_name = name,
                       .subject = X509_get_subject_name(authority->certificate)};
    g_autoptr(X509) certificate = NULL;
    g_autoptr(Batch) batch = batch_new();
    g_autofree char *text = NULL;
    g_autofree char *end = NULL;

    if (options->name)
        return fail_usage(err, "--name: a CA that is renewed keeps its name");
    if (!period_choose(options, PERIOD_CA_DAYS, 0, &request.from, &request.until, err))
        return false;
    certificate = certificate_make(&request, authority->key, NULL, authority->key, err);
    if (!certificate)
        return false;
    text = pem_from_certificate(certificate);
    batch_add(batch, cert_path, text, STORE_MODE_PUBLIC);
    if (!batch_commit(batch, err) || !authority_write_crl(authority, request.until, err))
        return false;
    end = text_time(request.until);
    printf("CA '%s' renewed, valid until %s; copy the new certificate to every host:\n  %s\n", name,
           end, cert_path);
    return true;
}

static bool issue_kept_ca(const Options *options, GError **err)
{
    g_autofree char *crl_path = g_build_filename(options->folder, STORE_CRL, NULL);
    g_autoptr(Authority) authority = authority_open(options->folder, err);
    g_autofree char *name = NULL;
    g_autofree char *end = NULL;

    if (!authority)
        return false;
    if (options->renew)
        return issue_renewed_ca(options, authority, err);
    if (!store_exists(crl_path) && !authority_write_crl(authority, authority_end(authority), err))
        return false;
    name = text_common_name(X509_get_subject_name(authority->certificate));
    end = text_time(authority_end(authority));
    printf("already there: CA '%s', valid until %s\n", name, end);
    return true;
}

bool issue_run_init(const Options *options, GError **err)
{
    g_autofree char *ca = g_build_filename(options->folder, "ca", NULL);
    g_autofree char *key_path = g_build_filename(options->folder, STORE_CA_KEY, NULL);
    g_autofree char *cert_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    bool made;
    int lock;

    if (options->count != 0)
        return fail_usage(err, "init takes no arguments");
    if (options->name && (!*options->name || !g_utf8_validate(options->name, -1, NULL) ||
                          g_utf8_strlen(options->name, -1) > NAMES_MAX_COMMON))
        return fail_usage(err, "--name: give 1 to %d characters", NAMES_MAX_COMMON);
    if (!store_make_folder(options->folder, 0755, err) || !store_make_folder(ca, 0700, err))
        return false;
    lock = store_lock(options->folder, err);
    if (lock < 0)
        return false;
    if (store_exists(key_path) && store_exists(cert_path) && !options->force) {
        close(lock); /* authority_open() takes it again */
        return issue_kept_ca(options, err);
    }
    if (store_exists(key_path) != store_exists(cert_path) && !options->force)
        made = fail_with(err,
                         "of '%s' and '%s' only one is there: put back the other; --force "
                         "makes a new CA instead, which nobody trusts yet",
                         key_path, cert_path);
    else
        made = issue_new_ca(options, err);
    close(lock);
    return made;
}

/* Adds a copy to the batch unless it is there already; another file there stays without --force. */
static bool issue_add_copy(Batch *batch, const Options *options, const char *name,
                           const char *source, mode_t mode, GError **err)
{
    g_autofree char *path = g_build_filename(options->out, name, NULL);
    g_autofree char *text = store_read(source, err);
    g_autofree char *there = NULL;

    if (!text)
        return false;
    if (store_exists(path)) {
        there = store_read(path, err);
        if (!there)
            return false;
        if (g_str_equal(there, text))
            return true;
        if (!options->force && !g_str_equal(name, STORE_CRL))
            return fail_with(err, "'%s' is there and differs: --force replaces it", path);
    }
    batch_add(batch, path, text, mode);
    return true;
}

/* The names of the request from the command line: each host once, the first as common name. */
static bool issue_hosts(const Options *options, char **ret_common, GENERAL_NAMES **ret_names,
                        GError **err)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) hosts = NULL;

    for (int i = 0; i < options->count; i++) {
        char *host = names_normalize_host(options->arguments[i], err);

        if (!host)
            return false;
        if (g_hash_table_add(seen, host))
            g_strv_builder_add(builder, host);
    }
    hosts = g_strv_builder_end(builder);
    *ret_common = g_strdup(strlen(hosts[0]) <= NAMES_MAX_COMMON ? hosts[0] : "vmrpc server");
    *ret_names = names_of_server(hosts);
    return true;
}

static bool issue_server_bundle(const Options *options, GError **err)
{
    g_autofree char *ca_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autofree char *crl_path = g_build_filename(options->folder, STORE_CRL, NULL);
    g_autoptr(Batch) batch = batch_new();

    return store_make_folder(options->out, 0755, err) &&
           issue_add_copy(batch, options, STORE_CA_CERT, ca_path, STORE_MODE_PUBLIC, err) &&
           issue_add_copy(batch, options, STORE_CRL, crl_path, STORE_MODE_PUBLIC, err) &&
           batch_commit(batch, err);
}

bool issue_run_server(const Options *options, GError **err)
{
    const char *folder = options->out ? options->out : options->folder;
    g_autofree char *cert_path = g_build_filename(folder, STORE_SERVER_CERT, NULL);
    g_autofree char *key_path = g_build_filename(folder, STORE_SERVER_KEY, NULL);
    Pair pair = {cert_path, key_path};
    g_autofree char *common = NULL;
    g_autoptr(GENERAL_NAMES) names = NULL;
    g_autoptr(Authority) authority = NULL;
    Request request = {.kind = KIND_SERVER};

    if (options->count == 0 && !options->renew)
        return fail_usage(err, "name the host as clients will, e.g. 'vmrpc pki server %s'",
                          "host.example 192.0.2.1");
    if (!(options->count > 0 ? issue_hosts(options, &common, &names, err)
                             : pair_read_names(&pair, &common, &names, err)))
        return false;
    request.common_name = common;
    request.names = names;
    authority = authority_open(options->folder, err);
    if (!authority || (options->out && !issue_server_bundle(options, err)) ||
        !pair_make(&pair, authority, options, &request, err))
        return false;
    if (options->out)
        printf("copy what is in '%s' to %s on that host\n", options->out, SYSCONFDIR "/vmrpc/pki");
    return true;
}

static bool issue_client_bundle(const Options *options, const Pair *pair, GError **err)
{
    g_autofree char *ca_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autoptr(Batch) batch = batch_new();

    if (!store_make_folder(options->out, 0700, err) ||
        !issue_add_copy(batch, options, STORE_CLIENT_KEY, pair->key_path, STORE_MODE_KEY, err) ||
        !issue_add_copy(batch, options, STORE_CLIENT_CERT, pair->cert_path, STORE_MODE_PUBLIC,
                        err) ||
        !issue_add_copy(batch, options, STORE_CA_CERT, ca_path, STORE_MODE_PUBLIC, err) ||
        !batch_commit(batch, err))
        return false;
    printf("copy what is in '%s' to ~/.config/vmrpc/pki of the user, or %s for root\n",
           options->out, SYSCONFDIR "/vmrpc/pki");
    return true;
}

bool issue_run_client(const Options *options, GError **err)
{
    const char *name = options->count == 1 ? options->arguments[0] : "";
    g_autofree char *folder = g_build_filename(options->folder, STORE_CLIENTS, NULL);
    g_autofree char *cert_path = g_strdup_printf("%s/%s-cert.pem", folder, name);
    g_autofree char *key_path = g_strdup_printf("%s/%s-key.pem", folder, name);
    Pair pair = {cert_path, key_path};
    g_autofree char *common = NULL;
    g_autoptr(GENERAL_NAMES) names = NULL;
    g_autoptr(Authority) authority = NULL;
    Request request = {.kind = KIND_CLIENT, .common_name = name};

    if (options->count != 1)
        return fail_usage(err, "give one name, of a person or a machine");
    if (!names_check_client(name, err) ||
        !names_of_client(options->emails, options->uris, &names, err))
        return false;
    if (options->renew && !names && !pair_read_names(&pair, &common, &names, err))
        return false;
    request.names = names;
    authority = authority_open(options->folder, err);
    if (!authority || !store_make_folder(folder, 0700, err) ||
        !pair_make(&pair, authority, options, &request, err))
        return false;
    return !options->out || issue_client_bundle(options, &pair, err);
}
