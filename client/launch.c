/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fork and exec as a library may do it: between the two only what is safe in a copy of a process
 * with threads (no allocation, no locks).
 *
 * Whether exec worked is known from a pipe that closes on exec, or brings errno.
 */
#include "client/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

/* Absolute, since a detached daemon starts in /. */
static char *launch_absolute(const char *path)
{
    g_autofree char *here = NULL;

    if (g_path_is_absolute(path))
        return g_strdup(path);
    here = g_get_current_dir();
    return g_build_filename(here, path, NULL);
}

char *launch_find_program(const char *name, GError **err)
{
    g_autofree char *found = g_find_program_in_path(name);

    if (!found) {
        error_set(err, ERR_NO_CONNECT, "there is no program '%s' that can be run", name);
        return NULL;
    }
    return launch_absolute(found);
}

char *launch_find_daemon(GError **err)
{
    const char *wanted = g_getenv("VMRPC_DAEMON");
    g_autofree char *found = NULL;

    if (!wanted || !wanted[0]) {
        if (access(SBINDIR "/vmrpcd", X_OK) == 0)
            return g_strdup(SBINDIR "/vmrpcd");
        wanted = "vmrpcd";
    }
    found = g_find_program_in_path(wanted);
    if (!found) {
        error_set(err, ERR_NO_CONNECT,
                  "the daemon '%s' is not a program that can be run, nor is " SBINDIR "/vmrpcd: "
                  "install it, or name it in VMRPC_DAEMON",
                  wanted);
        return NULL;
    }
    return launch_absolute(found);
}

static _Noreturn void launch_fail(int report_fd)
{
    int errnum = errno;

    if (write(report_fd, &errnum, sizeof(errnum)) < 0)
        _exit(126);
    _exit(127);
}

/* In the new process. All three descriptors and report_fd are 3 or more. */
static _Noreturn void launch_run(const Launch *launch, const int fds[3], int report_fd)
{
    sigset_t none;

    if (launch->is_detached) {
        pid_t pid;

        setsid();
        pid = fork();
        if (pid > 0)
            _exit(0);
        if (pid < 0 || chdir("/") < 0)
            launch_fail(report_fd);
    }
    for (int i = 0; i < 3; i++)
        if (fds[i] >= 0 && dup2(fds[i], i) < 0)
            launch_fail(report_fd);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(launch->argv[0], launch->argv);
    launch_fail(report_fd);
}

/* A copy of fd (of /dev/null for -1) that is out of the way of 0, 1 and 2. */
static int launch_copy(int fd)
{
    int null_fd;
    int copy;

    if (fd >= 0)
        return fcntl(fd, F_DUPFD_CLOEXEC, 3);
    null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    copy = null_fd < 0 ? -1 : fcntl(null_fd, F_DUPFD_CLOEXEC, 3);
    if (null_fd >= 0)
        close(null_fd);
    return copy;
}

/* Forks with all signals blocked, so that no handler of the caller's runs in the copy. */
static pid_t launch_fork(const Launch *launch, const int fds[3], int report_fd)
{
    sigset_t all;
    sigset_t before;
    pid_t pid;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid == 0)
        launch_run(launch, fds, report_fd);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

static void launch_collect(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

/* Reads what launch_fail() wrote: 0 if the program runs. */
static int launch_outcome(int report_fd)
{
    int errnum = 0;
    ssize_t n;

    do
        n = read(report_fd, &errnum, sizeof(errnum));
    while (n < 0 && errno == EINTR);
    return n == sizeof(errnum) ? errnum : 0;
}

pid_t launch_start(const Launch *launch, GError **err)
{
    int fds[3] = {launch_copy(launch->in_fd), launch_copy(launch->out_fd),
                  launch->err_fd >= 0 ? launch_copy(launch->err_fd) : -1};
    int report[2] = {-1, -1};
    int report_fd = -1;
    int errnum = 0;
    pid_t pid = -1;

    if (fds[0] >= 0 && fds[1] >= 0 && pipe2(report, O_CLOEXEC) == 0)
        report_fd = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
    if (report_fd >= 0)
        pid = launch_fork(launch, fds, report_fd);
    if (pid < 0)
        errnum = errno;
    for (int i = 0; i < 3; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    if (report[1] >= 0)
        close(report[1]);
    if (report_fd >= 0)
        close(report_fd);
    if (pid >= 0) {
        errnum = launch_outcome(report[0]);
        if (launch->is_detached || errnum)
            launch_collect(pid);
    }
    if (report[0] >= 0)
        close(report[0]);
    if (errnum) {
        error_set(err, ERR_NO_CONNECT, "cannot start '%s': %s", launch->argv[0],
                  g_strerror(errnum));
        return -1;
    }
    return launch->is_detached ? 0 : pid;
}
