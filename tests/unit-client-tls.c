/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu+tls: against a small server made of rpc/'s server side: calls get through; a server that
 * does not offer TLS, says too much before it, or is not whom it should be is refused in words, and
 * gets nothing in clear text but the probe.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_server.h"
#include "rpc/transport_tls.h"
#include "tests/pki_fixture.h"
#include "tools/ssh_helper/relay.h"

/* What the server says to the probe. */
typedef enum {
    SAYS_STARTTLS,
    SAYS_PLAIN,    /* an ordinary answer to NULL */
    SAYS_REFUSAL,  /* AUTH_ERROR */
    SAYS_TOO_MUCH, /* STARTTLS, and something after it */
    SAYS_BANNER,   /* it is something else altogether */
    SAYS_GOODBYE,  /* closes */
    SAYS_NOTHING
} Says;

typedef struct TlsServer {
    int listener;
    int port;
    Says says;
    TlsContext *context;
    bool closed_in_clear; /* after the answer the client sent nothing more, and closed */
    GThread *thread;
} TlsServer;

static Pki *pki;
static Pki *other_pki;

/* ---- the server ------------------------------------------------- */

static void *serve_calls(void *data)
{
    fake_serve(GPOINTER_TO_INT(data), fake_script_answer, NULL);
    return NULL;
}

/* Handshake, then the usual script behind a relay. */
static void serve_tls(TlsServer *server, int fd)
{
    Transport *outside = transport_tls_new(fd, server->context, NULL);
    Transport *inside;
    GThread *script;
    TlsState state;
    int pair[2];

    while ((state = transport_tls_handshake(outside)) == TLS_HANDSHAKE) {
        struct pollfd pollfd = {.fd = fd, .events = transport_events(outside, POLLIN)};

        poll(&pollfd, 1, -1);
    }
    if (state == TLS_OPEN) {
        g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
        inside = transport_fd_new(pair[0], pair[0]);
        script = g_thread_new("script", serve_calls, GINT_TO_POINTER(pair[1]));
        relay_run(outside, inside, NULL);
        transport_free(inside);
        g_thread_join(script);
    }
    transport_free(outside);
}

static void send_words(int fd, const uint32_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t word = htonl(words[i]);

        g_assert_cmpint(send(fd, &word, sizeof(word), MSG_NOSIGNAL | (i + 1 < n ? MSG_MORE : 0)),
                        ==, sizeof(word));
    }
}

static void answer(TlsServer *server, int fd, uint32_t xid)
{
    /* Mark, XID, REPLY, accepted, verifier of 8 bytes "STARTTLS", SUCCESS, and then some. */
    const uint32_t starttls[] = {0x80000020, xid,        1,          0, 0,
                                 8,          0x53544152, 0x54544c53, 0, 0xdeadbeef};
    const uint32_t plain[] = {0x80000018, xid, 1, 0, 0, 0, 0};
    const uint32_t refusal[] = {0x80000014, xid, 1, 1, 1, 1};

    if (server->says == SAYS_STARTTLS)
        send_words(fd, starttls, 9);
    else if (server->says == SAYS_TOO_MUCH)
        send_words(fd, starttls, 10);
    else if (server->says == SAYS_PLAIN)
        send_words(fd, plain, G_N_ELEMENTS(plain));
    else if (server->says == SAYS_REFUSAL)
        send_words(fd, refusal, G_N_ELEMENTS(refusal));
    else if (server->says == SAYS_BANNER)
        g_assert_cmpint(send(fd, "220 mail ready\r\n", 16, MSG_NOSIGNAL), ==, 16);
}

static void *serve(void *data)
{
    TlsServer *server = data;
    uint32_t probe[11];
    uint8_t more;
    int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);

    g_assert_cmpint(recv(fd, probe, sizeof(probe), MSG_WAITALL), ==, sizeof(probe));
    g_assert_cmpuint(ntohl(probe[4]), ==, REMOTE_PROGRAM);
    g_assert_cmpuint(ntohl(probe[6]), ==, 0);
    g_assert_cmpuint(ntohl(probe[7]), ==, 7);
    answer(server, fd, ntohl(probe[1]));
    if (server->says == SAYS_STARTTLS) {
        serve_tls(server, fd);
        return NULL;
    }
    server->closed_in_clear = server->says == SAYS_GOODBYE || recv(fd, &more, 1, 0) <= 0;
    close(fd);
    return NULL;
}

