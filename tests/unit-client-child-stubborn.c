/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program at the other end that does not end, even when told to, is killed, also if this process
 * has no descriptor left by then; and one that cannot be watched for want of a descriptor is not
 * left behind. The program is this one itself.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/child.h"

/* More than anything here takes; then it hangs. */
#define TEST_SECONDS 60

static char *self;

static void check_no_child(void)
{
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

static Child *start(int *ret_fd, GError **err)
{
    static char stubborn[] = "--stubborn";
    char *argv[] = {self, stubborn, NULL};
    const ChildOptions options = {.way = "transport x", .name = "x", .argv = argv};

    return child_start(&options, ret_fd, err);
}

static void limit_descriptors(rlim_t count)
{
    struct rlimit limit;

    g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
    limit.rlim_cur = count;
    g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
}

static rlim_t descriptor_limit(void)
{
    struct rlimit limit;

    g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
    return limit.rlim_cur;
}

static void test_killed(void)
{
    const rlim_t before = descriptor_limit();
    g_autofree char *end = NULL;
    g_autoptr(GError) error = NULL;
    Child *child;
    char ready;
    int fd;

    child = start(&fd, &error);
    g_assert_no_error(error);
    g_assert_cmpint(recv(fd, &ready, 1, 0), ==, 1);
    close(fd);
    limit_descriptors(1);
    g_assert_cmpint(dup(0), ==, -1);
    end = child_end(child, true);
    limit_descriptors(before);
    g_assert_cmpstr(end, ==, "x did not end and was stopped");
    check_no_child();
}

/* Makes pidfd_open() fail, from now on: what it is to have no descriptor left just then. */
static void forbid_watching(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EMFILE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog filter = {.len = G_N_ELEMENTS(code), .filter = code};

    g_assert_cmpint(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
    g_assert_cmpint(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), ==, 0);
}

static void test_unwatched(void)
{
    g_autoptr(GError) error = NULL;
    int fd = -1;

    forbid_watching();
    g_assert_null(start(&fd, &error));
    g_assert_cmpint(fd, ==, -1);
    g_assert_true(g_str_has_prefix(error->message, "transport x: "));
    g_assert_nonnull(strstr(error->message, g_strerror(EMFILE)));
    check_no_child();
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--stubborn") == 0) {
        signal(SIGTERM, SIG_IGN);
        alarm(TEST_SECONDS);
        if (write(1, "", 1) != 1)
            return 1;
        for (;;)
            pause();
    }
    g_test_init(&argc, &argv, NULL);
    alarm(TEST_SECONDS);
    self = g_file_read_link("/proc/self/exe", NULL);
    g_test_add_func("/client/child/killed", test_killed);
    g_test_add_func("/client/child/unwatched", test_unwatched); /* the last: nothing undoes it */
    return g_test_run();
}
