/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listeners: modes, old socket files, and what happens when descriptors run out.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/listener.h"

typedef struct Fixture {
    Loop *loop;
    char *folder, *path, *text;
    GArray *accepted;
} Fixture;

static void on_client(const Listener *listener, int fd, void *data)
{
    (void) listener;
    g_array_append_val(((Fixture *) data)->accepted, fd);
}

static void fixture_init(Fixture *fixture)
{
    fixture->loop = loop_new(NULL);
    fixture->folder = g_dir_make_tmp("vmrpc-test-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "s", NULL);
    fixture->text = g_strconcat("unix:", fixture->path, NULL);
    fixture->accepted = g_array_new(FALSE, FALSE, sizeof(int));
}

static void fixture_close_accepted(Fixture *fixture)
{
    for (guint i = 0; i < fixture->accepted->len; i++)
        close(g_array_index(fixture->accepted, int, i));
    g_array_set_size(fixture->accepted, 0);
}

static void fixture_clear(Fixture *fixture)
{
    fixture_close_accepted(fixture);
    g_array_unref(fixture->accepted);
    g_rmdir(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->text);
    loop_free(fixture->loop);
}

static Listener *open_listener(Fixture *fixture, mode_t mode, GError **err)
{
    return listener_open(fixture->loop, address_parse(fixture->text, NULL), mode, on_client,
                         fixture, err);
}

static int connect_to(const Fixture *fixture)
{
    g_autoptr(Address) address = address_parse(fixture->text, NULL);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert_no_errno(connect(fd, (struct sockaddr *) &address->sockaddr, address->length));
    return fd;
}

static void test_mode(void)
{
    Fixture fixture;

    fixture_init(&fixture);
    for (mode_t mode = 0600; mode <= 0666; mode += 066) {
        g_autoptr(Listener) listener = open_listener(&fixture, mode, NULL);
        struct stat status;

        g_assert_no_errno(lstat(fixture.path, &status));
        g_assert_cmpint(status.st_mode & 0777, ==, mode);
        g_assert_cmpstr(listener_name(listener), ==, fixture.text);
    }
    g_assert_cmpint(access(fixture.path, F_OK), ==, -1); /* removed at the end */
    fixture_clear(&fixture);
}

/* A socket nobody listens on is replaced; one in use, or a file, is left alone. */
static void test_in_the_way(void)
{
    Fixture fixture;
    Listener *first, *second;
    g_autoptr(GError) busy = NULL;
    g_autoptr(GError) file = NULL;
    g_autofree char *kept = NULL;

    fixture_init(&fixture);
    kept = g_strconcat(fixture.path, ".kept", NULL);
    first = open_listener(&fixture, 0600, NULL);
    g_assert_null(open_listener(&fixture, 0600, &busy));
    g_assert_error(busy, ERROR_DOMAIN, ERR_RESOURCE_BUSY);
    g_assert_no_errno(link(fixture.path, kept));
    listener_free(first);
    g_assert_no_errno(rename(kept, fixture.path));
    second = open_listener(&fixture, 0600, NULL);
    g_assert_nonnull(second);
    listener_free(second);
    g_assert_true(g_file_set_contents(fixture.path, "text", -1, NULL));
    g_assert_null(open_listener(&fixture, 0600, &file));
    g_assert_error(file, ERROR_DOMAIN, ERR_RESOURCE_BUSY);
    g_assert_no_errno(unlink(fixture.path));
    fixture_clear(&fixture);
}

/* What somebody else has put in the place of the socket file is not removed with the listener. */
static void test_replaced(void)
{
    Fixture fixture;
    Listener *listener;

    fixture_init(&fixture);
    listener = open_listener(&fixture, 0600, NULL);
    g_assert_true(g_file_set_contents(fixture.path, "text", -1, NULL));
    listener_free(listener);
    g_assert_no_errno(unlink(fixture.path));
    fixture_clear(&fixture);
}

/* No descriptor is left: the loop sleeps instead of spinning, and the client is served later. */
static void test_no_descriptors(void)
{
    Fixture fixture;
    Listener *listener;
    struct rlimit limit, before;
    int client;

    fixture_init(&fixture);
    listener = open_listener(&fixture, 0600, NULL);
    client = connect_to(&fixture);
    g_assert_no_errno(getrlimit(RLIMIT_NOFILE, &before));
    limit = before;
    limit.rlim_cur = (rlim_t) client + 1;
    g_assert_no_errno(setrlimit(RLIMIT_NOFILE, &limit));
    for (int fd; (fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;)
        g_array_append_val(fixture.accepted, fd);
    loop_run_once(fixture.loop, 0);
    for (int i = 0; i < 3; i++) {
        int64_t start = g_get_monotonic_time();

        loop_run_once(fixture.loop, 20);
        g_assert_cmpint(g_get_monotonic_time() - start, >=, 15000);
    }
    g_assert_no_errno(setrlimit(RLIMIT_NOFILE, &before));
    fixture_close_accepted(&fixture);
    listener_resume(listener);
    loop_run_once(fixture.loop, 0);
    g_assert_cmpuint(fixture.accepted->len, ==, 1);
    close(client);
    listener_free(listener);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/listener/mode", test_mode);
    g_test_add_func("/server/listener/in-the-way", test_in_the_way);
    g_test_add_func("/server/listener/replaced", test_replaced);
    g_test_add_func("/server/listener/no-descriptors", test_no_descriptors);
    return g_test_run();
}
