/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpc-tls.so: what of the library needs OpenSSL, loaded when a URI first asks for TLS.
 *
 * It stands apart because loading OpenSSL costs a process a third of what all the rest does, and
 * most never need it. It is of the same build as the library or it is not used; it exports nothing
 * but the table below and is never unloaded.
 */
#ifndef VMRPC_CLIENT_TLS_MODULE_H
#define VMRPC_CLIENT_TLS_MODULE_H

#include "client/pki_files.h"
#include "rpc/transport.h"

typedef struct TlsModule {
    const char *version;
    /* Reads the files; NULL and err if something is wrong with one. */
    void *(*context_new)(const PkiFiles *files, GError **err);
    void (*context_unref)(void *context);
    /* The handshake on a socket that is connected, which it owns. NULL and err, with nothing in it
     * of way and address, if the server is not whom it should be, or at the deadline. */
    Transport *(*open)(void *context, int fd, const char *server_name, int64_t deadline_us,
                       GError **err);
} TlsModule;

#define TLS_MODULE_SYMBOL "vmrpc_tls_module"
extern const TlsModule vmrpc_tls_module;

#endif
