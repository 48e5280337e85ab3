/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening the console of a domain, and its screen: only of one that runs, only with flags that make
 * sense; the test driver's console greets and echoes, and ends with the domain.
 */
#include "tests/drivers_fixture.h"
#include "tests/stream_fixture.h"

static bool open_console(Fixture *fixture, const char *name, const char *device, unsigned flags,
                         GError **err)
{
    char *text = (char *) device;
    const domain_open_console_args args = {
        .dom = fixture_dom(fixture, name), .device = device ? &text : NULL, .flags = flags};

    return HANDLERS->domain_open_console(&fixture->call, &args, err);
}

static StreamEnd *opened(Fixture *fixture, const char *device, unsigned flags)
{
    g_autoptr(GError) error = NULL;

    open_console(fixture, "demo", device, flags, &error);
    g_assert_no_error(error);
    return stream_steal();
}

#define check_refused(fixture, device, flags, code, prefix)                                        \
    do {                                                                                           \
        GError *error_ = NULL;                                                                     \
        g_assert_false(open_console(fixture, "demo", device, flags, &error_));                     \
        fixture_assert_error(error_, code, prefix);                                                \
        g_assert_null(stream_opened);                                                              \
    } while (0)

static void check_echo(Fixture *fixture)
{
    StreamEnd *one = opened(fixture, NULL, 0), *two = opened(fixture, "serial0", 0);
    g_autoptr(GError) error = NULL;

    stream_co_expect(one, "test domain 'demo'\r\n");
    g_assert_true(stream_co_send(one, "hello", &error));
    stream_co_expect(one, "hello");
    stream_co_expect(two, "test domain 'demo'\r\nhello");
    check_refused(fixture, NULL, DOMAIN_CONSOLE_SAFE, ERR_OPERATION_FAILED,
                  "Active console session exists for this domain");
    check_refused(fixture, "nosuch", 0, ERR_INTERNAL, "cannot find character device nosuch");
    check_refused(fixture, NULL, 3, ERR_INVALID_ARG, "domain_open_console: force and safe");
    check_refused(fixture, NULL, 4, ERR_INVALID_ARG, "unsupported flags (0x4)");
    g_assert_true(fixture_destroy(fixture, "demo", &error));
    g_assert_no_error(error);
    stream_co_expect_end(one);
    stream_co_expect_end(two);
    stream_drop(one);
    stream_drop(two);
}

static bool screenshot(Fixture *fixture, unsigned screen, unsigned flags, GError **err)
{
    const domain_screenshot_args args = {
        .dom = fixture_dom(fixture, "demo"), .screen = screen, .flags = flags};
    domain_screenshot_ret ret = {.mime = NULL};
    bool taken = HANDLERS->domain_screenshot(&fixture->call, &args, &ret, err);

    if (taken)
        g_assert_cmpstr(*ret.mime, ==, "image/png");
    xdr_free((xdrproc_t) xdr_domain_screenshot_ret, &ret);
    return taken;
}

static void check_screen(Fixture *fixture)
{
    GError *error = NULL;
    StreamEnd *picture;

    g_assert_true(screenshot(fixture, 0, 0, &error));
    g_assert_no_error(error);
    picture = stream_steal();
    g_assert_null(picture->ops->co_send);
    stream_co_expect(picture, "\x89PNG\r\n\x1a\n");
    g_string_free(stream_co_recv(picture, 4096, 0, NULL, NULL), TRUE);
    stream_co_expect_end(picture);
    stream_drop(picture);
    g_assert_false(screenshot(fixture, 1, 0, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "no such screen");
    g_assert_false(screenshot(fixture, 0, 1, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "unsupported flags (0x1)");
}

static void body(Fixture *fixture)
{
    GError *error = NULL;

    fixture->call.open_stream = stream_take;
    fixture_define(fixture, "demo", 1);
    check_refused(fixture, NULL, 0, ERR_OPERATION_INVALID, "domain is not running");
    g_assert_false(screenshot(fixture, 0, 0, &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "domain is not running");
    g_assert_true(fixture_start(fixture, "demo", &error));
    check_screen(fixture);
    check_echo(fixture);
    check_refused(fixture, NULL, 0, ERR_OPERATION_INVALID, "domain is not running");
}

static void test_console(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/console", test_console);
    return g_test_run();
}
