/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may come in, counted by user and by host, and who has to go when too much is held for all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/clients.h"
#include "server/event_hub.h"

#define SOMEBODY 12345

typedef struct Fixture {
    Limits limits;
    Loop *loop;
    Clients *clients;
    PeerHost host;
    int far[16]; /* the other ends */
    unsigned n;
} Fixture;

static void on_known(void *data)
{
    clients_known(((Fixture *) data)->clients);
}

static void on_gone(Peer *peer, void *data)
{
    clients_remove(((Fixture *) data)->clients, peer);
    peer_unref(peer);
}

static void on_crowded(void *data)
{
    clients_relieve(((Fixture *) data)->clients);
}

static void on_freed(const Peer *peer, void *data)
{
    clients_forget(((Fixture *) data)->clients, peer);
}

static void fixture_init(Fixture *fixture)
{
    *fixture = (Fixture){.limits = LIMITS_DEFAULT};
    fixture->loop = loop_new(NULL);
    fixture->clients = clients_new(&fixture->limits);
    fixture->host = (PeerHost){.loop = fixture->loop,
                               .limits = &fixture->limits,
                               .events = event_hub_new(&fixture->limits),
                               .clients = fixture->clients,
                               .known = on_known,
                               .gone = on_gone,
                               .crowded = on_crowded,
                               .freed = on_freed,
                               .data = fixture};
}

static void fixture_clear(Fixture *fixture)
{
    g_autoptr(GPtrArray) clients = clients_list(fixture->clients);

    for (guint i = 0; i < clients->len; i++)
        peer_close(((const Client *) clients->pdata[i])->peer);
    for (unsigned i = 0; i < fixture->n; i++)
        close(fixture->far[i]);
    clients_free(fixture->clients);
    event_hub_free(fixture->host.events);
    loop_free(fixture->loop);
}

/* A local client comes; NULL: it is refused. */
static Peer *come(Fixture *fixture, uid_t uid, GError **err)
{
    PeerOrigin origin = {.local = true, .identity = {.known = true, .uid = uid}};
    int fds[2];
    Peer *peer;

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
    fixture->far[fixture->n++] = fds[1];
    if (!clients_admit(fixture->clients, &origin, fds[0], false, err)) {
        close(fds[0]);
        return NULL;
    }
    origin.name = g_strdup_printf("client uid %u", (unsigned) uid);
    peer = peer_new(&fixture->host, transport_fd_new(fds[0], fds[0]), &origin);
    clients_add(fixture->clients, peer);
    return peer;
}

static void refuse(Fixture *fixture, uid_t uid, const char *why)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(come(fixture, uid, &error));
    g_assert_error(error, ERROR_DOMAIN, ERR_RESOURCE_BUSY);
    g_assert_cmpstr(error->message, ==, why);
}

static void test_users(void)
{
    Fixture fixture;
    Peer *first;

    fixture_init(&fixture);
    fixture.limits.connections_of_user = 2;
    first = come(&fixture, SOMEBODY, NULL);
    g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    refuse(&fixture, SOMEBODY, "uid 12345 has 2 connections already");
    g_assert_nonnull(come(&fixture, SOMEBODY + 1, NULL));
    peer_close(first);
    g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    refuse(&fixture, SOMEBODY, "uid 12345 has 2 connections already");
    fixture_clear(&fixture);
}

/* Who leaves calls behind has not left: else one could have any number of them in flight. */
static void test_left_behind(void)
{
    Fixture fixture;
    Peer *first;

    fixture_init(&fixture);
    fixture.limits.connections_of_user = 1;
    first = peer_begin_call(come(&fixture, SOMEBODY, NULL));
    peer_close(first);
    g_assert_cmpuint(clients_count(fixture.clients), ==, 0);
    refuse(&fixture, SOMEBODY, "uid 12345 has 1 connections already");
    fixture.limits.connections = 1;
    refuse(&fixture, SOMEBODY + 1, "there are 1 connections already");
    peer_end_call(first);
    g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    fixture_clear(&fixture);
}

/* Others cannot take all places; root's own clients can. */
static void test_administrator(void)
{
    Fixture fixture;

    fixture_init(&fixture);
    fixture.limits.connections = 1;
    g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    refuse(&fixture, SOMEBODY + 1, "there are 1 connections already");
    for (unsigned i = 0; i < LIMIT_CONNECTIONS_RESERVED; i++)
        g_assert_nonnull(come(&fixture, i % 2 ? 0 : geteuid(), NULL));
    refuse(&fixture, 0, "there are 9 connections already");
    fixture_clear(&fixture);
}

static const char *name_of_host(Accounts *accounts, int family, const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(1)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(1)};
    g_autofree char *copy = NULL;
    Account *account;

    g_assert_cmpint(
        inet_pton(family, text, family == AF_INET ? (void *) &v4.sin_addr : (void *) &v6.sin6_addr),
        ==, 1);
    account = account_enter_host(accounts, family == AF_INET ? (struct sockaddr *) &v4
                                                             : (struct sockaddr *) &v6);
    copy = g_strdup(account->name);
    account_leave(account);
    return g_intern_string(copy);
}

static void test_hosts(void)
{
    const Limits limits = LIMITS_DEFAULT;
    g_autoptr(Accounts) accounts = accounts_new(&limits);

    g_assert_cmpstr(name_of_host(accounts, AF_INET, "192.0.2.1"), ==, "address 192.0.2.1");
    g_assert_cmpstr(name_of_host(accounts, AF_INET6, "::ffff:192.0.2.1"), ==, "address 192.0.2.1");
    g_assert_cmpstr(name_of_host(accounts, AF_INET6, "2001:db8:1:2:3::4"), ==,
                    "network 2001:db8:1:2::/64");
}

