/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lock is held by one process, whose pid the others are told, and goes with its descriptor. */
#include "base/file.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static void test_lock(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "lock", NULL);
    g_autofree char *ending = NULL;
    g_autoptr(GError) error = NULL;
    int ready[2];
    int hold[2];
    char byte;
    pid_t holder;
    int fd;

    g_assert_cmpint(pipe(ready), ==, 0);
    g_assert_cmpint(pipe(hold), ==, 0);
    holder = fork();
    if (holder == 0) {
        close(hold[1]);
        if (file_lock(path, NULL) < 0 || write(ready[1], "", 1) != 1 || read(hold[0], &byte, 1) < 0)
            _exit(1);
        _exit(0);
    }
    g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
    g_assert_cmpint(file_lock(path, &error), ==, -1);
    g_assert_cmpint(error_code(error), ==, ERR_RESOURCE_BUSY);
    ending = g_strdup_printf("is locked by process %d", (int) holder);
    g_assert_true(g_str_has_suffix(error->message, ending));
    close(hold[1]);
    g_assert_cmpint(waitpid(holder, NULL, 0), ==, holder);
    fd = file_lock(path, NULL);
    g_assert_cmpint(fd, >=, 0);

    close(fd);
    close(hold[0]);
    close(ready[0]);
    close(ready[1]);
    g_assert_true(file_remove(path, NULL));
    rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/file/lock", test_lock);
    return g_test_run();
}
