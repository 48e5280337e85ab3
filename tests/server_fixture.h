/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of server/ share: a loop, a peer on one end of a socketpair, a client (a
 * connection driven by hand) on the other, and a driver whose calls wait until the test lets them
 * go. Header only; each test includes it once.
 */
#include <string.h>
#include <sys/socket.h>

#include "base/coroutine.h"
#include "drivers/registry.h"
#include "rpc/codec_libvirt.h"
#include "rpc/connection.h"
#include "rpc/xdr_buffer.h"
#include "server/event_hub.h"
#include "server/peer.h"
#include "stream_ends.h"

/* domain_reboot waits until the test wakes it, domain_suspend answers at once, connect_get_type
 * forgets its string, connect_get_hostname fails with bytes that are no UTF-8; for streams see
 * stream_ends.h. */
typedef struct FakeDriver {
    Driver driver;
    CoWaiter *waiting[1024];
    unsigned n_waiting;
} FakeDriver;

typedef struct ServerFixture {
    Loop *loop;
    Limits limits;
    PeerHost host;
    Peer *peer; /* NULL once it has gone */
    unsigned freed;
    Connection *client;
    FakeDriver *driver;
    DriverHost driver_host;
} ServerFixture;

static bool fake_reboot(DriverCall *call, const domain_reboot_args *args, GError **err)
{
    FakeDriver *driver = (FakeDriver *) call->driver;
    CoWaiter waiter = {0};

    (void) args;
    (void) err;
    driver->waiting[driver->n_waiting++] = &waiter;
    co_wait(&waiter, -1);
    return true;
}

static bool fake_suspend(DriverCall *call, const domain_suspend_args *args, GError **err)
{
    (void) call;
    (void) args;
    (void) err;
    return true;
}

static bool fake_get_type(DriverCall *call, connect_get_type_ret *ret, GError **err)
{
    (void) call;
    (void) err;
    ret->type = NULL;
    return true;
}

static bool fake_get_hostname(DriverCall *call, connect_get_hostname_ret *ret, GError **err)
{
    (void) call;
    ret->hostname = g_strdup("begun");
    return error_set(err, ERR_NO_HOSTNAME, "no name: '\xff'");
}

static bool fake_serves(const Driver *driver, const char *uri, GError **err)
{
    (void) driver;
    (void) err;
    return strcmp(uri, "fake:///") == 0;
}

static const char *fake_default_uri(const Driver *driver)
{
    (void) driver;
    return "fake:///";
}

static bool fake_busy(const Driver *driver)
{
    (void) driver;
    return false;
}

static void fake_free(Driver *driver)
{
    g_free(driver);
}

static Driver *fake_co_create(const DriverHost *host, GError **err);
static const RemoteHandlers fake_handlers = {
    .connect_get_type = fake_get_type,
    .connect_get_hostname = fake_get_hostname,
    .domain_open_console = ends_open_console,
    .domain_reboot = fake_reboot,
    .domain_screenshot = ends_screenshot,
    .domain_suspend = fake_suspend,
};
static const RemoteHandlers *const fake_rooms[] = {&fake_handlers, NULL};
static const DriverOps fake_ops = {
    .name = "fake",
    .error_domain = 99,
    .rooms = fake_rooms,
    .co_create = fake_co_create,
    .serves = fake_serves,
    .default_uri = fake_default_uri,
    .busy = fake_busy,
    .free = fake_free,
};

static Driver *fake_co_create(const DriverHost *host, GError **err)
{
    FakeDriver *driver = g_new0(FakeDriver, 1);

    (void) err;
    driver_init(&driver->driver, &fake_ops, host);
    return &driver->driver;
}

static void fixture_on_gone(Peer *peer, void *data)
{
    ServerFixture *fixture = data;

    g_assert_true(peer == fixture->peer);
    fixture->peer = NULL;
    peer_unref(peer);
}

static void fixture_on_freed(const Peer *peer, void *data)
{
    (void) peer;
    ((ServerFixture *) data)->freed++;
}

static inline void fixture_init(ServerFixture *fixture, const PeerOrigin *origin)
{
    int fds[2];
    PeerOrigin copy = *origin;

    fixture->loop = loop_new(NULL);
    fixture->driver_host.loop = fixture->loop;
    fixture->host = (PeerHost){.loop = fixture->loop,
                               .limits = &fixture->limits,
                               .registry = registry_new(),
                               .events = event_hub_new(&fixture->limits),
                               .gone = fixture_on_gone,
                               .freed = fixture_on_freed,
                               .data = fixture};
    g_assert_true(registry_co_add(fixture->host.registry, &fake_ops, &fixture->driver_host, NULL));
    fixture->driver = (FakeDriver *) registry_find(fixture->host.registry, "", NULL);
    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
    copy.name = g_strdup("the test");
    fixture->peer = peer_new(&fixture->host, transport_fd_new(fds[0], fds[0]), &copy);
    fixture->client = connection_new(transport_fd_new(fds[1], fds[1]), codec_onc_new());
}

#define FIXTURE_LOCAL (&(PeerOrigin){.local = true})
#define FIXTURE_LIBVIRT (&(PeerOrigin){.local = true, .libvirt = true})

