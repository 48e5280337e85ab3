/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The configuration file: what is set, and that nothing misspelt is passed over.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "server/config.h"

static Config *load(const char *text, GError **err)
{
    g_autofree char *path = NULL;
    g_autoptr(Config) config = config_new();
    int fd = g_file_open_tmp("vmrpc-test-XXXXXX", &path, NULL);
    bool good;

    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    good = config_load(config, path, err);
    g_unlink(path);
    return good ? g_steal_pointer(&config) : NULL;
}

static void test_good(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load("# a comment\n\n[daemon]\n  listen = unix:/a\nlisten=tcp:*:1\n"
                                    "driver = test\nlog-level = debug\nlog-file = /tmp/log = x\n"
                                    "idle-timeout = 7\nrpcbind = yes\n[limits]\r\n"
                                    "calls-per-connection = 3\r\n",
                                    &error);

    g_assert_no_error(error);
    g_assert_cmpstr(config->listen[0], ==, "unix:/a");
    g_assert_cmpstr(config->listen[1], ==, "tcp:*:1");
    g_assert_null(config->listen[2]);
    g_assert_cmpstr(config->drivers[0], ==, "test");
    g_assert_cmpint(config->log_level, ==, LOG_DEBUG);
    g_assert_cmpstr(config->log_file, ==, "/tmp/log = x");
    g_assert_cmpuint(config->idle_timeout, ==, 7);
    g_assert_true(config->rpcbind);
    g_assert_cmpuint(config->limits.calls, ==, 3);
    g_assert_cmpuint(config->limits.connections, ==, 5000);
}

static GuestIdentity guests_of(const char *text, bool system)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(text, &error);
    GuestIdentity guests;

    g_assert_no_error(error);
    config->system = system;
    if (!config_guests(config, &guests, &error))
        guests.kind = (GuestIdentityKind) -1;
    return guests;
}

/* The default depends on whose daemon it is; another user than ours is root's to choose. */
static void test_guests(void)
{
    bool root = geteuid() == 0;
    g_autofree char *own = g_strdup_printf("[qemu]\nuser = %u\n", (unsigned) geteuid());
    GuestIdentity other = guests_of("[qemu]\nuser = 4711\nuid-range = 5000 - 5009\n", true);

    g_assert_cmpint(guests_of("", false).kind, ==, GUEST_IDENTITY_OURS);
    g_assert_cmpint(guests_of("", true).kind, ==, root ? GUEST_IDENTITY_EACH : GUEST_IDENTITY_OURS);
    g_assert_cmpuint(guests_of("", true).first, ==, GUEST_IDENTITY_FIRST);
    g_assert_cmpint(guests_of(own, true).kind, ==, GUEST_IDENTITY_OURS);
    g_assert_cmpint(guests_of("[qemu]\nuser = each\n", false).kind, ==,
                    root ? (int) GUEST_IDENTITY_EACH : -1);
    g_assert_cmpint(other.kind, ==, root ? (int) GUEST_IDENTITY_FIXED : -1);
    g_assert_cmpuint(other.uid, ==, 4711);
    g_assert_cmpuint(other.gid, ==, 4711);
    g_assert_cmpuint(other.first, ==, 5000);
    g_assert_cmpuint(other.last, ==, 5009);
}

static void test_bad(void)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"[daemon]\nlisten = unix:/a\nlissen = unix:/b\n", ":3: unknown key 'lissen' in [daemon]"},
        {"[demon]\n", ":1: unknown group [demon]"},
        {"listen = unix:/a\n", ":1: 'listen' stands before the first [group]"},
        {"[daemon]\nlisten\n", ":2: 'listen' is neither"},
        {"[limits]\nlisten = unix:/a\n", ":2: unknown key 'listen' in [limits]"},
        {"[daemon]\nlog-level = loud\n", ":2: log-level: 'loud' is none of"},
        {"[limits]\nconnections = 0\n", ":2: connections: '0' is not a number from 1 to"},
        {"[qemu]\nuser = nobody-of-that-name\n", ":2: user: 'nobody-of-that-name' is neither"},
        {"[qemu]\nuid-range = 5000\n", ":2: uid-range: '5000' is no range"},
        {"[qemu]\nuid-range = 5000-4999\n", ":2: uid-range: '5000-4999' is no range"},
        {"[qemu]\nuid-range = 0-9\n", ":2: uid-range: '0-9' is no range"},
        {"[limits]\nconnections = many\n", ":2: connections: 'many' is not"},
        {"[limits]\nconnections = 99999999999999999999\n",
         ":2: connections: '99999999999999999999' is not"},
        {"[limits]\nconnections =\n", ":2: connections: '' is not"},
        {"[daemon]\nrpcbind = 1\n", ":2: rpcbind: '1' is neither yes nor no"},
        {"[limits]\nqueue-low-bytes = 2048\nqueue-high-bytes = 1024\n",
         "queue-low-bytes, queue-high"},
        {"[limits]\nqueue-max-bytes = 1024\n", "are 1048576, 4194304 and 1024, but"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Config) config = load(cases[i].text, &error);

        g_assert_null(config);
        g_assert_error(error, ERROR_DOMAIN, ERR_CONF_SYNTAX);
        if (!strstr(error->message, cases[i].why))
            g_error("'%s' and not '%s'", error->message, cases[i].why);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/config/good", test_good);
    g_test_add_func("/server/config/bad", test_bad);
    g_test_add_func("/server/config/guests", test_guests);
    return g_test_run();
}
