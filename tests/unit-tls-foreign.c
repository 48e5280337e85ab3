/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other end is not ours (plain OpenSSL, or bytes): what it must not get away with, what it
 * tells us by alerts, and how both come out as words. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/tls_pair.h"

/* Checks nothing of us, unless it is told to refuse our certificate with a reason. */
typedef struct Foreign {
    const char *test;
    TlsRole role;            /* the other end's */
    const char *certificate; /* NULL: none */
    const char *alpn;        /* in wire form; NULL: none */
    int version;             /* 0: TLS 1.3 */
    int refuses;             /* X509_V_ERR_… */
    const char *text;        /* no TLS at all */
    const char *message;     /* how our reason begins; NULL: all is well */
} Foreign;

static const Foreign cases[] = {
    {"good-server", TLS_SERVER, "server", "\6sunrpc", 0, 0, NULL, NULL},
    {"good-client", TLS_CLIENT, "client", "\6sunrpc", 0, 0, NULL, NULL},
    {"client-offers-many", TLS_CLIENT, "client", "\2h2\6sunrpc", 0, 0, NULL, NULL},
    {"client-expired", TLS_CLIENT, "old", "\6sunrpc", 0, 0, NULL,
     "the client's certificate (CN=old) has expired on 2"},
    {"server-expired", TLS_SERVER, "old", "\6sunrpc", 0, 0, NULL,
     "the server's certificate (CN=old) has expired on 2"},
    {"server-early", TLS_SERVER, "early", "\6sunrpc", 0, 0, NULL,
     "the server's certificate (CN=early) is not valid before 2"},
    {"server-usage", TLS_SERVER, "user", "\6sunrpc", 0, 0, NULL,
     "the server's certificate (CN=user) may not be used for this: its key usages do not allow a "
     "TLS "
     "server"},
    {"client-usage", TLS_CLIENT, "server", "\6sunrpc", 0, 0, NULL,
     "the client's certificate (CN=server) may not be used for this: its key usages do not allow a "
     "TLS client"},
    {"client-key-usage", TLS_CLIENT, "encipher", "\6sunrpc", 0, 0, NULL,
     "the client's certificate (CN=encipher) may not be used for this"},
    {"client-without-certificate", TLS_CLIENT, NULL, "\6sunrpc", 0, 0, NULL,
     "the client has sent no certificate"},
    {"client-many-names", TLS_CLIENT, "crowd", "\6sunrpc", 0, 0, NULL,
     "the certificate with the SHA-256 fingerprint "},
    {"client-of-1.2", TLS_CLIENT, "client", "\6sunrpc", TLS1_2_VERSION, 0, NULL,
     "the client does not offer TLS 1.3, and nothing older is accepted"},
    {"server-of-1.2", TLS_SERVER, "server", "\6sunrpc", TLS1_2_VERSION, 0, NULL,
     "the server does not accept TLS 1.3"},
    {"client-other-alpn", TLS_CLIENT, "client", "\2h2", 0, 0, NULL,
     "the client offers other ALPN protocols but not 'sunrpc'"},
    {"server-other-alpn", TLS_SERVER, "server", "\2h2", 0, 0, NULL,
     "the server does not speak 'sunrpc' (ONC RPC) over TLS: no ALPN protocol in common"},
    {"server-without-alpn", TLS_SERVER, "server", NULL, 0, 0, NULL,
     "the server has not chosen 'sunrpc' (ALPN)"},
    {"refused-expired", TLS_SERVER, "server", "\6sunrpc", 0, X509_V_ERR_CERT_HAS_EXPIRED, NULL,
     "the server refuses our certificate '*' (CN=*): it, or the server's revocation list, has "
     "expired"},
    {"refused-revoked", TLS_SERVER, "server", "\6sunrpc", 0, X509_V_ERR_CERT_REVOKED, NULL,
     "the server refuses our certificate '*' (CN=*): it has been revoked"},
    {"refused-usage", TLS_SERVER, "server", "\6sunrpc", 0, X509_V_ERR_INVALID_PURPOSE, NULL,
     "the server refuses our certificate '*' (CN=*): it may not be used for this"},
    {"refused-signature", TLS_CLIENT, "client", "\6sunrpc", 0, X509_V_ERR_CERT_SIGNATURE_FAILURE,
     NULL, "the client refuses our certificate '*' (CN=*): its signature, or ours, is wrong"},
    {"refused-who", TLS_SERVER, "server", "\6sunrpc", 0, X509_V_ERR_APPLICATION_VERIFICATION, NULL,
     "the server does not let us in with our certificate '*' (CN=*) (the server's log knows more)"},
    {"client-plain-call", TLS_CLIENT, NULL, NULL, 0, 0, "\x80\x00\x01(call of ONC RPC)",
     "the client does not speak TLS: what it sent begins with the bytes 80 00"},
    {"server-plain-text", TLS_SERVER, NULL, NULL, 0, 0, "HTTP/1.0 400 Bad request\r\n\r\n",
     "the server does not speak TLS: what it sent begins with the bytes 48 54"},
    {"client-silent", TLS_CLIENT, NULL, NULL, 0, 0, "",
     "the client has closed the connection in the TLS handshake"},
    {"server-silent", TLS_SERVER, NULL, NULL, 0, 0, "",
     "the server has closed the connection in the TLS handshake"},
    {"client-half-hello", TLS_CLIENT, NULL, NULL, 0, 0, "\x16\x03\x01\x02",
     "the client has closed the connection in the TLS handshake"},
};

