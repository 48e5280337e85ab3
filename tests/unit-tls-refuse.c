/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must not pass is refused, and both ends get a reason that fits. In TLS 1.3 a client learns
 * of its own refusal at its first read. */
#include "tests/tls_pair.h"

static const struct Case {
    const char *test;
    const char *server, *client;       /* names of certificates; NULL: none */
    const char *name;                  /* whom the client wants */
    const char *at_client, *at_server; /* patterns for how the reasons begin; NULL: all is well */
    bool other_ca; /* the certificates are of a CA that the one who refuses does not know */
    const char *crl;
} cases[] = {
    {.test = "good", .server = "server", .client = "client", .name = "localhost"},
    {.test = "good-root-dot", .server = "server", .client = "client", .name = "LocalHost."},
    {.test = "good-address", .server = "server", .client = "client", .name = "127.0.0.1"},
    {.test = "good-address6", .server = "server", .client = "client", .name = "::1%lo"},
    {.test = "good-rpc-usages",
     .server = "rpc-server",
     .client = "rpc-client",
     .name = "localhost"},
    {.test = "good-no-usages", .server = "any-server", .client = "any-client", .name = "localhost"},
    {.test = "good-intermediate", .server = "below", .client = "client", .name = "localhost"},
    {.test = "good-crl",
     .server = "server",
     .client = "client",
     .name = "localhost",
     .crl = "crl.pem"},
    {.test = "name",
     .server = "server",
     .client = "client",
     .name = "example.org",
     .at_client = "the server's certificate (CN=server) is for dns:localhost, ip:127.0.0.1, ip:::1 "
                  "and not for 'example.org'",
     .at_server =
         "the client refuses our certificate '*' (CN=*): it is damaged or not for this name"},
    {.test = "address",
     .server = "server",
     .client = "client",
     .name = "127.0.0.2",
     .at_client = "the server's certificate (CN=server) is for dns:localhost, ",
     .at_server = "the client refuses our certificate '*' (CN=*): "},
    {.test = "name-in-subject-only",
     .server = "localhost",
     .client = "client",
     .name = "localhost",
     .at_client =
         "the server's certificate (CN=localhost) names no server in its subjectAltName, so "
         "it cannot be 'localhost'",
     .at_server = "the client refuses our certificate '*' (CN=*): "},
    {.test = "name-is-wildcard",
     .server = "wildcard",
     .client = "client",
     .name = "a.example.org",
     .at_client = "the server's certificate (CN=wildcard) is for dns:*.example.org and not for",
     .at_server = "the client refuses our certificate '*' (CN=*): "},
    {.test = "name-is-suffix",
     .server = "server",
     .client = "client",
     .name = ".localhost",
     .at_client = "'.localhost' cannot be the name of a server",
     .at_server = "the client has closed the connection in the TLS handshake"},
    {.test = "name-is-empty",
     .server = "server",
     .client = "client",
     .name = "",
     .at_client = "'' cannot be the name of a server",
     .at_server = "the client has closed the connection in the TLS handshake"},
    {.test = "name-is-missing",
     .server = "server",
     .client = "client",
     .name = NULL,
     .at_client = "a server whose name is not known cannot be verified",
     .at_server = "the client has closed the connection in the TLS handshake"},
    {.test = "issuer-usage",
     .server = "server",
     .client = "below-server-ca",
     .name = "localhost",
     .at_client = "the server refuses our certificate '*' (CN=*): it may not be used for this",
     .at_server = "a certificate authority of the client's certificate (CN=server-ca) may not be"},
    {.test = "issuer-is-no-ca",
     .server = "server",
     .client = "below-client",
     .name = "localhost",
     .at_client = "the server refuses our certificate '*' (CN=*): ",
     .at_server = "a certificate authority of the client's certificate (CN=client) is not trusted: "
                  "it has signed another certificate without being a CA"},
    {.test = "no-certificate",
     .server = "server",
     .client = NULL,
     .name = "localhost",
     .at_client = "the server wants a certificate and we have sent none",
     .at_server = "the client has sent no certificate"},
    {.test = "client-of-other-ca",
     .server = "server",
     .client = "client",
     .name = "localhost",
     .other_ca = true,
     .at_client = "the server refuses our certificate '*' (CN=*): it does not trust the CA",
     .at_server = "the client's certificate (CN=client) is not trusted: its issuer (CN=Test CA 2) "
                  "is not in '"},
    {.test = "client-revoked",
     .server = "server",
     .client = "revoked",
     .name = "localhost",
     .crl = "crl.pem",
     .at_client = "the server refuses our certificate '*' (CN=*): it has been revoked",
     .at_server = "the client's certificate (CN=revoked) has been revoked, says '"},
    {.test = "issuer-revoked",
     .server = "below",
     .client = "client",
     .name = "localhost",
     .crl = "both.pem",
     .at_client =
         "a certificate authority of the server's certificate (CN=between) has been revoked",
     .at_server = "the client refuses our certificate '*' (CN=*): it has been revoked"},
    {.test = "crl-of-issuer-missing",
     .server = "below",
     .client = "client",
     .name = "localhost",
     .crl = "crl.pem",
     .at_client = "the server's certificate (CN=below) cannot be checked: '",
     .at_server = "the client refuses our certificate '*' (CN=*): "},
};

