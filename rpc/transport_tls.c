/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TLS transport: see transport_tls.h.
 *
 * Two things keep level-triggered waiting right. A read of TRANSPORT_READ_MIN bytes or more takes
 * everything that was received from the kernel, so nothing ready is hidden here; and when the end
 * (or a failure) was found behind data that is returned first, the socket is shut for reading,
 * which makes it readable until the caller has come for the end.
 *
 * A write is reported when the kernel has all of its records. Until then the caller keeps the
 * bytes, which must be the first of its next write: they are encrypted already.
 */
#include "rpc/transport_tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "rpc/tls_failure.h"
#include "rpc/tls_socket.h"
#include "rpc/tls_verify.h"
#include "rpc/tls_warm.h"

/* Plaintext of the largest record, and the most that it takes on the wire (RFC 8446, section 5.2).
 */
#define TLS_RECORD_PLAIN (16 * 1024)
#define TLS_RECORD_WIRE (5 + TLS_RECORD_PLAIN + 256)
/* Received beyond the record that OpenSSL is at: so small ones come together, and no more than this
 * of a large one is copied once more. */
#define TLS_READ_AHEAD (4 * 1024)
/* Encrypted before it is sent with one system call, where there is more than a record: to copy
 * records costs less than to send each. They fit in a buffer of 64 KiB. */
#define TLS_BATCH_PLAIN (3 * TLS_RECORD_PLAIN)
#define TLS_BATCH_WIRE (3 * TLS_RECORD_WIRE)
/* Answers of TLS itself that wait to be sent while the other end does not read. */
#define TLS_UNSENT_MAX (TLS_BATCH_WIRE + 32 * 1024)

G_STATIC_ASSERT(TRANSPORT_READ_MIN > TLS_RECORD_WIRE);

typedef struct TransportTls {
    Transport transport;
    SSL *ssl;
    TlsWarm warm;
    TlsSocket socket;
    TlsVerdict verdict;
    TlsState state;
    bool closed;    /* the other end has said that it sends no more */
    size_t claimed; /* bytes of the caller that are encrypted and not yet reported */
    GError *failure;
    TlsIdentity *peer;
} TransportTls;

static TransportTls *transport_tls_self(const Transport *transport)
{
    g_assert(transport_is_tls(transport));
    return (TransportTls *) (uintptr_t) transport;
}

/* What others have left in the thread's queue of errors would pass for ours. To look whether there
 * is any costs a quarter of clearing it, which is a tenth of what a small record costs. */
static void transport_tls_begin(void)
{
    if (ERR_peek_error() != 0)
        ERR_clear_error();
}

/* Takes the error. An alert that OpenSSL has written for the other end goes out if it can. */
static void transport_tls_fail(TransportTls *self, GError *error)
{
    self->state = TLS_FAILED;
    self->failure = error;
    tls_socket_flush(&self->socket);
}

static ssize_t transport_tls_refuse(const TransportTls *self)
{
    errno = self->socket.errnum ? self->socket.errnum : EPROTO;
    return -1;
}

static void transport_tls_opened(TransportTls *self)
{
    X509 *certificate = SSL_get0_peer_certificate(self->ssl);
    bool checked = tls_context_peer_check(self->verdict.context) != TLS_PEER_UNCHECKED;
    GError *error = NULL;

    if (checked && certificate && SSL_get_verify_result(self->ssl) == X509_V_OK)
        self->peer = tls_identity_new(certificate, &error);
    if (!error && tls_context_role(self->verdict.context) == TLS_CLIENT &&
        !transport_tls_alpn(&self->transport))
        error = tls_failure_no_alpn();
    if (!error) {
        self->state = TLS_OPEN;
        return;
    }
    SSL_shutdown(self->ssl);
    transport_tls_fail(self, error);
}