/* Sends the beginning of a large record: so much is held for the client now. */
static void burden(Fixture *fixture, unsigned n, uint32_t size)
{
    const uint32_t mark = htonl(0x80000000u | (16 << 20));
    g_autofree uint8_t *bytes = g_malloc0(size);

    memcpy(bytes, &mark, sizeof(mark));
    for (uint32_t sent = 0; sent < size;) {
        ssize_t put = send(fixture->far[n], bytes + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (put > 0)
            sent += (uint32_t) put;
        else if (errno != EAGAIN)
            return; /* it is closed */
        loop_run_once(fixture->loop, 0);
    }
    for (int i = 0; i < 10; i++)
        loop_run_once(fixture->loop, 0);
}

static bool is_there(const Fixture *fixture, const Peer *peer)
{
    g_autoptr(GPtrArray) clients = clients_list(fixture->clients);

    for (guint i = 0; i < clients->len; i++)
        if (((const Client *) clients->pdata[i])->peer == peer)
            return true;
    return false;
}

/* Many small connections of one user weigh more than one that is larger than each of them. */
static void test_crowded(void)
{
    Fixture fixture;
    Peer *good, *bad[4];
    PeerState state;

    fixture_init(&fixture);
    fixture.limits.held_in_all = 4 << 20;
    good = come(&fixture, SOMEBODY, NULL);
    for (unsigned i = 0; i < 4; i++)
        bad[i] = come(&fixture, SOMEBODY + 1, NULL);
    burden(&fixture, 0, 1500 << 10);
    burden(&fixture, 1, 900 << 10);
    burden(&fixture, 2, 1000 << 10);
    g_assert_cmpuint(clients_count(fixture.clients), ==, 5);
    peer_describe(good, &state);
    g_assert_cmpuint(state.held, ==, 1500 << 10);
    burden(&fixture, 3, 900 << 10);
    g_assert_cmpuint(clients_count(fixture.clients), ==, 4);
    g_assert_false(is_there(&fixture, bad[1]));
    g_assert_true(is_there(&fixture, good));
    /* Room for it is there again. */
    burden(&fixture, 4, 100 << 10);
    g_assert_cmpuint(clients_count(fixture.clients), ==, 4);
    /* Whoever is heaviest then goes, though it was somebody else that grew. */
    burden(&fixture, 4, 1400 << 10);
    g_assert_true(is_there(&fixture, good));
    g_assert_cmpuint(clients_count(fixture.clients), ==, 3);
    fixture_clear(&fixture);
}

/* The most bytes of replies that ever wait for a client that sends calls and reads nothing. */
static size_t most_queued(Fixture *fixture, unsigned n, const Peer *peer)
{
    const uint32_t call[] = {htonl(0x80000000u | 40),
                             0,
                             0,
                             htonl(2),
                             htonl(REMOTE_PROGRAM),
                             htonl(REMOTE_V1),
                             0,
                             0,
                             0,
                             0,
                             0};
    size_t most = 0;

    for (unsigned stuck = 0; stuck < 100;) {
        PeerState state;

        if (send(fixture->far[n], call, sizeof(call), MSG_DONTWAIT) == sizeof(call))
            stuck = 0;
        else
            stuck++;
        loop_run_once(fixture->loop, 0);
        peer_describe(peer, &state);
        most = MAX(most, state.queued);
    }
    return most;
}

/* When much is held for all, who does not read is not read soon. */
static void test_pressed(void)
{
    Fixture fixture;
    Peer *slow[2];

    fixture_init(&fixture);
    fixture.limits.held_in_all = 2 << 20;
    fixture.limits.queue_high = fixture.limits.queue_low = 256 << 10;
    g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    slow[0] = come(&fixture, SOMEBODY + 1, NULL);
    slow[1] = come(&fixture, SOMEBODY + 1, NULL);
    g_assert_cmpuint(most_queued(&fixture, 1, slow[0]), >=, 256 << 10);
    burden(&fixture, 0, 1 << 20);
    g_assert_cmpuint(most_queued(&fixture, 2, slow[1]), <, LIMIT_QUEUE_PRESSED + 128);
    g_assert_cmpuint(clients_count(fixture.clients), ==, 3);
    fixture_clear(&fixture);
}

static void test_ids(void)
{
    Fixture fixture;
    Peer *second;
    g_autoptr(GPtrArray) clients = NULL;

    fixture_init(&fixture);
    for (unsigned i = 0; i < 4; i++)
        g_assert_nonnull(come(&fixture, SOMEBODY, NULL));
    second = clients_find(fixture.clients, 2)->peer;
    peer_close(second);
    g_assert_null(clients_find(fixture.clients, 2));
    clients = clients_list(fixture.clients);
    g_assert_cmpuint(clients->len, ==, 3);
    g_assert_cmpuint(((const Client *) clients->pdata[0])->id, ==, 1);
    g_assert_cmpuint(((const Client *) clients->pdata[1])->id, ==, 3);
    g_assert_cmpuint(((const Client *) clients->pdata[2])->id, ==, 4);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/clients/users", test_users);
    g_test_add_func("/server/clients/left-behind", test_left_behind);
    g_test_add_func("/server/clients/administrator", test_administrator);
    g_test_add_func("/server/clients/hosts", test_hosts);
    g_test_add_func("/server/clients/crowded", test_crowded);
    g_test_add_func("/server/clients/pressed", test_pressed);
    g_test_add_func("/server/clients/ids", test_ids);
    return g_test_run();
}
