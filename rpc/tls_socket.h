/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The socket below OpenSSL, as a BIO: encrypted bytes to and from one descriptor.
 *
 * Never blocks and raises no SIGPIPE. What OpenSSL writes is gathered, so that several records
 * leave in one system call; one that is alone leaves without a copy. A receive brings what OpenSSL
 * has asked for and, behind it, the beginning of what it will ask for next, so that the five bytes
 * in front of a record cost no system call. Reading ahead is allowed by the owner for a time, in
 * memory that it lends, and the owner must have OpenSSL take all of it before it waits for the
 * descriptor again: nobody is told of bytes that lie there.
 */
#ifndef VMRPC_RPC_TLS_SOCKET_H
#define VMRPC_RPC_TLS_SOCKET_H

#include <openssl/bio.h>
#include <stdbool.h>

#include "base/buffer.h"

typedef struct TlsSocket {
    int fd;
    uint8_t *ahead;     /* lent: where bytes go that OpenSSL has not asked for yet; NULL: nowhere */
    size_t ahead_max;   /* how many one receive may take */
    size_t ahead_begin; /* those that lie there */
    size_t ahead_end;
    Buffer out;   /* not yet sent */
    bool at_once; /* what OpenSSL writes leaves at once; else it waits for tls_socket_send() */
    bool drained; /* nothing more is to be had, or to be taken, in this round */
    bool ended;   /* the other end has sent its last byte */
    int errnum;   /* of the system call that failed, or 0 */
    unsigned char first[2]; /* the bytes the other end began with */
    unsigned n_first;
} TlsSocket;

/* A BIO that refers to the socket, which must outlive it. */
BIO *tls_socket_bio(TlsSocket *socket);
/* Sends what it can. False: the socket is broken. */
bool tls_socket_send(TlsSocket *socket);
/* The same, and gives the memory back when all is sent. */
bool tls_socket_flush(TlsSocket *socket);
/* Whether nothing lies there that was read ahead. */
static inline bool tls_socket_is_level(const TlsSocket *socket)
{
    return socket->ahead_begin == socket->ahead_end;
}
/* Whether what came so far can be the beginning of TLS. */
bool tls_socket_began_as_tls(const TlsSocket *socket);
/* Frees the buffers; leaves the descriptor open. */
void tls_socket_clear(TlsSocket *socket);

#endif