TlsState transport_tls_handshake(Transport *transport)
{
    TransportTls *self = transport_tls_self(transport);
    int done;

    if (self->state != TLS_HANDSHAKE)
        return self->state;
    transport_tls_begin();
    self->socket.drained = false;
    done = SSL_do_handshake(self->ssl);
    if (done <= 0 && SSL_get_error(self->ssl, done) != SSL_ERROR_WANT_READ)
        transport_tls_fail(self, tls_failure_new(&self->verdict, &self->socket, false));
    else if (!tls_socket_flush(&self->socket))
        transport_tls_fail(self, tls_failure_new(&self->verdict, &self->socket, false));
    else if (done > 0 && buffer_size(&self->socket.out) == 0)
        transport_tls_opened(self);
    return self->state;
}

/* One SSL_read. 0: nothing more, or the end, or a failure; the fields say which. */
static size_t transport_tls_read_some(TransportTls *self, void *data, size_t size)
{
    size_t got = 0;
    int result;

    transport_tls_begin();
    result = SSL_read_ex(self->ssl, data, size, &got);
    if (result > 0)
        return got;
    switch (SSL_get_error(self->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        break;
    case SSL_ERROR_ZERO_RETURN:
        self->closed = true;
        break;
    default:
        transport_tls_fail(self, tls_failure_new(&self->verdict, &self->socket, true));
    }
    return 0;
}

/* Fills data as far as it can be filled without leaving anything behind; see the top. What one
 * receive may take is bounded by the room that is left, less a record that was begun before. */
static size_t transport_tls_read_all(TransportTls *self, void *data, size_t size)
{
    TlsSocket *socket = &self->socket;
    uint8_t ahead[TLS_READ_AHEAD];
    size_t total = 0;

    socket->drained = false;
    socket->ahead = ahead;
    while (total < size) {
        size_t room = size - total;
        size_t got;

        socket->ahead_max = room > TLS_RECORD_WIRE ? MIN(room - TLS_RECORD_WIRE, sizeof(ahead)) : 0;
        if (total > 0 && room < TLS_RECORD_WIRE)
            socket->drained = true;
        got = transport_tls_read_some(self, (char *) data + total, room);
        if (got == 0)
            break;
        total += got;
        /* The usual end: asking once more would only be told so. */
        if (socket->drained && tls_socket_is_level(socket) && !SSL_has_pending(self->ssl))
            break;
    }
    socket->ahead = NULL;
    socket->ahead_max = socket->ahead_begin = socket->ahead_end = 0;
    return total;
}

static ssize_t transport_tls_read(Transport *transport, void *data, size_t size)
{
    TransportTls *self = transport_tls_self(transport);
    size_t total = 0;

    transport_tls_handshake(transport);
    if (self->state == TLS_OPEN && !self->closed) {
        tls_warm_enter(&self->warm);
        total = transport_tls_read_all(self, data, size);
        tls_warm_leave(&self->warm);
        if (self->state == TLS_OPEN) /* what breaks here breaks the next write as well */
            tls_socket_flush(&self->socket);
        if (buffer_size(&self->socket.out) > TLS_UNSENT_MAX && self->state == TLS_OPEN)
            transport_tls_fail(self, tls_failure_unsent(&self->verdict));
    }
    if (total > 0) {
        if (self->closed || self->state == TLS_FAILED)
            shutdown(self->socket.fd, SHUT_RD);
        return (ssize_t) total;
    }
    if (self->state == TLS_FAILED)
        return transport_tls_refuse(self);
    if (self->closed)
        return 0;
    errno = EAGAIN;
    return -1;
}

/* The bytes of the next record: in place where they lie together, else put together in `gathered`.
 * Advances *piece and *offset. */
static size_t transport_tls_gather(const struct iovec *iov, int n_iov, int *piece, size_t *offset,
                                   char *gathered, const void **ret_data)
{
    size_t size = 0;

    while (*piece < n_iov && size < TLS_RECORD_PLAIN) {
        const char *data = (const char *) iov[*piece].iov_base + *offset;
        size_t left = iov[*piece].iov_len - *offset;
        size_t take = MIN(left, TLS_RECORD_PLAIN - size);

        if (size == 0 && take > 0 && (take == TLS_RECORD_PLAIN || *piece + 1 == n_iov)) {
            *offset += take;
            *ret_data = data;
            return take;
        }
        if (take > 0)
            memcpy(gathered + size, data, take);
        size += take;
        *offset += take;
        if (take == left) {
            (*piece)++;
            *offset = 0;
        }
    }
    *ret_data = gathered;
    return size;
}

/* Encrypts a record's worth. Alone, it leaves at once; else it waits for tls_socket_send(). */
static bool transport_tls_encrypt(TransportTls *self, const void *data, size_t size, bool alone)
{
    size_t put = 0;
    int result;

    transport_tls_begin();
    self->socket.at_once = alone;
    result = SSL_write_ex(self->ssl, data, size, &put);
    self->socket.at_once = false;
    if (result <= 0 || put != size) {
        transport_tls_fail(self, tls_failure_new(&self->verdict, &self->socket, true));
        return false;
    }
    self->claimed += size;
    return true;
}

static size_t iovec_size(const struct iovec *iov, int n_iov)
{
    size_t size = 0;

    for (int i = 0; i < n_iov; i++)
        size += iov[i].iov_len;
    return size;
}

/* Sends what the system takes, and returns how many bytes of the caller it has. What is encrypted
 * beyond these stays claimed. */
static size_t transport_tls_send(TransportTls *self, const struct iovec *iov, int n_iov)
{
    char gathered[TLS_RECORD_PLAIN];
    TlsSocket *socket = &self->socket;
    size_t left = iovec_size(iov, n_iov), sent = 0, offset = 0;
    int piece = 0;

    if (left > TLS_RECORD_PLAIN)
        buffer_reserve(&socket->out, TLS_BATCH_WIRE);
    while (left > 0) {
        const void *data;
        size_t size = transport_tls_gather(iov, n_iov, &piece, &offset, gathered, &data);

        left -= size;
        if (!transport_tls_encrypt(self, data, size, self->claimed == 0 && left == 0))
            break;
        if (self->claimed < TLS_BATCH_PLAIN && left > 0)
            continue;
        if (!tls_socket_send(socket) || buffer_size(&socket->out) > 0)
            break;
        sent += self->claimed;
        self->claimed = 0;
    }
    if (buffer_size(&socket->out) == 0)
        buffer_clear(&socket->out);
    return sent;
}

/* The socket takes no more bytes: if the other end has said why before it went, that is the reason
 * to give. Peeking passes no data on. */
static void transport_tls_broken(TransportTls *self)
{
    char ignored;
    size_t got = 0;
    int result;

    transport_tls_begin();
    self->socket.drained = false;
    result = self->closed ? 1 : SSL_peek_ex(self->ssl, &ignored, 1, &got);
    if (result > 0 || SSL_get_error(self->ssl, result) != SSL_ERROR_SSL)
        ERR_clear_error();
    transport_tls_fail(self, tls_failure_new(&self->verdict, &self->socket, true));
}

/* What was claimed before comes first: the caller begins with it again. */
static size_t transport_tls_write(TransportTls *self, const struct iovec *iov, int n_iov)
{
    size_t sent = 0;

    if (tls_socket_flush(&self->socket) && buffer_size(&self->socket.out) == 0) {
        sent = self->claimed;
        self->claimed = 0;
        if (sent == 0)
            sent = transport_tls_send(self, iov, n_iov);
    }
    if (self->state == TLS_OPEN && self->socket.errnum)
        transport_tls_broken(self);
    return sent;
}

static ssize_t transport_tls_writev(Transport *transport, const struct iovec *iov, int n_iov)
{
    TransportTls *self = transport_tls_self(transport);
    size_t sent = 0;

    transport_tls_handshake(transport);
    if (self->state == TLS_OPEN) {
        tls_warm_enter(&self->warm);
        sent = transport_tls_write(self, iov, n_iov);
        tls_warm_leave(&self->warm);
    }
    if (self->state == TLS_FAILED)
        return transport_tls_refuse(self);
    if (sent > 0)
        return (ssize_t) sent;
    errno = EAGAIN;
    return -1;
}

static short transport_tls_events(const Transport *transport, short wanted)
{
    const TransportTls *self = transport_tls_self(transport);

    if (self->state != TLS_HANDSHAKE || wanted == 0)
        return wanted;
    return buffer_size(&self->socket.out) > 0 ? POLLOUT : POLLIN;
}

static bool transport_tls_explain(const Transport *transport, GError **err)
{
    return transport_tls_state(transport) == TLS_FAILED && !transport_tls_error(transport, err);
}

static void transport_tls_free(Transport *transport)
{
    TransportTls *self = transport_tls_self(transport);

    tls_warm_clear(&self->warm);
    ERR_clear_error();
    if (self->state == TLS_OPEN) {
        SSL_shutdown(self->ssl);
        tls_socket_flush(&self->socket);
    }
    SSL_free(self->ssl);
    ERR_clear_error();
    close(self->socket.fd);
    tls_socket_clear(&self->socket);
    tls_verdict_clear(&self->verdict);
    tls_identity_free(self->peer);
    g_clear_error(&self->failure);
    g_free(self);
}

static const TransportOps transport_tls_ops = {
    .name = "tls",
    .read = transport_tls_read,
    .writev = transport_tls_writev,
    .events = transport_tls_events,
    .explain = transport_tls_explain,
    .free = transport_tls_free,
};

bool transport_is_tls(const Transport *transport)
{
    return transport->ops == &transport_tls_ops;
}

Transport *transport_tls_new(int fd, TlsContext *context, const char *server_name)
{
    TransportTls *self = g_new0(TransportTls, 1);
    GError *error = NULL;
    BIO *bio;

    self->transport = (Transport){.ops = &transport_tls_ops, .in_fd = fd, .out_fd = fd};
    self->socket.fd = fd;
    self->verdict.context = tls_context_ref(context);
    self->verdict.server_name = g_strdup(server_name);
    self->ssl = tls_context_new_ssl(context);
    g_assert(self->ssl);
    tls_warm_init(&self->warm, self->ssl);
    bio = tls_socket_bio(&self->socket);
    SSL_set_bio(self->ssl, bio, bio);
    if (tls_context_role(context) == TLS_CLIENT)
        SSL_set_connect_state(self->ssl);
    else
        SSL_set_accept_state(self->ssl);
    if (!tls_verify_attach(self->ssl, &self->verdict, &error))
        transport_tls_fail(self, error);
    else if (tls_context_role(context) == TLS_CLIENT)
        transport_tls_handshake(&self->transport); /* somebody must begin */
    return &self->transport;
}

TlsState transport_tls_state(const Transport *transport)
{
    return transport_tls_self(transport)->state;
}

bool transport_tls_error(const Transport *transport, GError **err)
{
    const TransportTls *self = transport_tls_self(transport);

    if (!self->failure)
        return error_set(err, ERR_INTERNAL, "TLS has not failed");
    if (err)
        *err = g_error_copy(self->failure);
    return false;
}

const TlsIdentity *transport_tls_peer(const Transport *transport)
{
    return transport_tls_self(transport)->peer;
}

const char *transport_tls_alpn(const Transport *transport)
{
    const unsigned char *name = NULL;
    unsigned size = 0;

    SSL_get0_alpn_selected(transport_tls_self(transport)->ssl, &name, &size);
    return size == strlen(TLS_ALPN) && memcmp(name, TLS_ALPN, size) == 0 ? TLS_ALPN : NULL;
}

const char *transport_tls_cipher(const Transport *transport)
{
    return SSL_get_cipher_name(transport_tls_self(transport)->ssl);
}
