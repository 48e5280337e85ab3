/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which connections keep the memory in which OpenSSL builds and takes apart records.
 *
 * That is 33 kB for each, too much for those that are idle; to allocate it for every record and to
 * free it after, as SSL_MODE_RELEASE_BUFFERS has it, costs a small record a tenth more. So the few
 * connections of the process that were used last keep it, whatever threads they are used by, and
 * lose it to others that come to be used.
 */
#ifndef VMRPC_RPC_TLS_WARM_H
#define VMRPC_RPC_TLS_WARM_H

#include <openssl/types.h>
#include <pthread.h>
#include <stdbool.h>

/* How many keep it, in the whole process. */
#define TLS_WARM_MAX 4

/* Part of a connection. */
typedef struct TlsWarm {
    SSL *ssl;
    pthread_mutex_t busy;
    bool is_warm;
} TlsWarm;

/* The SSL releases its buffers at first. */
void tls_warm_init(TlsWarm *warm, SSL *ssl);

/* Around what reads and writes records: nobody else touches the SSL meanwhile. */
void tls_warm_enter(TlsWarm *warm);
void tls_warm_leave(TlsWarm *warm);
/* Before the SSL goes. */
void tls_warm_clear(TlsWarm *warm);

#endif