static void server_start(TlsServer *server, Says says, const char *certificate,
                         TlsPeerCheck peer_check)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    g_autofree char *cert = g_strconcat(certificate, ".pem", NULL);
    g_autofree char *key = g_strconcat(certificate, "-key.pem", NULL);
    TlsOptions options = {.role = TLS_SERVER,
                          .peer_check = peer_check,
                          .ca_file = pki_path(pki, "ca.pem"),
                          .cert_file = pki_path(pki, cert),
                          .key_file = pki_path(pki, key)};
    GError *error = NULL;

    *server = (TlsServer){.says = says};
    server->context = tls_context_new(&options, &error);
    g_assert_no_error(error);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(server->listener, (struct sockaddr *) &address, size), ==, 0);
    g_assert_cmpint(listen(server->listener, 1), ==, 0);
    getsockname(server->listener, (struct sockaddr *) &address, &size);
    server->port = ntohs(address.sin_port);
    server->thread = g_thread_new("server", serve, server);
}

static void server_end(TlsServer *server)
{
    g_thread_join(server->thread);
    close(server->listener);
    tls_context_unref(server->context);
}

/* ---- the client ------------------------------------------------- */

/* A folder as vmrpc-pki makes it. certificate: of the client, NULL for none. */
static char *make_folder(const char *certificate, Pki *ca)
{
    char *folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    const char *names[][2] = {
        {NULL, "client-cert.pem"}, {NULL, "client-key.pem"}, {"ca.pem", "ca-cert.pem"}};
    g_autofree char *cert = g_strdup_printf("%s.pem", certificate);
    g_autofree char *key = g_strdup_printf("%s-key.pem", certificate);

    if (certificate) {
        names[0][0] = cert;
        names[1][0] = key;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i][1], NULL);

        if (names[i][0])
            g_assert_cmpint(symlink(pki_path(i == 2 ? ca : pki, names[i][0]), path), ==, 0);
    }
    return folder;
}

static void remove_folder(char *folder)
{
    const char *names[] = {"ca-cert.pem", "client-cert.pem", "client-key.pem"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);

        unlink(path);
    }
    g_assert_cmpint(rmdir(folder), ==, 0);
    g_free(folder);
}

static VmrpcConnection *open_tls(const TlsServer *server, const char *folder, const char *rest,
                                 VmrpcError **error)
{
    g_autofree char *uri =
        g_strdup_printf("qemu+tls://127.0.0.1:%d/system?pkipath=%s%s", server->port, folder, rest);

    return vmrpc_connection_open(uri, 0, error);
}

static void check_works(const char *server_certificate, TlsPeerCheck peer_check,
                        const char *client_certificate, const char *rest)
{
    char *folder = make_folder(client_certificate, pki);
    g_autofree char *address = NULL;
    g_autofree char *name = NULL;
    VmrpcConnection *connection;
    VmrpcError *error = NULL;
    TlsServer server;

    server_start(&server, SAYS_STARTTLS, server_certificate, peer_check);
    address = g_strdup_printf("tls:127.0.0.1:%d", server.port);
    connection = open_tls(&server, folder, rest, &error);
    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    g_assert_cmpstr(vmrpc_connection_address(connection), ==, address);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    vmrpc_connection_close(connection);
    server_end(&server);
    remove_folder(folder);
}

/* The message is the way, then `words`. */
static void check_fails(TlsServer *server, const char *certificate, Pki *ca, int code,
                        const char *words)
{
    char *folder = make_folder(certificate, ca);
    g_autofree char *prefix =
        g_strdup_printf("transport tls: host '127.0.0.1' port %d: %s", server->port, words);
    VmrpcError *error = NULL;

    g_assert_null(open_tls(server, folder, "", &error));
    if (vmrpc_error_code(error) != code || !g_str_has_prefix(vmrpc_error_message(error), prefix))
        g_error("%d '%s', not %d '%s'", vmrpc_error_code(error), vmrpc_error_message(error), code,
                prefix);
    g_assert_null(strchr(vmrpc_error_message(error), '\n'));
    vmrpc_error_free(error);
    server_end(server);
    remove_folder(folder);
}

