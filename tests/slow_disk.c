/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a daemon: a disk that can be made to hang. While the named pipe $SLOW_DISK_GATE is
 * there, fsync() of anything below $SLOW_DISK_FOLDER, and whatever opens, makes, removes or looks at a
 * path that begins with $SLOW_DISK_PATHS, wait until somebody opens it to write, having made a file
 * $SLOW_DISK_GATE.waiting before. For the daemon alone, not for its children.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int real_open(const char *path, int flags, mode_t mode)
{
    return (int) syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void wait_at_gate(const char *gate)
{
    char marker[PATH_MAX];
    int fd;

    if (faccessat(AT_FDCWD, gate, F_OK, 0) < 0 || !strstr(program_invocation_short_name, "vmrpcd"))
        return;
    snprintf(marker, sizeof(marker), "%s.waiting", gate);
    close(real_open(marker, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    fd = real_open(gate, O_RDONLY | O_CLOEXEC, 0);
    if (fd >= 0)
        close(fd);
}

static void wait_for_path(const char *path, const char *variable)
{
    const char *slow = getenv(variable), *gate = getenv("SLOW_DISK_GATE");

    if (slow && gate && strncmp(path, slow, strlen(slow)) == 0)
        wait_at_gate(gate);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    mode_t mode;

    va_start(args, flags);
    mode = va_arg(args, mode_t);
    va_end(args);
    wait_for_path(path, "SLOW_DISK_PATHS");
    return real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int unlink(const char *path)
{
    wait_for_path(path, "SLOW_DISK_PATHS");
    return (int) syscall(SYS_unlink, path);
}

int stat(const char *path, struct stat *info)
{
    wait_for_path(path, "SLOW_DISK_PATHS");
    return fstatat(AT_FDCWD, path, info, 0);
}

int lstat(const char *path, struct stat *info)
{
    wait_for_path(path, "SLOW_DISK_PATHS");
    return fstatat(AT_FDCWD, path, info, AT_SYMLINK_NOFOLLOW);
}

int access(const char *path, int mode)
{
    wait_for_path(path, "SLOW_DISK_PATHS");
    return faccessat(AT_FDCWD, path, mode, 0);
}

int mkdir(const char *path, mode_t mode)
{
    wait_for_path(path, "SLOW_DISK_PATHS");
    return mkdirat(AT_FDCWD, path, mode);
}

int rename(const char *from, const char *to)
{
    wait_for_path(to, "SLOW_DISK_PATHS");
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

DIR *opendir(const char *path)
{
    int fd;

    wait_for_path(path, "SLOW_DISK_PATHS");
    fd = real_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    return fd < 0 ? NULL : fdopendir(fd);
}

int fsync(int fd)
{
    char link[64], path[PATH_MAX];
    ssize_t size;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    size = readlink(link, path, sizeof(path) - 1);
    path[size > 0 ? size : 0] = '\0';
    wait_for_path(path, "SLOW_DISK_FOLDER");
    return (int) syscall(SYS_fsync, fd);
}