static Pki *pki;

static int foreign_verify(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    const Foreign *foreign = SSL_get_app_data(ssl);

    (void) ok;
    X509_STORE_CTX_set_error(store, foreign->refuses);
    return foreign->refuses == 0;
}

static int foreign_select(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_size,
                          const unsigned char *offered, unsigned offered_size, void *data)
{
    const Foreign *foreign = data;
    unsigned char *name;

    (void) ssl;
    if (!foreign->alpn)
        return SSL_TLSEXT_ERR_NOACK;
    if (SSL_select_next_proto(&name, ret_size, (const unsigned char *) foreign->alpn,
                              (unsigned) strlen(foreign->alpn), offered,
                              offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret_name = name;
    return SSL_TLSEXT_ERR_OK;
}

static SSL *foreign_new(const Foreign *foreign, int fd)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    if (foreign->certificate) {
        TlsOptions files = tls_pair_options(pki, foreign->role, foreign->certificate);

        g_assert_cmpint(SSL_CTX_use_certificate_chain_file(ctx, files.cert_file), ==, 1);
        g_assert_cmpint(SSL_CTX_use_PrivateKey_file(ctx, files.key_file, SSL_FILETYPE_PEM), ==, 1);
    }
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, foreign_verify);
    SSL_CTX_set_alpn_select_cb(ctx, foreign_select, (void *) (uintptr_t) foreign);
    if (foreign->alpn)
        SSL_CTX_set_alpn_protos(ctx, (const unsigned char *) foreign->alpn,
                                (unsigned) strlen(foreign->alpn));
    if (foreign->version)
        SSL_CTX_set_max_proto_version(ctx, foreign->version);
    ssl = SSL_new(ctx);
    SSL_CTX_free(ctx);
    SSL_set_app_data(ssl, (void *) (uintptr_t) foreign);
    SSL_set_fd(ssl, fd);
    if (foreign->role == TLS_CLIENT)
        SSL_set_connect_state(ssl);
    else
        SSL_set_accept_state(ssl);
    return ssl;
}

/* One step of the foreign end's handshake, after which it says something. True: it goes on. */
static bool foreign_step(SSL *ssl)
{
    int done = SSL_do_handshake(ssl);
    bool goes_on = done <= 0 && SSL_get_error(ssl, done) == SSL_ERROR_WANT_READ;

    if (done > 0)
        SSL_write(ssl, "+", 1);
    ERR_clear_error();
    return goes_on;
}

/* Until there is nothing to read for anybody who wants to. */
static void run(Transport *ours, SSL *ssl, int fd)
{
    bool foreign_goes_on = foreign_step(ssl);
    bool moved = true;

    while (moved) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        char byte;

        moved = false;
        if (transport_tls_state(ours) != TLS_FAILED && tls_pair_ready(ours, POLLIN, 0)) {
            transport_read(ours, &byte, 1);
            moved = true;
        }
        if (foreign_goes_on && poll(&ready, 1, 0) > 0) {
            foreign_goes_on = foreign_step(ssl);
            moved = true;
        }
    }
}

static void test_case(gconstpointer data)
{
    const Foreign *foreign = data;
    TlsRole role = foreign->role == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
    TlsOptions options = tls_pair_options(pki, role, role == TLS_CLIENT ? "client" : "server");
    g_autoptr(TlsContext) context = tls_context_new(&options, NULL);
    g_autoptr(Transport) ours = NULL;
    int fds[2];

    g_assert_nonnull(context);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    ours = transport_tls_new(fds[0], context, role == TLS_CLIENT ? "localhost" : NULL);
    if (foreign->text) {
        g_assert_cmpint(write(fds[1], foreign->text, strlen(foreign->text)), >=, 0);
        shutdown(fds[1], SHUT_WR);
        while (transport_tls_state(ours) == TLS_HANDSHAKE && tls_pair_ready(ours, POLLIN, 0))
            transport_tls_handshake(ours);
    } else {
        SSL *ssl = foreign_new(foreign, fds[1]);

        run(ours, ssl, fds[1]);
        SSL_free(ssl);
    }
    if (foreign->message)
        tls_pair_assert_failed(ours, foreign->message);
    else
        g_assert_cmpint(transport_tls_state(ours), ==, TLS_OPEN);
    close(fds[1]);
}

