/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Access rules: which one decides for whom, and that a rule with a mistake is refused.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/access.h"

typedef struct Case {
    const char *rules; /* one a line */
    const char *driver;
    AccessGrant grant;
} Case;

static void check(const Case *cases, size_t n, const AccessClient *client)
{
    for (size_t i = 0; i < n; i++) {
        g_autoptr(AccessRules) rules = access_rules_new();
        g_auto(GStrv) lines = g_strsplit(cases[i].rules, "\n", -1);

        for (char **line = lines; *line; line++) {
            g_autoptr(GError) error = NULL;

            access_rules_add(rules, *line, &error);
            g_assert_no_error(error);
        }
        if (access_rules_decide(rules, client, cases[i].driver) != cases[i].grant)
            g_error("case %zu: %s", i, cases[i].rules);
    }
}

static void test_local(void)
{
    static const Case cases[] = {
        {"* -> read", "test", GRANT_READ},
        {"* -> none qemu", "test", GRANT_WRITE},
        {"* -> none qemu", "qemu", GRANT_NONE},
        {"uid:4242 -> read\n* -> none", "test", GRANT_READ},
        {"uid:42 -> read\nlocal -> none", "test", GRANT_NONE},
        {"gid:17 -> read\n* -> none", "test", GRANT_READ},
        {"gid:18 -> read\n* -> none", "test", GRANT_NONE},
        {"tcp -> none\ncert:* -> none", "test", GRANT_WRITE},
        {"local->read test\nlocal  ->\tnone", "test", GRANT_READ},
        {"local->read test\nlocal  ->\tnone", "qemu", GRANT_NONE},
    };
    const AccessClient client = {
        .local = true, .fd = -1, .identity = {.known = true, .uid = 4242, .gid = 17}};

    check(cases, G_N_ELEMENTS(cases), &client);
    g_assert_cmpint(access_rules_decide(NULL, &client, "test"), ==, GRANT_WRITE);
}

/* Also by what the kernel says of supplementary groups. */
static void test_groups(void)
{
    gid_t groups[256];
    int n = getgroups(G_N_ELEMENTS(groups), groups);
    int fds[2];
    AccessClient client = {.local = true, .identity = {.known = true, .gid = 4711}};

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
    client.fd = fds[0];
    for (int i = 0; i < n; i++)
        g_assert_true(identity_has_group(&client.identity, client.fd, groups[i]));
    g_assert_true(identity_has_group(&client.identity, client.fd, 4711));
    g_assert_false(identity_has_group(&client.identity, client.fd, 4242424));
    close(fds[0]);
    close(fds[1]);
}

static void test_certificate(void)
{
    static char subject[] = "CN=alice,O=Ex -> ample", name[] = "dns:alice.example", none[] = "";
    static char *names[] = {name, NULL};
    static const Case cases[] = {
        {"cert:CN=alice,* -> read", "test", GRANT_READ},
        {"cert:CN=alice -> read", "test", GRANT_WRITE},
        {"cert:*Ex -> ample -> none", "test", GRANT_NONE},
        {"cert:dns:*.example -> none", "test", GRANT_NONE},
        {"cert:*.example -> none", "test", GRANT_NONE},
        {"cert:alice.example -> none", "test", GRANT_WRITE},
        {"uid:0 -> none\ngid:0 -> none\nlocal -> none\ntcp -> none", "test", GRANT_WRITE},
    };
    const TlsIdentity certificate = {
        .subject = subject, .names = names, .issuer = none, .serial = none, .fingerprint = none};
    const AccessClient client = {.fd = -1, .certificate = &certificate};
    const AccessClient clear = {.fd = -1};
    static const Case clear_cases[] = {
        {"tcp -> read", "test", GRANT_READ},
        {"cert:* -> none\nuid:0 -> none\ngid:0 -> none\nlocal -> none", "test", GRANT_WRITE},
    };

    check(cases, G_N_ELEMENTS(cases), &client);
    check(clear_cases, G_N_ELEMENTS(clear_cases), &clear);
}

static void test_bad(void)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "rule: '' is not PATTERN"},
        {"uid:0", "rule: 'uid:0' is not PATTERN"},
        {"uid: -> read", "rule: '' is not a number"},
        {"uid:-1 -> read", "rule: '-1' is not a number"},
        {"uid:4294967295 -> read", "rule: '4294967295' is not a number"},
        {"user:root -> read", "rule: 'user:root' is none of uid:NUMBER"},
        {"group:no such group -> read", "rule: there is no group"},
        {"cert: -> read", "a pattern of certificates is empty"},
        {"cert:\xc3\xa4 -> read", "a pattern of certificates has a character"},
        {"* -> rea", "rule: 'rea' is none of none, read, write"},
        {"* -> ", "rule: '' is none of none"},
        {"* -> read test qemu", "rule: 'test qemu' is more than one driver"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(AccessRules) rules = access_rules_new();
        g_autoptr(GError) error = NULL;

        g_assert_false(access_rules_add(rules, cases[i].text, &error));
        g_assert_error(error, ERROR_DOMAIN, ERR_CONF_SYNTAX);
        if (!g_str_has_prefix(error->message, cases[i].why))
            g_error("'%s' and not '%s'", error->message, cases[i].why);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/access-rules/local", test_local);
    g_test_add_func("/server/access-rules/groups", test_groups);
    g_test_add_func("/server/access-rules/certificate", test_certificate);
    g_test_add_func("/server/access-rules/bad", test_bad);
    return g_test_run();
}
