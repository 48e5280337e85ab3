/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a daemon: a disk that can be made to hang. While the named pipe $SLOW_DISK_GATE is
 * there, fsync() of anything below $SLOW_DISK_FOLDER waits until somebody opens it to write, having
 * made a file $SLOW_DISK_GATE.waiting before.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_at_gate(const char *gate)
{
    char marker[PATH_MAX];
    int fd;

    if (access(gate, F_OK) < 0)
        return;
    snprintf(marker, sizeof(marker), "%s.waiting", gate);
    close(open(marker, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    fd = open(gate, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
}

int fsync(int fd)
{
    const char *folder = getenv("SLOW_DISK_FOLDER"), *gate = getenv("SLOW_DISK_GATE");
    char link[64], path[PATH_MAX];
    ssize_t size;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    size = readlink(link, path, sizeof(path) - 1);
    path[size > 0 ? size : 0] = '\0';
    if (folder && gate && strncmp(path, folder, strlen(folder)) == 0)
        wait_at_gate(gate);
    return (int) syscall(SYS_fsync, fd);
}
