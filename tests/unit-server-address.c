/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listen addresses: which texts are addresses, which are not, and why not.
 */
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "server/address.h"

static void test_good(void)
{
    static const struct {
        const char *text;
        sa_family_t family;
        socklen_t length;
        bool read_only;
    } cases[] = {
        {"unix:/run/x", AF_UNIX, offsetof(struct sockaddr_un, sun_path) + 7, false},
        {"unix-ro:/run/x", AF_UNIX, offsetof(struct sockaddr_un, sun_path) + 7, true},
        {"unix:@vm", AF_UNIX, offsetof(struct sockaddr_un, sun_path) + 3, false},
        {"tcp:127.0.0.1:0", AF_INET, sizeof(struct sockaddr_in), false},
        {"tcp:localhost:16509", AF_INET, sizeof(struct sockaddr_in), false},
        {"tcp:[::1]:65535", AF_INET6, sizeof(struct sockaddr_in6), false},
        {"tcp:*:1", AF_INET6, sizeof(struct sockaddr_in6), false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Address) address = address_parse(cases[i].text, &error);

        g_assert_no_error(error);
        g_assert_cmpint(address->sockaddr.ss_family, ==, cases[i].family);
        g_assert_cmpuint(address->length, ==, cases[i].length);
        g_assert_true(address->read_only == cases[i].read_only);
        g_assert_true((address->path != NULL) == (strstr(cases[i].text, ":/") != NULL));
    }
}

static void test_bad(void)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "*begins with none*"},
        {"/run/x", "*begins with none*"},
        {"udp:127.0.0.1:1", "*begins with none*"},
        {"unix:", "*absolute path or @name*"},
        {"unix:run/x", "*absolute path or @name*"},
        {"unix:@", "*absolute path or @name*"},
        {"tcp:127.0.0.1", "*port*"},
        {"tcp:127.0.0.1:", "*port*"},
        {"tcp:127.0.0.1:65536", "*port*"},
        {"tcp:127.0.0.1:-1", "*port*"},
        {"tcp:127.0.0.1:1x", "*port*"},
        {"tcp:example.org:1", "*names are not looked up*"},
        {"tcp::1", "*names are not looked up*"},
        {"tcp:::1:1", "*names are not looked up*"},
        {"tcp:[127.0.0.1]:1", "*names are not looked up*"},
        {"tcp:[::1:1", "*names are not looked up*"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Address) address = address_parse(cases[i].text, &error);

        g_assert_null(address);
        g_assert_error(error, ERROR_DOMAIN, ERR_INVALID_ARG);
        g_assert_true(g_pattern_match_simple(cases[i].why, error->message));
    }
}

/* The longest path that the kernel takes is taken, one byte more is not cut off. */
static void test_length(void)
{
    const size_t max = sizeof(((struct sockaddr_un *) NULL)->sun_path) - 1;
    g_autofree char *text = g_strnfill(strlen("unix:") + max + 1, 'x');
    g_autoptr(Address) fits = NULL;
    g_autoptr(Address) over = NULL;
    g_autoptr(GError) error = NULL;

    memcpy(text, "unix:/", strlen("unix:/"));
    over = address_parse(text, &error);
    g_assert_null(over);
    g_assert_true(g_pattern_match_simple("*use a shorter path", error->message));
    text[strlen(text) - 1] = '\0';
    fits = address_parse(text, NULL);
    g_assert_nonnull(fits);
    g_assert_cmpuint(strlen(((struct sockaddr_un *) &fits->sockaddr)->sun_path), ==, max);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/address/good", test_good);
    g_test_add_func("/server/address/bad", test_bad);
    g_test_add_func("/server/address/length", test_length);
    return g_test_run();
}
