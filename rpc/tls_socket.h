/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The socket below OpenSSL, as a BIO: encrypted bytes to and from one descriptor.
 *
 * Never blocks and raises no SIGPIPE. What OpenSSL writes is gathered, so that several records
 * leave in one system call of tls_socket_flush(). Reading ahead is allowed by the owner for a time,
 * and the owner must have OpenSSL take all of it before it waits for the descriptor again: nobody
 * is told of bytes that lie here.
 */
#ifndef VMRPC_RPC_TLS_SOCKET_H
#define VMRPC_RPC_TLS_SOCKET_H

#include <openssl/bio.h>
#include <stdbool.h>

#include "base/buffer.h"

typedef struct TlsSocket {
    int fd;
    Buffer in;    /* read ahead */
    Buffer out;   /* not yet sent */
    size_t ahead; /* how much one receive may take beyond what OpenSSL asks for; 0: nothing */
    bool drained; /* nothing more is to be had, or to be taken, in this round */
    bool ended;   /* the other end has sent its last byte */
    int errnum;   /* of the system call that failed, or 0 */
    unsigned char first[2]; /* the bytes the other end began with */
    unsigned n_first;
} TlsSocket;

/* A BIO that refers to the socket, which must outlive it. */
BIO *tls_socket_bio(TlsSocket *socket);
/* Sends what it can. False: the socket is broken. */
bool tls_socket_flush(TlsSocket *socket);
/* Whether what came so far can be the beginning of TLS. */
bool tls_socket_began_as_tls(const TlsSocket *socket);
/* Frees the buffers; leaves the descriptor open. */
void tls_socket_clear(TlsSocket *socket);

#endif
