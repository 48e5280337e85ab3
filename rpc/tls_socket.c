/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket as a BIO: see tls_socket.h. Knows of a record no more than its head. */
#include "rpc/tls_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* What OpenSSL asks for in front of each record. */
#define SOCKET_HEAD 5

static void socket_note_first(TlsSocket *socket, const char *data, size_t size)
{
    for (size_t i = 0; i < size && socket->n_first < sizeof(socket->first); i++)
        socket->first[socket->n_first++] = (unsigned char) data[i];
}

static ssize_t socket_take_ahead(TlsSocket *socket, char *data, size_t size)
{
    size_t have = MIN(size, socket->ahead_end - socket->ahead_begin);

    memcpy(data, socket->ahead + socket->ahead_begin, have);
    socket->ahead_begin += have;
    return (ssize_t) have;
}

/* As recv(2), of data; what comes beyond its size is read ahead. A head goes there as well at
 * first: one place costs the system less than two. */
static ssize_t socket_receive(TlsSocket *socket, char *data, size_t size)
{
    bool is_head = size <= SOCKET_HEAD && size < socket->ahead_max;
    struct iovec places[] = {{data, size}, {socket->ahead, socket->ahead_max}};
    struct msghdr message = {.msg_iov = places, .msg_iovlen = socket->ahead_max > 0 ? 2 : 1};
    size_t direct = is_head ? 0 : size;
    ssize_t got;

    do {
        got = is_head ? recv(socket->fd, socket->ahead, socket->ahead_max, MSG_DONTWAIT)
                      : recvmsg(socket->fd, &message, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got == 0)
        socket->ended = true;
    if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        socket->errnum = errno;
    if (got < (ssize_t) (direct + socket->ahead_max)) /* the next would most likely find nothing */
        socket->drained = true;
    socket->ahead_begin = 0;
    socket->ahead_end = got > (ssize_t) direct ? (size_t) got - direct : 0;
    return is_head && got > 0 ? socket_take_ahead(socket, data, size) : MIN(got, (ssize_t) size);
}

/* How many bytes the system has taken. */
static size_t socket_send(TlsSocket *socket, const void *data, size_t size)
{
    ssize_t put;

    do {
        put = send(socket->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (put < 0 && errno == EINTR);
    if (put < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        socket->errnum = errno;
    return put > 0 ? (size_t) put : 0;
}

static int bio_read(BIO *bio, char *data, int size)
{
    TlsSocket *socket = BIO_get_data(bio);
    ssize_t got;

    BIO_clear_retry_flags(bio);
    if (size <= 0)
        return 0;
    if (!tls_socket_is_level(socket))
        return (int) socket_take_ahead(socket, data, (size_t) size);
    if (socket->ended)
        return 0;
    if (socket->drained) {
        BIO_set_retry_read(bio);
        return -1;
    }
    got = socket_receive(socket, data, (size_t) size);
    if (got < 0 && socket->errnum == 0)
        BIO_set_retry_read(bio);
    if (got > 0 && socket->n_first < sizeof(socket->first))
        socket_note_first(socket, data, (size_t) got);
    return (int) got;
}

/* Takes any number of bytes; tls_socket_send() tells of trouble. */
static int bio_write(BIO *bio, const char *data, int size)
{
    TlsSocket *socket = BIO_get_data(bio);
    size_t all = size > 0 ? (size_t) size : 0;
    size_t sent = 0;

    BIO_clear_retry_flags(bio);
    if (socket->at_once && socket->errnum == 0 && buffer_size(&socket->out) == 0)
        sent = socket_send(socket, data, all);
    buffer_append(&socket->out, data + sent, all - sent);
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

bool tls_socket_send(TlsSocket *socket)
{
    while (socket->errnum == 0 && buffer_size(&socket->out) > 0) {
        size_t put = socket_send(socket, buffer_data(&socket->out), buffer_size(&socket->out));

        if (put == 0)
            break;
        buffer_consume(&socket->out, put);
    }
    return socket->errnum == 0;
}

bool tls_socket_flush(TlsSocket *socket)
{
    bool works = tls_socket_send(socket);

    if (buffer_size(&socket->out) == 0)
        buffer_clear(&socket->out);
    return works;
}

bool tls_socket_began_as_tls(const TlsSocket *socket)
{
    /* A handshake or an alert, of version 3.x (RFC 8446, section 5.1). */
    return (socket->n_first < 1 || socket->first[0] == 0x16 || socket->first[0] == 0x15) &&
           (socket->n_first < 2 || socket->first[1] == 0x03);
}

void tls_socket_clear(TlsSocket *socket)
{
    buffer_clear(&socket->out);
}
