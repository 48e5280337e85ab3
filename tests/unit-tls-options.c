/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a context: less checking where it was asked for and no more than that, secrets
 * written only if allowed, and a new context changes nothing for connections of the old one. */
#include <sys/stat.h>

#include "tests/tls_pair.h"

static Pki *pki, *other;

static TlsContext *make_context(const TlsOptions *options)
{
    g_autoptr(GError) error = NULL;
    TlsContext *context = tls_context_new(options, &error);

    g_assert_no_error(error);
    return context;
}

static TlsPair connect_pair(const TlsOptions *client, const TlsOptions *server, const char *name)
{
    g_autoptr(TlsContext) of_client = make_context(client);
    g_autoptr(TlsContext) of_server = make_context(server);
    TlsPair pair = tls_pair_new(of_client, of_server, name, false);

    tls_pair_handshake(&pair);
    return pair;
}

/* A client without a certificate gets in, and is nobody; one with a bad certificate does not. */
static void test_optional(void)
{
    TlsOptions server = tls_pair_options(pki, TLS_SERVER, "server");
    TlsOptions nobody = tls_pair_options(pki, TLS_CLIENT, NULL);
    TlsOptions stranger = tls_pair_options(pki, TLS_CLIENT, "client");
    g_auto(TlsPair) good = {0};
    g_auto(TlsPair) bad = {0};

    server.peer_check = TLS_PEER_OPTIONAL;
    good = connect_pair(&nobody, &server, "localhost");
    g_assert_cmpint(transport_tls_state(good.server), ==, TLS_OPEN);
    g_assert_null(transport_tls_peer(good.server));
    stranger.cert_file = pki_path(other, "client.pem");
    stranger.key_file = pki_path(other, "client-key.pem");
    bad = connect_pair(&stranger, &server, "localhost");
    tls_pair_assert_failed(bad.server, "the client's certificate (CN=client) is not trusted: ");
}

/* Nothing about the server is checked, and nothing it says of itself is passed on. */
static void test_unchecked(void)
{
    TlsOptions server = tls_pair_options(pki, TLS_SERVER, "server");
    TlsOptions client = {.role = TLS_CLIENT, .peer_check = TLS_PEER_UNCHECKED};
    g_auto(TlsPair) named = {0};
    g_auto(TlsPair) nameless = {0};

    server.peer_check = TLS_PEER_OPTIONAL;
    named = connect_pair(&client, &server, "elsewhere.example");
    g_assert_cmpint(transport_tls_state(named.client), ==, TLS_OPEN);
    g_assert_null(transport_tls_peer(named.client));
    nameless = connect_pair(&client, &server, NULL);
    g_assert_cmpint(transport_tls_state(nameless.client), ==, TLS_OPEN);
}

static void test_keylog(void)
{
    TlsOptions client = tls_pair_options(pki, TLS_CLIENT, "client");
    TlsOptions server = tls_pair_options(pki, TLS_SERVER, "server");
    const char *path = pki_path(pki, "secrets");
    g_auto(TlsPair) silent = {0};
    g_auto(TlsPair) open = {0};
    g_autofree char *text = NULL;
    struct stat status;

    g_setenv("SSLKEYLOGFILE", path, TRUE);
    silent = connect_pair(&client, &server, "localhost");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    server.allow_keylog = true;
    open = connect_pair(&client, &server, "localhost");
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "\nSERVER_TRAFFIC_SECRET_0 "));
    g_assert_true(g_str_has_suffix(text, "\n"));
    g_unsetenv("SSLKEYLOGFILE");
}

static void test_keylog_fails(void)
{
    TlsOptions server = tls_pair_options(pki, TLS_SERVER, "server");
    g_autoptr(GError) error = NULL;

    server.allow_keylog = true;
    g_setenv("SSLKEYLOGFILE", "/nonexistent/secrets", TRUE);
    g_assert_null(tls_context_new(&server, &error));
    g_assert_true(g_str_has_prefix(error->message, "SSLKEYLOGFILE '/nonexistent/secrets': cannot"));
    g_unsetenv("SSLKEYLOGFILE");
}

/* The files are replaced by those of another CA, the contexts made again: what is open stays open,
 * what comes is judged by the new files. */
static void test_replaced(void)
{
    TlsOptions client = tls_pair_options(pki, TLS_CLIENT, "client");
    TlsOptions server = tls_pair_options(pki, TLS_SERVER, "server");
    g_auto(TlsPair) before = connect_pair(&client, &server, "localhost");
    g_auto(TlsPair) after = {0};
    char bytes[8];

    server.ca_file = pki_path(other, "ca.pem");
    after = connect_pair(&client, &server, "localhost");
    g_assert_cmpint(transport_tls_state(after.server), ==, TLS_FAILED);
    tls_pair_write(before.client, "still");
    g_assert_cmpint(tls_pair_read(before.server, bytes, sizeof(bytes)), ==, 5);
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    other = pki_new();
    pki = pki_new();
    pki_issue(other, "client", &(PkiSpec){.eku = "clientAuth"});
    pki_issue(pki, "server", &(PkiSpec){.san = "DNS:localhost", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    g_test_add_func("/tls-options/optional", test_optional);
    g_test_add_func("/tls-options/unchecked", test_unchecked);
    g_test_add_func("/tls-options/keylog", test_keylog);
    g_test_add_func("/tls-options/keylog-fails", test_keylog_fails);
    g_test_add_func("/tls-options/replaced", test_replaced);
    failed = g_test_run();
    pki_free(pki);
    pki_free(other);
    return failed;
}
