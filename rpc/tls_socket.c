/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket as a BIO: see tls_socket.h. Knows nothing of records but their first two bytes. */
#include "rpc/tls_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static ssize_t socket_receive(TlsSocket *socket, void *data, size_t size)
{
    ssize_t got;

    do {
        got = recv(socket->fd, data, size, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got == 0)
        socket->ended = true;
    if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        socket->errnum = errno;
    if (got < (ssize_t) size) /* the next receive would most likely find nothing */
        socket->drained = true;
    for (ssize_t i = 0; i < got && socket->n_first < sizeof(socket->first); i++)
        socket->first[socket->n_first++] = ((const unsigned char *) data)[i];
    return got;
}

static ssize_t socket_take(TlsSocket *socket, void *data, size_t size)
{
    size_t have = MIN(size, buffer_size(&socket->in));

    memcpy(data, buffer_data(&socket->in), have);
    buffer_consume(&socket->in, have);
    return (ssize_t) have;
}

static int bio_read(BIO *bio, char *data, int size)
{
    TlsSocket *socket = BIO_get_data(bio);
    ssize_t got;

    BIO_clear_retry_flags(bio);
    if (size <= 0)
        return 0;
    if (buffer_size(&socket->in) > 0)
        return (int) socket_take(socket, data, (size_t) size);
    if (socket->ended)
        return 0;
    if (socket->drained) {
        BIO_set_retry_read(bio);
        return -1;
    }
    if (socket->ahead > (size_t) size) {
        got = socket_receive(socket, buffer_reserve(&socket->in, socket->ahead), socket->ahead);
        if (got > 0) {
            buffer_commit(&socket->in, (size_t) got);
            return (int) socket_take(socket, data, (size_t) size);
        }
    } else {
        got = socket_receive(socket, data, (size_t) size);
    }
    if (got < 0 && socket->errnum == 0)
        BIO_set_retry_read(bio);
    return (int) got;
}

static int bio_write(BIO *bio, const char *data, int size)
{
    TlsSocket *socket = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    buffer_append(&socket->out, data, size > 0 ? (size_t) size : 0);
    return size;
}

static long bio_ctrl(BIO *bio, int command, long number, void *data)
{
    const TlsSocket *socket = BIO_get_data(bio);

    (void) number;
    (void) data;
    switch (command) {
    case BIO_CTRL_EOF:
        return socket->ended;
    case BIO_CTRL_FLUSH: /* tls_socket_flush() is called when OpenSSL has returned */
        return 1;
    default:
        return 0;
    }
}

static const BIO_METHOD *socket_method(void)
{
    static gsize once;

    if (g_once_init_enter(&once)) {
        BIO_METHOD *method =
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of a transport");

        BIO_meth_set_read(method, bio_read);
        BIO_meth_set_write(method, bio_write);
        BIO_meth_set_ctrl(method, bio_ctrl);
        g_once_init_leave(&once, (gsize) method);
    }
    return (const BIO_METHOD *) once;
}

BIO *tls_socket_bio(TlsSocket *socket)
{
    BIO *bio = BIO_new(socket_method());

    BIO_set_data(bio, socket);
    BIO_set_init(bio, 1);
    return bio;
}

bool tls_socket_flush(TlsSocket *socket)
{
    while (buffer_size(&socket->out) > 0) {
        ssize_t put = send(socket->fd, buffer_data(&socket->out), buffer_size(&socket->out),
                           MSG_DONTWAIT | MSG_NOSIGNAL);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return true;
        if (put < 0) {
            socket->errnum = errno;
            return false;
        }
        buffer_consume(&socket->out, (size_t) put);
    }
    buffer_clear(&socket->out);
    return true;
}

bool tls_socket_began_as_tls(const TlsSocket *socket)
{
    /* A handshake or an alert, of version 3.x (RFC 8446, section 5.1). */
    return (socket->n_first < 1 || socket->first[0] == 0x16 || socket->first[0] == 0x15) &&
           (socket->n_first < 2 || socket->first[1] == 0x03);
}

void tls_socket_clear(TlsSocket *socket)
{
    buffer_clear(&socket->in);
    buffer_clear(&socket->out);
}
