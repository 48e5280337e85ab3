/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS as a client: see tls.h. Words nothing; the check does. */
#include "tools/pki/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>

#include "tools/pki/dial.h"
#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/names.h"

static const unsigned char tls_alpn[] = "\006sunrpc";

/* Runs when the server asks for a certificate; what we offer is set already. */
static int tls_asked(SSL *ssl, void *data)
{
    Tls *tls = data;

    (void) ssl;
    tls->was_asked = true;
    return 1;
}

static bool tls_set_up(Tls *tls, Trust *trust, const Identity *identity, const char *name,
                       GError **err)
{
    unsigned char address[16];

    if (!SSL_CTX_set_min_proto_version(tls->context, TLS1_3_VERSION) ||
        SSL_CTX_set_alpn_protos(tls->context, tls_alpn, sizeof(tls_alpn) - 1) != 0)
        return fail_openssl(err, "cannot set up TLS");
    SSL_CTX_set_cert_cb(tls->context, tls_asked, tls);
    SSL_CTX_set_mode(tls->context, SSL_MODE_ENABLE_PARTIAL_WRITE);
    if ((trust && !trust_apply(trust, tls->context, err)) ||
        (identity && !identity_apply(identity, tls->context, err)))
        return false;
    tls->ssl = SSL_new(tls->context);
    if (!tls->ssl || !SSL_set_fd(tls->ssl, tls->fd) ||
        (names_parse_address(name, address) == 0 && !SSL_set_tlsext_host_name(tls->ssl, name)))
        return fail_openssl(err, "cannot set up TLS");
    return true;
}

Tls *tls_new(int fd, Trust *trust, const Identity *identity, const char *name, GError **err)
{
    g_autoptr(Tls) tls = g_new0(Tls, 1);

    tls->fd = fd;
    tls->context = SSL_CTX_new(TLS_client_method());
    if (!tls->context) {
        fail_openssl(err, "cannot set up TLS");
        return NULL;
    }
    return tls_set_up(tls, trust, identity, name, err) ? g_steal_pointer(&tls) : NULL;
}

void tls_free(Tls *tls)
{
    if (!tls)
        return;
    if (tls->ssl && SSL_is_init_finished(tls->ssl))
        SSL_shutdown(tls->ssl);
    ERR_clear_error();
    SSL_free(tls->ssl);
    SSL_CTX_free(tls->context);
    g_free(tls);
}

static TlsResult tls_classify(Tls *tls)
{
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_REASON(code);

    tls->words = code ? ERR_reason_error_string(code) : NULL;
    if (!tls->words)
        tls->words = "unknown error";
    ERR_clear_error();
    if (ERR_GET_LIB(code) != ERR_LIB_SSL)
        return TLS_BROKEN;
    if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
        tls->alert = reason - SSL_AD_REASON_OFFSET;
        return TLS_ALERT;
    }
    switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return TLS_REFUSED;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return TLS_CLOSED;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_HTTP_REQUEST:
        return TLS_NOT_TLS;
    default:
        return TLS_BROKEN;
    }
}

/* What to do after an operation that returned `got`: TLS_DONE means again. */
static TlsResult tls_continue(Tls *tls, int got, gint64 deadline)
{
    switch (SSL_get_error(tls->ssl, got)) {
    case SSL_ERROR_WANT_READ:
        return dial_wait(tls->fd, POLLIN, deadline) ? TLS_DONE : TLS_TIMEOUT;
    case SSL_ERROR_WANT_WRITE:
        return dial_wait(tls->fd, POLLOUT, deadline) ? TLS_DONE : TLS_TIMEOUT;
    case SSL_ERROR_ZERO_RETURN:
    case SSL_ERROR_SYSCALL:
        ERR_clear_error();
        return TLS_CLOSED;
    default:
        return tls_classify(tls);
    }
}

TlsResult tls_handshake(Tls *tls, gint64 deadline)
{
    TlsResult result = TLS_DONE;
    int got;

    ERR_clear_error();
    while (result == TLS_DONE && (got = SSL_connect(tls->ssl)) != 1)
        result = tls_continue(tls, got, deadline);
    tls->shook_hands = result == TLS_DONE;
    return result;
}

TlsResult tls_write(Tls *tls, const uint8_t *bytes, size_t size, gint64 deadline)
{
    TlsResult result = TLS_DONE;

    ERR_clear_error();
    while (result == TLS_DONE && size > 0) {
        size_t done = 0;

        if (SSL_write_ex(tls->ssl, bytes, size, &done) == 1) {
            bytes += done;
            size -= done;
        } else {
            result = tls_continue(tls, 0, deadline);
        }
    }
    return result;
}

TlsResult tls_read(Tls *tls, uint8_t *bytes, size_t size, size_t *ret_size, gint64 deadline)
{
    TlsResult result = TLS_DONE;

    ERR_clear_error();
    while (result == TLS_DONE && SSL_read_ex(tls->ssl, bytes, size, ret_size) != 1)
        result = tls_continue(tls, 0, deadline);
    return result;
}

bool tls_is_rpc(const Tls *tls)
{
    const unsigned char *chosen = NULL;
    unsigned int size = 0;

    SSL_get0_alpn_selected(tls->ssl, &chosen, &size);
    return size == tls_alpn[0] && memcmp(chosen, tls_alpn + 1, size) == 0;
}
