/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events in libvirt's framing: each callback gets its own packet, with its id in front of the body;
 * early clients get those without ids, and without the reason that some bodies begin with.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "remote_protocol.h"
#include "rpc/codec_libvirt.h"
#include "server/event_hub.h"
#include "server/event_packet.h"

typedef struct Client {
    EventHub *hub;
    Connection *connection;
    Subscriber subscriber;
    int fd; /* the other end */
} Client;

static bool on_event(void *data, const EventDelivery *delivery)
{
    event_packet_send(data, delivery);
    return true;
}

static void setup(Client *client, gconstpointer limits)
{
    int fds[2];

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds));
    client->hub = event_hub_new(limits);
    client->connection = connection_new(transport_fd_new(fds[0], fds[0]), codec_libvirt_new());
    client->fd = fds[1];
    subscriber_init(&client->subscriber, on_event, client->connection);
    client->subscriber.per_callback = true;
}

static void teardown(Client *client, gconstpointer limits)
{
    (void) limits;
    event_hub_leave(client->hub, &client->subscriber);
    event_hub_free(client->hub);
    connection_free(client->connection);
    close(client->fd);
}

static void emit(Client *client, event_kind kind)
{
    static char name[] = "guest";
    const remote_domain dom = {.name = name, .id = 3};
    event body = {.kind = kind};

    if (kind == EVENT_REBOOT)
        body.event_u.reboot.dom = dom;
    else
        body.event_u.pmwakeup.dom = dom;
    event_hub_emit(client->hub, NULL, &body);
    g_assert_true(connection_flush(client->connection, NULL));
}

static void expect_words(Client *client, const uint32_t *words, size_t n)
{
    uint8_t bytes[256];

    g_assert_cmpint(read(client->fd, bytes, n * 4), ==, (ssize_t) n * 4);
    for (size_t i = 0; i < n; i++)
        g_assert_cmphex(buffer_peek_u32(bytes + i * 4), ==, words[i]);
}

/* The domain of emit(): name, UUID, id. */
static void expect_domain(Client *client)
{
    static const uint8_t body[] = "\0\0\0\5guest\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3";
    uint8_t bytes[sizeof(body) - 1];

    g_assert_cmpint(read(client->fd, bytes, sizeof(bytes)), ==, (ssize_t) sizeof(bytes));
    g_assert_cmpmem(bytes, sizeof(bytes), body, sizeof(body) - 1);
}

static void expect_nothing(Client *client)
{
    uint8_t byte;

    g_assert_cmpint(read(client->fd, &byte, 1), ==, -1);
}

#define EXPECT_WORDS(client, ...)                                                                  \
    expect_words(client, (const uint32_t[]){__VA_ARGS__},                                          \
                 sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define DOMAIN_SIZE 32

static void test_per_callback(Client *client, gconstpointer limits)
{
    static const char other[16] = "another domain";
    int first = event_hub_subscribe(client->hub, &client->subscriber,
                                    &(EventFilter){.kind = EVENT_REBOOT}, NULL);
    int second = event_hub_subscribe(client->hub, &client->subscriber,
                                     &(EventFilter){.kind = EVENT_REBOOT}, NULL);

    (void) limits;
    event_hub_subscribe(client->hub, &client->subscriber,
                        &(EventFilter){.kind = EVENT_REBOOT, .uuid = other}, NULL);
    emit(client, EVENT_REBOOT);
    EXPECT_WORDS(client, 28 + 4 + DOMAIN_SIZE, 0x20008086, 1, 319, 2, 1, 0, (uint32_t) first);
    expect_domain(client);
    EXPECT_WORDS(client, 28 + 4 + DOMAIN_SIZE, 0x20008086, 1, 319, 2, 1, 0, (uint32_t) second);
    expect_domain(client);
    expect_nothing(client);
}

static void test_reason(Client *client, gconstpointer limits)
{
    int id = event_hub_subscribe(client->hub, &client->subscriber,
                                 &(EventFilter){.kind = EVENT_PMWAKEUP}, NULL);

    (void) limits;
    event_hub_subscribe_legacy(client->hub, &client->subscriber,
                               &(EventFilter){.kind = EVENT_PMWAKEUP}, NULL);
    emit(client, EVENT_PMWAKEUP);
    EXPECT_WORDS(client, 28 + 8 + DOMAIN_SIZE, 0x20008086, 1, 329, 2, 1, 0, (uint32_t) id, 0);
    expect_domain(client);
    EXPECT_WORDS(client, 28 + DOMAIN_SIZE, 0x20008086, 1, 269, 2, 1, 0);
    expect_domain(client);
    expect_nothing(client);
}

static void test_legacy(Client *client, gconstpointer limits)
{
    g_autoptr(GError) error = NULL;

    (void) limits;
    g_assert_true(event_hub_subscribe_legacy(client->hub, &client->subscriber,
                                             &(EventFilter){.kind = EVENT_REBOOT}, NULL));
    g_assert_false(event_hub_subscribe_legacy(client->hub, &client->subscriber,
                                              &(EventFilter){.kind = EVENT_REBOOT}, &error));
    emit(client, EVENT_REBOOT);
    EXPECT_WORDS(client, 28 + DOMAIN_SIZE, 0x20008086, 1, 169, 2, 1, 0);
    expect_domain(client);
    g_assert_true(
        event_hub_unsubscribe_legacy(client->hub, &client->subscriber, EVENT_REBOOT, NULL));
    emit(client, EVENT_REBOOT);
    expect_nothing(client);
}

int main(int argc, char **argv)
{
    static const Limits limits = LIMITS_DEFAULT;

    g_test_init(&argc, &argv, NULL);
    g_test_add("/server-event-packets/per-callback", Client, &limits, setup, test_per_callback,
               teardown);
    g_test_add("/server-event-packets/reason", Client, &limits, setup, test_reason, teardown);
    g_test_add("/server-event-packets/legacy", Client, &limits, setup, test_legacy, teardown);
    return g_test_run();
}
