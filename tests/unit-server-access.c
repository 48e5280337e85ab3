/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may call what: nothing but the free procedures before opening, nothing that writes when
 * read-only, however that came about.
 */
#include "server_fixture.h"

static void test_not_opened(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_call_domain(&fixture, 5, DOMAIN_SUSPEND);
    fixture_expect_error(&fixture, 5, ERR_INVALID_CONN, "domain_suspend: ");
    fixture_call(&fixture, 6, CONNECT_GET_URI, NULL);
    fixture_expect_error(&fixture, 6, ERR_INVALID_CONN, "connect_get_uri: ");
    fixture_call(&fixture, 7, AUTH_LIST, NULL);
    fixture_expect(&fixture, 7, 0);
    fixture_clear(&fixture);
}

static void test_open_once(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    char uri_text[] = "nobody:///";
    char *uri = uri_text;
    connect_open_args wrong = {.name = &uri}, flags = {.flags = 0x80}, good = {0};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_call(&fixture, 1, CONNECT_OPEN, &wrong);
    fixture_expect_error(&fixture, 1, ERR_NO_CONNECT, "no driver for URI 'nobody:///'");
    fixture_call(&fixture, 2, CONNECT_OPEN, &flags);
    fixture_expect_error(&fixture, 2, ERR_INVALID_ARG, "flags 0x80");
    fixture_open(&fixture, 0);
    fixture_call(&fixture, 3, CONNECT_OPEN, &good);
    fixture_expect_error(&fixture, 3, ERR_OPERATION_INVALID, "this connection has 'fake:///' open");
    fixture_call_domain(&fixture, 4, DOMAIN_SUSPEND);
    fixture_expect(&fixture, 4, 0);
    fixture_clear(&fixture);
}

static void check_read_only(const PeerOrigin *origin, unsigned flags)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    static char name[] = "guest";
    domain_get_xml_desc_args plain = {.dom.name = name}, secret = {.dom.name = name, .flags = 1};

    fixture_init(&fixture, origin);
    fixture_open(&fixture, flags);
    fixture_call_domain(&fixture, 5, DOMAIN_SUSPEND);
    fixture_expect_error(&fixture, 5, ERR_OPERATION_DENIED, "domain_suspend: ");
    fixture_call(&fixture, 6, CONNECT_GET_URI, NULL);
    fixture_expect(&fixture, 6, 0);
    /* The flag decides; without it the driver is asked, which has no such procedure. */
    fixture_call(&fixture, 7, DOMAIN_GET_XML_DESC, &secret);
    fixture_expect_error(&fixture, 7, ERR_OPERATION_DENIED, "domain_get_xml_desc: ");
    fixture_call(&fixture, 8, DOMAIN_GET_XML_DESC, &plain);
    fixture_expect_error(&fixture, 8, ERR_NO_SUPPORT, "");
    fixture_clear(&fixture);
}

static void test_read_only(void)
{
    check_read_only(&(PeerOrigin){.local = true, .read_only = true}, 0);
    check_read_only(FIXTURE_LOCAL, CONNECT_OPEN_READONLY);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/access/not-opened", test_not_opened);
    g_test_add_func("/server/access/open-once", test_open_once);
    g_test_add_func("/server/access/read-only", test_read_only);
    return g_test_run();
}
