/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What becomes of results: one that cannot be encoded is SYSTEM_ERR and not the end, a failed call
 * leaves nothing of what its handler had begun, and errors are text that any client can decode.
 */
#include "server_fixture.h"

static void test_not_encodable(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};
    Message message;

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call(&fixture, 5, CONNECT_GET_TYPE, NULL);
    g_assert_true(fixture_receive(&fixture, &message));
    g_assert_cmpuint(message.id.xid, ==, 5);
    g_assert_cmpuint(message.status, ==, REPLY_SYSTEM_ERR);
    g_assert_cmpuint(message.body_size, ==, 0);
    fixture_call_domain(&fixture, 6, DOMAIN_SUSPEND);
    fixture_expect(&fixture, 6, 0);
    fixture_clear(&fixture);
}

static void test_error(void)
{
    ServerFixture fixture = {.limits = LIMITS_DEFAULT};

    fixture_init(&fixture, FIXTURE_LOCAL);
    fixture_open(&fixture, 0);
    fixture_call(&fixture, 5, CONNECT_GET_HOSTNAME, NULL);
    fixture_expect_error(&fixture, 5, ERR_NO_HOSTNAME, "no name: ");
    fixture_call(&fixture, 6, NODE_GET_INFO, NULL);
    fixture_expect_error(&fixture, 6, ERR_NO_SUPPORT, "");
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/results/not-encodable", test_not_encodable);
    g_test_add_func("/server/results/error", test_error);
    return g_test_run();
}
