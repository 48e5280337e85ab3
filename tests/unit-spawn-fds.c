/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The child has exactly the descriptors named, also where the numbers of sources and targets are
 * exchanged, and /dev/null for the standard ones that are not given.
 */
#include "base/spawn.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

/* A shell's output, which goes to a file; its descriptors as given. */
static char *output_of(const char *script, const SpawnFd *fds, size_t n_fds)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-spawn-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "out", NULL);
    const char *const argv[] = {"sh", "-c", script, NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    char *text;
    int status;
    pid_t pid;

    options.argv = argv;
    options.stdout_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    options.fds = fds;
    options.n_fds = n_fds;
    pid = spawn_process(&options, NULL);
    g_assert_cmpint(pid, >, 0);
    close(options.stdout_fd);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
    text = file_read(path, 65536, NULL);
    unlink(path);
    rmdir(folder);
    return text;
}

static int text_fd(const char *text, int number)
{
    int ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_cmpint(write(ends[1], text, strlen(text)), ==, strlen(text));
    close(ends[1]);
    g_assert_cmpint(dup2(ends[0], number), ==, number);
    close(ends[0]);
    return number;
}

static void test_exchange(void)
{
    const SpawnFd fds[] = {
        {text_fd("a\n", 50), 51}, {text_fd("b\n", 51), 52}, {text_fd("c\n", 52), 50}, {51, 9}};
    g_autofree char *text =
        output_of("cat /dev/fd/51 /dev/fd/52 /dev/fd/50", fds, G_N_ELEMENTS(fds));

    g_assert_cmpstr(text, ==, "a\nb\nc\n");
    /* Ours are as they were, without the flag that the copies had. */
    g_assert_cmpint(fcntl(50, F_GETFD), ==, 0);
    for (int fd = 50; fd <= 52; fd++)
        close(fd);
}

static void test_exact(void)
{
    const SpawnFd fds[] = {{text_fd("x", 60), 7}};
    g_autofree char *text = output_of("for n in 0 1 2 3 4 5 6 7 8 9 60; do "
                                      "[ -e /proc/$$/fd/$n ] && echo $n; done; "
                                      "readlink /proc/$$/fd/0 /proc/$$/fd/2",
                                      fds, G_N_ELEMENTS(fds));

    g_assert_cmpstr(text, ==, "0\n1\n2\n7\n/dev/null\n/dev/null\n");
    close(60);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spawn/fds/exchange", test_exchange);
    g_test_add_func("/spawn/fds/exact", test_exact);
    return g_test_run();
}
