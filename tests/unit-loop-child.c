/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The end of a process: of a child with its status, of one that is not our child without, and none
 * at all of one that does not exist.
 */
#include "base/loop.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

typedef struct End {
    Loop *loop;
    LoopChild *child;
    pid_t pid;
    int status;
    bool remove;
} End;

static void on_end(pid_t pid, int status, void *data)
{
    End *end = data;

    g_assert_cmpint(pid, ==, end->pid);
    end->status = status;
    if (end->remove)
        loop_child_remove(end->child);
    loop_quit(end->loop);
}

static int end_of(pid_t pid, bool remove)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    End end = {.loop = loop, .pid = pid, .status = -2, .remove = remove};

    end.child = loop_child_add(loop, pid, on_end, &end, NULL);
    g_assert_nonnull(end.child);
    g_assert_cmpint(loop_child_pidfd(end.child), >=, 0);
    loop_run(loop);
    return end.status;
}

static void test_exit(void)
{
    for (int remove = 0; remove < 2; remove++) {
        pid_t pid = fork();
        int status;

        if (pid == 0)
            _exit(7);
        status = end_of(pid, remove);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, 7);
        g_assert_cmpint(waitpid(pid, NULL, WNOHANG), ==, -1);
    }
}

static void test_killed(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        pause();
        _exit(0);
    }
    kill(pid, SIGKILL);
    status = end_of(pid, false);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
}

/* A grandchild tells its pid and lives until the pipe is closed. */
static void test_stranger(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    End end = {.status = -2};
    int tell[2];
    int hold[2];
    pid_t child;
    pid_t stranger;
    char byte;

    g_assert_cmpint(pipe(tell), ==, 0);
    g_assert_cmpint(pipe(hold), ==, 0);
    child = fork();
    if (child == 0) {
        if (fork() > 0)
            _exit(0);
        close(hold[1]);
        stranger = getpid();
        if (write(tell[1], &stranger, sizeof(stranger)) < 0 || read(hold[0], &byte, 1) < 0)
            _exit(1);
        _exit(5);
    }
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    g_assert_cmpint(read(tell[0], &stranger, sizeof(stranger)), ==, sizeof(stranger));
    end.pid = stranger;
    end.loop = loop;
    end.child = loop_child_add(loop, stranger, on_end, &end, NULL);
    g_assert_nonnull(end.child);
    close(hold[1]);
    loop_run(loop);
    g_assert_cmpint(end.status, ==, -1);
    close(hold[0]);
    close(tell[0]);
    close(tell[1]);
}

static void test_absent(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    g_autoptr(GError) error = NULL;
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
    g_assert_null(loop_child_add(loop, pid, on_end, NULL, &error));
    g_assert_cmpint(error_code(error), ==, ERR_SYSTEM);
    g_assert_true(g_str_has_prefix(error->message, "cannot watch process "));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/child/exit", test_exit);
    g_test_add_func("/loop/child/killed", test_killed);
    g_test_add_func("/loop/child/not-ours", test_stranger);
    g_test_add_func("/loop/child/absent", test_absent);
    return g_test_run();
}
