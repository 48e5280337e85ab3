/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of drivers share: a loop, a driver without a daemon, its events as text, and a way
 * to run the test's body in a coroutine. Header only; each test includes it once.
 *
 * Events are logged as "name:happening.detail " ("demo:started.0 "), in order.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "drivers/domain_driver.h"
#include "drivers/test_driver.h"

typedef struct Fixture {
    Loop *loop;
    DriverHost host;
    GString *events;
    Driver *driver;
    DriverCall call;
    void (*body)(struct Fixture *fixture);
} Fixture;

#define HANDLERS (&fixture->driver->handlers)

static inline void fixture_log_event(void *data, const Driver *driver, const event *body)
{
    static const char *const names[] = {"defined",   "undefined",   "started",
                                        "suspended", "resumed",     "stopped",
                                        "shutdown",  "pmsuspended", "crashed"};
    const event_lifecycle *lifecycle = &body->event_u.lifecycle;
    Fixture *fixture = data;

    (void) driver;
    if (body->kind == EVENT_LIFECYCLE)
        g_string_append_printf(fixture->events, "%s:%s.%d ", lifecycle->dom.name,
                               names[lifecycle->happened], lifecycle->detail);
    else
        g_string_append_printf(fixture->events, "%s:kind%d ", body->event_u.reboot.dom.name,
                               body->kind);
}

/* Compares the events since the last call. */
#define fixture_assert_events(fixture, expected)                                                   \
    do {                                                                                           \
        g_assert_cmpstr((fixture)->events->str, ==, expected);                                     \
        g_string_truncate((fixture)->events, 0);                                                   \
    } while (0)

/* The error that the call before left, by code and by the start of its message. */
#define fixture_assert_error(error, expected, prefix)                                              \
    do {                                                                                           \
        g_assert_nonnull(error);                                                                   \
        g_assert_cmpint(error_code(error), ==, expected);                                          \
        if (!g_str_has_prefix((error)->message, prefix))                                           \
            g_assert_cmpstr((error)->message, ==, prefix);                                         \
        g_clear_error(&(error));                                                                   \
    } while (0)

static inline void fixture_init(Fixture *fixture)
{
    *fixture = (Fixture){.loop = loop_new(NULL), .events = g_string_new(NULL)};
    g_assert_nonnull(fixture->loop);
    fixture->host.loop = fixture->loop;
    fixture->host.worker = worker_new(fixture->loop, NULL);
    g_assert_nonnull(fixture->host.worker);
    fixture->host.emit = fixture_log_event;
    fixture->host.emit_data = fixture;
}

static inline void fixture_clear(Fixture *fixture)
{
    g_assert_cmpint(coroutine_count(), ==, 0);
    if (fixture->driver)
        fixture->driver->ops->free(fixture->driver);
    g_string_free(fixture->events, TRUE);
    worker_free(fixture->host.worker);
    loop_free(fixture->loop);
    coroutine_pool_drain();
}

static inline void fixture_enter(void *data)
{
    Fixture *fixture = data;

    fixture->body(fixture);
}

/* Runs body in a coroutine, and the loop until that and all others have ended. */
static inline void fixture_run(Fixture *fixture, void (*body)(Fixture *fixture))
{
    fixture->body = body;
    coroutine_start(fixture->loop, fixture_enter, fixture);
    while (coroutine_count() > 0)
        loop_run_once(fixture->loop, -1);
}

static inline void fixture_create_test_driver(Fixture *fixture)
{
    fixture->driver = test_driver_ops.co_create(&fixture->host, NULL);
    g_assert_nonnull(fixture->driver);
    fixture->call = (DriverCall){.driver = fixture->driver, .uri = "test:///default"};
    g_string_truncate(fixture->events, 0);
}

/* The whole of a test program that needs nothing but the test driver. */
static inline void fixture_run_with_test_driver(void (*body)(Fixture *fixture))
{
    Fixture fixture;

    fixture_init(&fixture);
    fixture_run(&fixture, fixture_create_test_driver);
    fixture_run(&fixture, body);
    fixture_clear(&fixture);
}

/* A document; uuid ends in the two digits. To be freed. */
static inline char *fixture_xml(const char *name, unsigned uuid)
{
    return g_strdup_printf("<domain type='test'><name>%s</name>"
                           "<uuid>00000000-0000-4000-8000-0000000000%02x</uuid>"
                           "<memory>65536</memory><vcpu>1</vcpu>"
                           "<os><type>hvm</type></os></domain>",
                           name, uuid);
}

/* The listed domain of that name, as an argument; strings are borrowed. */
static inline remote_domain fixture_dom(Fixture *fixture, const char *name)
{
    DomainDriver *driver = (DomainDriver *) fixture->driver;
    const Domain *domain = domain_list_by_name(driver->domains, name);

    g_assert_nonnull(domain);
    return domain_driver_ref(domain);
}

static inline bool fixture_try_define(Fixture *fixture, const char *name, unsigned uuid,
                                      GError **err)
{
    g_autofree char *xml = fixture_xml(name, uuid);
    domain_define_xml_args args = {.xml = xml};
    domain_define_xml_ret ret = {.dom.id = 0};

    if (!HANDLERS->domain_define_xml(&fixture->call, &args, &ret, err))
        return false;
    g_assert_cmpstr(ret.dom.name, ==, name);
    xdr_free((xdrproc_t) xdr_domain_define_xml_ret, &ret);
    return true;
}

static inline void fixture_define(Fixture *fixture, const char *name, unsigned uuid)
{
    GError *error = NULL;

    fixture_try_define(fixture, name, uuid, &error);
    g_assert_no_error(error);
}

/* The procedures that take a domain and give nothing back. */
#define FIXTURE_VERB(verb, procedure)                                                              \
    static inline bool verb(Fixture *fixture, const char *name, GError **err)                      \
    {                                                                                              \
        const procedure##_args args = {.dom = fixture_dom(fixture, name)};                         \
        return HANDLERS->procedure(&fixture->call, &args, err);                                    \
    }
FIXTURE_VERB(fixture_start, domain_create)
FIXTURE_VERB(fixture_destroy, domain_destroy)
FIXTURE_VERB(fixture_shutdown, domain_shutdown)
FIXTURE_VERB(fixture_reboot, domain_reboot)
FIXTURE_VERB(fixture_reset, domain_reset)
FIXTURE_VERB(fixture_suspend, domain_suspend)
FIXTURE_VERB(fixture_resume, domain_resume)
FIXTURE_VERB(fixture_undefine, domain_undefine)

/* "running/1", "shutoff/2" ...; static. */
static inline const char *fixture_state(Fixture *fixture, const char *name)
{
    static const char *const names[] = {"none",     "running", "blocked", "paused",
                                        "shutdown", "shutoff", "crashed", "pmsuspended"};
    domain_get_state_args args = {.dom = fixture_dom(fixture, name)};
    domain_get_state_ret ret = {.state = 0};
    static char text[32];

    g_assert_true(HANDLERS->domain_get_state(&fixture->call, &args, &ret, NULL));
    g_snprintf(text, sizeof text, "%s/%d", names[ret.state], ret.reason);
    return text;
}

static inline bool fixture_listed(Fixture *fixture, const char *name)
{
    return domain_list_by_name(((DomainDriver *) fixture->driver)->domains, name);
}
