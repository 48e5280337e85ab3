/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A child that becomes another user keeps nothing of ours, and we nothing of what it did. */
#include "base/spawn.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

#define SCRIPT                                                                                     \
    "grep -E '^(Uid|Gid|Groups|CapEff|CapPrm|NoNewPrivs):' /proc/self/status; umask;"              \
    " cat /etc/shadow 2>/dev/null || echo denied"

static void test_user(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-spawn-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "out", NULL), *text = NULL;
    const char *const argv[] = {"/bin/sh", "-c", SCRIPT, NULL};
    const gid_t groups[] = {61001};
    const SpawnUser user = {.uid = 61184, .gid = 61185, .groups = groups, .n_groups = 1};
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    mode_t before = umask(022);
    pid_t pid;

    options.argv = argv;
    options.user = &user;
    options.stdout_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    pid = spawn_process(&options, NULL);
    g_assert_cmpint(pid, >, 0);
    g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
    close(options.stdout_fd);
    text = file_read(path, 65536, NULL);
    g_assert_cmpstr(text, ==,
                    "Uid:\t61184\t61184\t61184\t61184\n"
                    "Gid:\t61185\t61185\t61185\t61185\n"
                    "Groups:\t61001 \n"
                    "CapPrm:\t0000000000000000\n"
                    "CapEff:\t0000000000000000\n"
                    "NoNewPrivs:\t1\n"
                    "0077\n"
                    "denied\n");
    g_assert_cmpint(geteuid(), ==, 0);
    g_assert_cmpint(umask(before), ==, 022);
    g_assert_cmpint(prctl(PR_GET_DUMPABLE), ==, 1);
    unlink(path);
    rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (geteuid() != 0) {
        g_test_message("only root can become another user");
        return 77;
    }
    g_test_add_func("/spawn/user", test_user);
    return g_test_run();
}
