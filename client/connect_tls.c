/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a host and port over TCP, with TLS by RFC 9289: the certificates are looked at first, then the
 * server is asked for TLS in clear text, then comes the handshake.
 *
 * There is no way from here to a connection without TLS. What needs OpenSSL is in a module, which
 * this file loads.
 */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include <config.h>
#include "base/error.h"
#include "client/link.h"
#include "client/starttls.h"
#include "client/tls_module.h"

#define MODULE_NAME "vmrpc-tls.so"

/* Where the loader looks (an uninstalled build), then where it is installed. */
static const TlsModule *tls_load(GError **err)
{
    void *handle = dlopen(MODULE_NAME, RTLD_NOW | RTLD_LOCAL);
    const TlsModule *module;

    if (!handle)
        handle = dlopen(PKGLIBDIR "/" MODULE_NAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        error_set(err, ERR_NO_CONNECT, "load the module for TLS: %s", dlerror());
        return NULL;
    }
    module = dlsym(handle, TLS_MODULE_SYMBOL);
    if (!module || strcmp(module->version, PACKAGE_VERSION) != 0) {
        error_set(err, ERR_NO_CONNECT, "load the module for TLS: it is of version %s, not %s",
                  module ? module->version : "unknown", PACKAGE_VERSION);
        return NULL;
    }
    return module;
}

/* Puts the way and the step in front. */
static Transport *tls_fail(const Uri *uri, const char *step, GError **err, GError *error)
{
    g_propagate_prefixed_error(err, error, "transport tls: host '%s' port %s: %s%s", uri->host,
                               uri->port, step, step[0] ? ": " : "");
    return NULL;
}

static Transport *tls_open(const TlsModule *module, void *context, const Uri *uri,
                           int64_t deadline_us, GError **err)
{
    GError *error = NULL;
    Transport *transport;
    int fd = connect_tcp(uri, deadline_us, err);

    if (fd < 0)
        return NULL;
    if (!starttls_agree(fd, deadline_us, &error)) {
        close(fd);
        return tls_fail(uri, "ask for TLS", err, error);
    }
    transport = module->open(context, fd, uri->host, deadline_us, &error);
    return transport ? transport : tls_fail(uri, "TLS handshake", err, error);
}

Transport *connect_tls(const Uri *uri, int64_t deadline_us, GError **err)
{
    g_auto(PkiFiles) files = {0};
    GError *error = NULL;
    const TlsModule *module = tls_load(&error);
    Transport *transport;
    void *context;

    if (!module)
        return tls_fail(uri, "", err, error);
    if (!pki_files_find(&files, uri->pki_path, uri->no_verify, &error))
        return tls_fail(uri, "certificates", err, error);
    context = module->context_new(&files, &error);
    if (!context)
        return tls_fail(uri, "certificates", err, error);
    transport = tls_open(module, context, uri, deadline_us, err);
    module->context_unref(context);
    return transport;
}
