/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a daemon: it is killed when it is about to change for the N-th time what outlives
 * it, that is to rename or remove a file, or to tell QEMU something. N is what the number in the
 * file $KILL_AT (an int, which counts down; 0: never) is set to while the daemon runs; it is -1
 * afterwards. If a second number is not 0, that process is stopped instead.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic int *left;

/* Not for what the daemon starts. */
__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("KILL_AT");
    void *memory;
    int fd;

    if (!path || !strstr(program_invocation_short_name, "vmrpcd"))
        return;
    fd = open(path, O_RDWR | O_CLOEXEC);
    memory = mmap(NULL, 2 * sizeof(*left), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    left = memory == MAP_FAILED ? NULL : memory;
    unsetenv("LD_PRELOAD");
}

static void count(void)
{
    int before = left ? atomic_load(left) : 0;

    while (before > 0 &&
           !atomic_compare_exchange_weak(left, &before, before == 1 ? -1 : before - 1))
        ;
    if (before == 1)
        kill(left[1] ? left[1] : getpid(), left[1] ? SIGSTOP : SIGKILL);
}

int rename(const char *from, const char *to)
{
    count();
    return (int) syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int unlink(const char *path)
{
    count();
    return (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    count();
    return (int) syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

/* Commands are JSON objects; nothing else that is sent begins like that. */
ssize_t send(int fd, const void *data, size_t size, int flags)
{
    if (size > 0 && *(const char *) data == '{')
        count();
    return syscall(SYS_sendto, fd, data, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    if (message->msg_iovlen > 0 && message->msg_iov[0].iov_len > 0 &&
        *(const char *) message->msg_iov[0].iov_base == '{')
        count();
    return syscall(SYS_sendmsg, fd, message, flags);
}