static inline void fixture_clear(ServerFixture *fixture)
{
    connection_free(fixture->client);
    if (fixture->peer)
        peer_close(fixture->peer);
    registry_free(fixture->host.registry);
    event_hub_free(fixture->host.events);
    loop_run_once(fixture->loop, 0);
    loop_free(fixture->loop);
    coroutine_pool_drain();
}

/* Rounds until nothing more happens at once. */
static inline void fixture_run(ServerFixture *fixture)
{
    for (int i = 0; i < 10; i++)
        loop_run_once(fixture->loop, 0);
}

static inline void fixture_call_of(ServerFixture *fixture, const DispatchTable *table, uint32_t xid,
                                   uint32_t procedure, const void *args)
{
    Codec *codec = connection_codec(fixture->client);
    Buffer *out = connection_out(fixture->client);
    const CallId id = {
        .xid = xid, .program = table->program, .version = table->version, .procedure = procedure};
    size_t start = codec_begin_call(codec, out, &id);
    XDR xdr;

    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX);
    if (args)
        g_assert_true(table->rows[procedure].args(&xdr, (void *) (uintptr_t) args));
    codec_end(codec, out, start);
    connection_commit(fixture->client);
    g_assert_true(connection_flush(fixture->client, NULL));
}

/* Sends a call of REMOTE_PROGRAM with these arguments. */
static inline void fixture_call(ServerFixture *fixture, uint32_t xid, uint32_t procedure,
                                const void *args)
{
    fixture_call_of(fixture, &remote_dispatch_table, xid, procedure, args);
}

/* The same in libvirt's framing. */
static inline void fixture_call_libvirt(ServerFixture *fixture, uint32_t serial, uint32_t procedure,
                                        const void *args)
{
    const DispatchRow *row = &remote_dispatch_table.rows[procedure];
    const CallId id = {serial, REMOTE_PROGRAM, REMOTE_V1, procedure};
    Buffer *out = connection_out(fixture->client);
    size_t start = codec_libvirt_begin(out, &id, LIBVIRT_CALL, 0);
    XDR xdr;

    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX);
    g_assert_true(row->args(&xdr, (void *) (uintptr_t) args));
    codec_libvirt_end(out, start, 0);
    connection_commit(fixture->client);
    g_assert_true(connection_flush(fixture->client, NULL));
}

static inline void fixture_call_domain(ServerFixture *fixture, uint32_t xid, uint32_t procedure)
{
    static char name[] = "guest";
    domain_reboot_args reboot = {.dom.name = name};
    domain_suspend_args suspend = {.dom.name = name};

    if (procedure == DOMAIN_REBOOT)
        fixture_call(fixture, xid, procedure, &reboot);
    else
        fixture_call(fixture, xid, procedure, &suspend);
}

/* The next message from the peer; false if there is none now. */
static inline bool fixture_receive(ServerFixture *fixture, Message *ret_message)
{
    Feed feed;

    fixture_run(fixture);
    feed = connection_next(fixture->client, ret_message, NULL);
    if (feed == FEED_MORE && connection_fill(fixture->client, NULL) <= FILL_MORE)
        feed = connection_next(fixture->client, ret_message, NULL);
    g_assert_cmpint(feed, !=, FEED_BROKEN);
    return feed == FEED_MESSAGE;
}

/* Receives the reply to xid, whose body begins with this status word. */
static inline Message fixture_expect(ServerFixture *fixture, uint32_t xid, uint32_t status)
{
    Message message;

    /* A long one does not come at once. */
    for (int tries = 0; !fixture_receive(fixture, &message); tries++)
        g_assert_cmpint(tries, <, 100);
    g_assert_cmpuint(message.kind, ==, MESSAGE_REPLY);
    g_assert_cmpuint(message.id.xid, ==, xid);
    g_assert_cmpuint(message.status, ==, REPLY_SUCCESS);
    g_assert_cmpuint(message.body_size, >=, 4);
    g_assert_cmpuint(buffer_peek_u32(message.body), ==, status);
    return message;
}

/* The same for an error: its code, and its message beginning so. */
static inline void fixture_expect_error(ServerFixture *fixture, uint32_t xid, int code,
                                        const char *prefix)
{
    Message message = fixture_expect(fixture, xid, 1);
    remote_error error = {0};
    XDR xdr;

    xdrmem_create(&xdr, (char *) (uintptr_t) message.body + 4, (u_int) message.body_size - 4,
                  XDR_DECODE);
    g_assert_true(xdr_remote_error(&xdr, &error));
    g_assert_cmpint(error.code, ==, code);
    g_assert_cmpint(error.level, ==, REMOTE_ERROR_LEVEL_ERROR);
    g_assert_true(g_str_has_prefix(*error.message, prefix));
    g_assert_true(g_utf8_validate(*error.message, -1, NULL));
    xdr_free((xdrproc_t) xdr_remote_error, (char *) &error);
}

static inline void fixture_open(ServerFixture *fixture, unsigned flags)
{
    connect_open_args args = {.flags = flags};

    fixture_call(fixture, 1, CONNECT_OPEN, &args);
    fixture_expect(fixture, 1, 0);
}
