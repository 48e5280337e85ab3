/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An exec that hangs, as with the disk of the program: a lease on the file holds up whoever opens
 * it. The loop goes on meanwhile; the exec does when the file can be read; and a program that takes
 * too long, or is not wanted any more, is killed and leaves nothing.
 */
#include "base/coroutine.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/loop_private.h"

#define LOOK_US (G_USEC_PER_SEC / 100)

typedef struct Held {
    Loop *loop;
    Worker *worker;
    LoopTimer timer;
    char *path;
    int fd;
    void (*on_held)(struct Held *held); /* the exec waits for us */
    bool seen, unwanted, over;
    int64_t timeout_us;
    pid_t pid;
    GError *error;
} Held;

/* Somebody wants to open the file, and is made to wait. */
static bool is_held(const Held *held)
{
    return fcntl(held->fd, F_GETLEASE) != F_WRLCK;
}

static void look(void *data)
{
    Held *held = data;

    if (is_held(held) && !held->seen) {
        held->seen = true;
        held->on_held(held);
    }
    if (!held->over)
        loop_timer_arm(&held->timer, LOOK_US);
}

static void co_spawn(void *data)
{
    Held *held = data;
    const char *const argv[] = {held->path, NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;

    options.argv = argv;
    options.unwanted = &held->unwanted;
    held->pid = spawn_co_process(held->worker, &options, held->timeout_us, &held->error);
    held->over = true;
    loop_quit(held->loop);
}

/* A script, whose interpreter is the file, so that what looks at the program itself is not held. */
static void held_init(Held *held)
{
    g_autofree char *text = NULL, *interpreter = NULL;
    gsize size;

    held->path = g_strdup("/tmp/vmrpc-test.XXXXXX");
    held->fd = mkstemp(held->path);
    interpreter = g_strconcat(held->path, ".interpreter", NULL);
    g_assert_true(g_file_get_contents("/bin/true", &text, &size, NULL));
    g_assert_true(g_file_set_contents(interpreter, text, (gssize) size, NULL));
    g_assert_cmpint(chmod(interpreter, 0700), ==, 0);
    dprintf(held->fd, "#!%s\n", interpreter);
    g_assert_cmpint(fchmod(held->fd, 0700), ==, 0);
    close(held->fd);
    held->fd = open(interpreter, O_RDONLY | O_CLOEXEC);
    if (fcntl(held->fd, F_SETLEASE, F_WRLCK) < 0) {
        fprintf(stderr, "SKIPPED: no lease can be had on a file in /tmp: %s\n", strerror(errno));
        exit(77);
    }
    held->loop = loop_new(NULL);
    held->worker = worker_new(held->loop, NULL);
    loop_timer_init(&held->timer, held->loop, look, held);
}

static void held_run(Held *held)
{
    loop_timer_arm(&held->timer, LOOK_US);
    coroutine_start(held->loop, co_spawn, held);
    loop_run(held->loop);
    g_assert_true(held->seen);
}

static void held_clear(Held *held)
{
    g_autofree char *interpreter = g_strconcat(held->path, ".interpreter", NULL);

    loop_timer_disarm(&held->timer);
    worker_free(held->worker);
    loop_free(held->loop);
    coroutine_pool_drain();
    close(held->fd);
    unlink(interpreter);
    unlink(held->path);
    g_free(held->path);
    g_clear_error(&held->error);
}

static void release(Held *held)
{
    g_assert_cmpint(fcntl(held->fd, F_SETLEASE, F_UNLCK), ==, 0);
}

static void drop(Held *held)
{
    held->unwanted = true;
}

static void do_nothing(Held *held)
{
    (void) held;
}

static void test_goes_on(void)
{
    Held held = {.on_held = release, .timeout_us = -1};
    int status;

    held_init(&held);
    held_run(&held);
    g_assert_no_error(held.error);
    g_assert_cmpint(waitpid(held.pid, &status, 0), ==, held.pid);
    g_assert_cmpint(status, ==, 0);
    held_clear(&held);
}

/* The message: before and after the path of the program. */
static void check_killed(Held *held, ErrorCode code, const char *before, const char *after)
{
    g_autofree char *message = NULL;

    held_init(held);
    held_run(held);
    message = g_strconcat(before, held->path, after, NULL);
    g_assert_cmpint(held->pid, ==, -1);
    g_assert_cmpint(error_code(held->error), ==, code);
    g_assert_cmpstr(held->error->message, ==, message);
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
    held_clear(held);
}

static void test_late(void)
{
    Held held = {.on_held = do_nothing, .timeout_us = G_USEC_PER_SEC / 5};

    check_killed(&held, ERR_OPERATION_TIMEOUT, "cannot run '",
                 "': it has not been read within 0.2 seconds; does its disk hang?");
}

static void test_unwanted(void)
{
    Held held = {.on_held = drop, .timeout_us = -1};

    check_killed(&held, ERR_OPERATION_ABORTED, "'", "' is not run any more");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    signal(SIGIO, SIG_IGN); /* how the kernel tells that the file is wanted */
    alarm(20);              /* less than it waits for us */
    g_test_add_func("/spawn/held/goes-on", test_goes_on);
    g_test_add_func("/spawn/held/late", test_late);
    g_test_add_func("/spawn/held/unwanted", test_unwanted);
    return g_test_run();
}