static void test_works(void)
{
    check_works("server", TLS_PEER_REQUIRED, "client", "");
    check_works("server", TLS_PEER_OPTIONAL, NULL, "");
    check_works("stranger", TLS_PEER_REQUIRED, "client", "&no_verify=1");
}

static void test_no_tls(void)
{
    static const struct {
        Says says;
        int code;
        const char *words;
    } rows[] = {
        {SAYS_PLAIN, VMRPC_ERR_NO_CONNECT, "ask for TLS: the server does not offer TLS"},
        {SAYS_REFUSAL, VMRPC_ERR_NO_CONNECT, "ask for TLS: the server does not offer TLS"},
        {SAYS_TOO_MUCH, VMRPC_ERR_RPC, "ask for TLS: the server, or somebody on the way, sent"},
        {SAYS_BANNER, VMRPC_ERR_RPC, "ask for TLS: the answer is not that of an RPC server"},
        {SAYS_GOODBYE, VMRPC_ERR_RPC, "ask for TLS: the server closed the connection"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        TlsServer server;

        server_start(&server, rows[i].says, "server", TLS_PEER_REQUIRED);
        check_fails(&server, "client", pki, rows[i].code, rows[i].words);
        g_assert_true(server.closed_in_clear);
    }
}

static void test_silent(void)
{
    int before = vmrpc_set_thread_timeout(100);
    TlsServer server;

    server_start(&server, SAYS_NOTHING, "server", TLS_PEER_REQUIRED);
    check_fails(&server, "client", pki, VMRPC_ERR_OPERATION_TIMEOUT,
                "ask for TLS: no answer in time");
    vmrpc_set_thread_timeout(before);
}

static void test_wrong_server(void)
{
    TlsServer server;

    server_start(&server, SAYS_STARTTLS, "stranger", TLS_PEER_REQUIRED);
    check_fails(&server, "client", pki, VMRPC_ERR_AUTH_FAILED,
                "TLS handshake: the server's certificate (CN=stranger) is for dns:other.example");
    server_start(&server, SAYS_STARTTLS, "server", TLS_PEER_REQUIRED);
    check_fails(&server, "client", other_pki, VMRPC_ERR_AUTH_FAILED,
                "TLS handshake: the server's certificate");
}

/* A server that wants a certificate says so after the handshake is over for the client. */
static void test_wrong_client(void)
{
    TlsServer server;

    server_start(&server, SAYS_STARTTLS, "server", TLS_PEER_REQUIRED);
    check_fails(&server, NULL, pki, VMRPC_ERR_NO_CONNECT, "first call: ");
}

static void test_no_ca(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    TlsServer nobody = {.port = 1};
    VmrpcError *error = NULL;

    g_assert_null(open_tls(&nobody, folder, "", &error));
    g_assert_nonnull(strstr(vmrpc_error_message(error), "port 1: certificates: there is no CA"));
    g_assert_nonnull(strstr(vmrpc_error_message(error), folder));
    vmrpc_error_free(error);
    rmdir(folder);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    pki_issue(pki, "server", &(PkiSpec){.san = "IP:127.0.0.1", .eku = "serverAuth"});
    pki_issue(pki, "stranger", &(PkiSpec){.san = "DNS:other.example", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    other_pki = pki_new();
    g_test_add_func("/client/tls/works", test_works);
    g_test_add_func("/client/tls/no-tls", test_no_tls);
    g_test_add_func("/client/tls/silent", test_silent);
    g_test_add_func("/client/tls/wrong-server", test_wrong_server);
    g_test_add_func("/client/tls/wrong-client", test_wrong_client);
    g_test_add_func("/client/tls/no-ca", test_no_ca);
    status = g_test_run();
    pki_free(pki);
    pki_free(other_pki);
    return status;
}
