/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process that cannot be started: the error says which step failed and why, and no child is
 * left. */
#include "base/spawn.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

static void check_fails(const SpawnOptions *options, const char *prefix)
{
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(spawn_process(options, &error), ==, -1);
    g_assert_cmpint(error_code(error), ==, ERR_SYSTEM);
    if (!g_str_has_prefix(error->message, prefix))
        g_error("'%s' does not begin with '%s'", error->message, prefix);
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

static void test_missing(void)
{
    const char *const in_path[] = {"vmrpc-no-such-command", NULL};
    const char *const absolute[] = {"/nonexistent/command", NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;

    options.argv = in_path;
    check_fails(&options, "cannot run 'vmrpc-no-such-command': it is not in PATH (");
    options.argv = absolute;
    check_fails(&options, "cannot run '/nonexistent/command': No such file or directory");
}

static void test_script(void)
{
    g_autofree char *folder = g_dir_make_tmp("vmrpc-spawn-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "script", NULL);
    g_autofree char *expected =
        g_strdup_printf("cannot run '%s': No such file or directory (the interpreter ", path);
    const char *const argv[] = {path, NULL};
    SpawnOptions options = SPAWN_OPTIONS_INIT;

    options.argv = argv;
    g_assert_true(file_replace_volatile(path, "#!/nonexistent/sh\n", 0755, NULL));
    check_fails(&options, expected);
    g_assert_true(file_remove(path, NULL));
    rmdir(folder);
}

static void test_other_steps(void)
{
    const char *const argv[] = {"/bin/true", NULL};
    const SpawnFd closed = {.source = 1000000, .target = 3};
    SpawnOptions options = SPAWN_OPTIONS_INIT;

    options.argv = argv;
    options.folder = "/nonexistent";
    check_fails(&options, "cannot enter '/nonexistent' to run '/bin/true': No such file");
    options.folder = NULL;
    options.fds = &closed;
    options.n_fds = 1;
    check_fails(&options, "cannot pass its descriptors to '/bin/true': Bad file descriptor");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spawn/error/missing", test_missing);
    g_test_add_func("/spawn/error/interpreter", test_script);
    g_test_add_func("/spawn/error/other-steps", test_other_steps);
    return g_test_run();
}