/* A client that names no protocol gets in, and the server can tell. */
static void test_no_alpn(void)
{
    static const Foreign client = {.role = TLS_CLIENT, .certificate = "client"};
    TlsOptions options = tls_pair_options(pki, TLS_SERVER, "server");
    g_autoptr(TlsContext) context = tls_context_new(&options, NULL);
    g_autoptr(Transport) ours = NULL;
    SSL *ssl;
    char byte;
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    ours = transport_tls_new(fds[0], context, NULL);
    ssl = foreign_new(&client, fds[1]);
    run(ours, ssl, fds[1]);
    g_assert_cmpint(transport_tls_state(ours), ==, TLS_OPEN);
    g_assert_null(transport_tls_alpn(ours));
    g_assert_cmpstr(transport_tls_peer(ours)->subject, ==, "CN=client");
    /* No ticket has come after the handshake. */
    g_assert_cmpint(recv(fds[1], &byte, 1, MSG_PEEK), ==, -1);
    SSL_free(ssl);
    close(fds[1]);
}

/* The other end asks for new keys with every word (RFC 8446, section 4.6.3); whether it reads our
 * answers is its own affair. Returns how often it could. */
static int ask_for_keys(SSL *ssl, Transport *ours, bool reads)
{
    char bytes[16];
    int n = 0;

    while (n < 20000 && transport_tls_state(ours) == TLS_OPEN) {
        g_assert_cmpint(SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED), ==, 1);
        g_assert_cmpint(SSL_write(ssl, "call", 4), ==, 4);
        g_assert_cmpint(tls_pair_read(ours, bytes, sizeof(bytes)), ==, 4);
        if (reads)
            SSL_read(ssl, bytes, sizeof(bytes));
        n++;
    }
    return n;
}

static void test_new_keys(gconstpointer data)
{
    static const Foreign client = {.role = TLS_CLIENT, .certificate = "client", .alpn = "\6sunrpc"};
    TlsOptions options = tls_pair_options(pki, TLS_SERVER, "server");
    g_autoptr(TlsContext) context = tls_context_new(&options, NULL);
    g_autoptr(Transport) ours = NULL;
    bool reads = GPOINTER_TO_INT(data);
    char bytes[16];
    SSL *ssl;
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    ours = transport_tls_new(fds[0], context, NULL);
    ssl = foreign_new(&client, fds[1]);
    run(ours, ssl, fds[1]);
    if (reads) {
        g_assert_cmpint(ask_for_keys(ssl, ours, true), ==, 20000);
        tls_pair_write(ours, "answer");
        g_assert_cmpint(SSL_read(ssl, bytes, sizeof(bytes)), ==, 6);
    } else {
        g_assert_cmpint(ask_for_keys(ssl, ours, false), <, 20000);
        tls_pair_assert_failed(ours, "the client asks for ever new keys and takes none");
    }
    SSL_free(ssl);
    close(fds[1]);
}

static void make_certificates(void)
{
    GString *many = g_string_new("URI:a");

    for (int i = 0; i < TLS_IDENTITY_NAMES_MAX; i++)
        g_string_append_printf(many, ",URI:b%d", i);
    pki_issue(pki, "server", &(PkiSpec){.san = "DNS:localhost", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    pki_issue(pki, "user", &(PkiSpec){.san = "DNS:localhost", .eku = "clientAuth"});
    pki_issue(pki, "old", &(PkiSpec){.san = "DNS:localhost", .begin_hours = -9, .end_hours = -1});
    pki_issue(pki, "early", &(PkiSpec){.san = "DNS:localhost", .begin_hours = 1});
    pki_issue(pki, "encipher", &(PkiSpec){.eku = "clientAuth", .usage = "keyEncipherment"});
    pki_issue(pki, "crowd", &(PkiSpec){.san = many->str});
    g_string_free(many, TRUE);
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    make_certificates();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/tls-foreign/", cases[i].test, NULL);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/tls-foreign/client-without-alpn", test_no_alpn);
    g_test_add_data_func("/tls-foreign/new-keys", GINT_TO_POINTER(true), test_new_keys);
    g_test_add_data_func("/tls-foreign/new-keys-unread", GINT_TO_POINTER(false), test_new_keys);
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