static Pki *pki, *other;

static const struct {
    const char *name;
    PkiSpec spec;
} certificates[] = {
    {"server", {.san = "DNS:localhost,IP:127.0.0.1,IP:::1", .eku = "serverAuth"}},
    {"client", {.eku = "clientAuth", .usage = "digitalSignature"}},
    {"rpc-server", {.san = "DNS:localhost", .eku = "1.3.6.1.5.5.7.3.34"}},
    {"rpc-client", {.eku = "1.3.6.1.5.5.7.3.33"}},
    {"any-server", {.san = "DNS:localhost"}},
    {"any-client", {.subject = "any-client"}},
    {"localhost", {.eku = "serverAuth"}},
    {"wildcard", {.san = "DNS:*.example.org", .eku = "serverAuth"}},
    {"between", {.is_ca = true}},
    {"below", {.san = "DNS:localhost", .eku = "serverAuth", .issuer = "between"}},
    {"server-ca", {.is_ca = true, .eku = "serverAuth"}},
    {"below-server-ca", {.issuer = "server-ca"}},
    {"below-client", {.issuer = "client"}},
    {"revoked", {.eku = "clientAuth"}},
};

static TlsContext *make_context(const struct Case *one, TlsRole role)
{
    TlsOptions options =
        tls_pair_options(pki, role, role == TLS_CLIENT ? one->client : one->server);
    g_autoptr(GError) error = NULL;
    TlsContext *context;

    if (one->crl)
        options.crl_file = pki_path(pki, one->crl);
    if (one->other_ca && role == TLS_SERVER)
        options.ca_file = pki_path(other, "ca.pem");
    context = tls_context_new(&options, &error);
    g_assert_no_error(error);
    return context;
}

/* A client that believes to be connected says something, as it would, and reads the answer. */
static void talk(TlsPair *pair)
{
    char answer[16];

    tls_pair_write(pair->client, "call");
    if (transport_tls_state(pair->server) == TLS_OPEN) {
        g_assert_cmpint(tls_pair_read(pair->server, answer, sizeof(answer)), ==, 4);
        tls_pair_write(pair->server, "answer");
        g_assert_cmpint(tls_pair_read(pair->client, answer, sizeof(answer)), ==, 6);
    } else {
        g_assert_cmpint(tls_pair_read(pair->client, answer, sizeof(answer)), ==, -1);
    }
}

static void test_case(gconstpointer data)
{
    const struct Case *one = data;
    g_autoptr(TlsContext) client = make_context(one, TLS_CLIENT);
    g_autoptr(TlsContext) server = make_context(one, TLS_SERVER);
    g_auto(TlsPair) pair = tls_pair_new(client, server, one->name, false);

    tls_pair_handshake(&pair);
    if (transport_tls_state(pair.client) == TLS_OPEN)
        talk(&pair);
    if (one->at_client)
        tls_pair_assert_failed(pair.client, one->at_client);
    else
        g_assert_cmpint(transport_tls_state(pair.client), ==, TLS_OPEN);
    if (transport_tls_state(pair.client) == TLS_FAILED)
        g_clear_pointer(&pair.client, transport_free);
    if (transport_tls_state(pair.server) == TLS_HANDSHAKE) /* the client has gone */
        transport_tls_handshake(pair.server);
    if (one->at_server)
        tls_pair_assert_failed(pair.server, one->at_server);
    else
        g_assert_cmpint(transport_tls_state(pair.server), ==, TLS_OPEN);
}

static void make_lists(void)
{
    g_autofree char *of_ca = NULL;
    g_autofree char *of_between = NULL;
    g_autofree char *both = NULL;

    pki_revoke(pki, "crl.pem", NULL, "revoked", 24);
    pki_revoke(pki, "ca-crl.pem", NULL, "between", 24);
    pki_revoke(pki, "between-crl.pem", "between", NULL, 24);
    g_file_get_contents(pki_path(pki, "ca-crl.pem"), &of_ca, NULL, NULL);
    g_file_get_contents(pki_path(pki, "between-crl.pem"), &of_between, NULL, NULL);
    both = g_strconcat(of_ca, of_between, NULL);
    pki_write_text(pki, "both.pem", both);
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    other = pki_new();
    pki = pki_new();
    for (size_t i = 0; i < G_N_ELEMENTS(certificates); i++)
        pki_issue(pki, certificates[i].name, &certificates[i].spec);
    make_lists();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/tls-refuse/", cases[i].test, NULL);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    failed = g_test_run();
    pki_free(pki);
    pki_free(other);
    return failed;
}
