/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes that a state does not allow are refused with libvirt's codes, and change nothing. */
#include "tests/drivers_fixture.h"

static void check_inactive(Fixture *fixture)
{
    bool (*const verbs[])(Fixture *, const char *, GError **) = {
        fixture_destroy, fixture_shutdown, fixture_reboot,
        fixture_reset,   fixture_suspend,  fixture_resume,
    };
    GError *error = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++) {
        g_assert_false(verbs[i](fixture, "off", &error));
        fixture_assert_error(error, ERR_OPERATION_INVALID, "domain is not running");
    }
    g_assert_cmpstr(fixture_state(fixture, "off"), ==, "shutoff/0");
}

static void check_active(Fixture *fixture)
{
    GError *error = NULL;

    g_assert_false(fixture_start(fixture, "test", &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "domain is already running");
    g_assert_false(fixture_resume(fixture, "test", &error));
    fixture_assert_error(error, ERR_OPERATION_INVALID, "domain is already running");
    g_assert_cmpstr(fixture_state(fixture, "test"), ==, "running/1");
}

static void check_shutdown_flags(Fixture *fixture)
{
    static const struct {
        unsigned flags;
        ErrorCode code;
        const char *message;
    } cases[] = {
        {2, ERR_ARGUMENT_UNSUPPORTED, "shutdown by the guest agent"},
        {4, ERR_ARGUMENT_UNSUPPORTED, "shutdown by initctl"},
        {8, ERR_ARGUMENT_UNSUPPORTED, "shutdown by a signal"},
        {16, ERR_ARGUMENT_UNSUPPORTED, "shutdown by paravirtual"},
        {32, ERR_INVALID_ARG, "unsupported flags (0x20) in shutdown"},
    };
    GError *error = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        domain_shutdown_flags_args args = {.dom = fixture_dom(fixture, "test"),
                                           .flags = cases[i].flags};

        g_assert_false(HANDLERS->domain_shutdown_flags(&fixture->call, &args, &error));
        fixture_assert_error(error, cases[i].code, cases[i].message);
    }
}

static void check_create_flags(Fixture *fixture)
{
    domain_create_with_flags_args args = {.dom = fixture_dom(fixture, "off"),
                                          .flags = DOMAIN_START_AUTODESTROY};
    domain_create_with_flags_ret ret = {.dom.id = 0};
    GError *error = NULL;

    g_assert_false(HANDLERS->domain_create_with_flags(&fixture->call, &args, &ret, &error));
    fixture_assert_error(error, ERR_ARGUMENT_UNSUPPORTED, "domain_create_with_flags: autodestroy");
    args.flags = 1 << 20;
    g_assert_false(HANDLERS->domain_create_with_flags(&fixture->call, &args, &ret, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "unsupported flags (0x100000) in");
}

static void body(Fixture *fixture)
{
    fixture_define(fixture, "off", 1);
    fixture_assert_events(fixture, "off:defined.0 ");
    check_inactive(fixture);
    check_active(fixture);
    check_shutdown_flags(fixture);
    check_create_flags(fixture);
    fixture_assert_events(fixture, "");
}

static void test_refuse(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/refuse", test_refuse);
    return g_test_run();
}
