/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Programs at the other end of a socket: see child.h.
 *
 * What one writes to its standard error, if that is kept, goes to a file in memory that cannot
 * grow: nobody has to read it while the program runs, and nobody on the far side can fill our
 * memory with it. What does not fit is lost.
 */
#include "client/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "client/launch.h"
#include "client/link.h"

/* How long it may take to notice that its client has gone, and then to do as it is told. */
#define CHILD_PATIENCE_US (5 * G_USEC_PER_SEC)
#define CHILD_GRACE_US G_USEC_PER_SEC
/* Of its standard error, and of the line that a message quotes. */
#define CHILD_WORDS_MAX 16384
#define CHILD_LINE_MAX 300

struct Child {
    pid_t pid;
    int pidfd; /* -1: it had ended already */
    char *way;
    char *name;
    int words_fd; /* -1: not kept */
};

static int child_words_open(void)
{
    int fd = memfd_create("vmrpc-words", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd >= 0 && (ftruncate(fd, CHILD_WORDS_MAX) < 0 ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The last line that is not empty, with nothing in it that a terminal would obey; "" if none. */
static char *child_words(int words_fd)
{
    char text[CHILD_WORDS_MAX + 1];
    ssize_t n = words_fd < 0 ? 0 : pread(words_fd, text, CHILD_WORDS_MAX, 0);
    g_autofree char *valid = NULL;
    char *line;

    text[MAX(n, 0)] = '\0';
    g_strchomp(text);
    line = strrchr(text, '\n');
    line = line ? line + 1 : text;
    if (strlen(line) > CHILD_LINE_MAX)
        line[CHILD_LINE_MAX] = '\0';
    for (char *c = line; *c; c++)
        if (g_ascii_iscntrl(*c))
            *c = ' ';
    valid = g_utf8_make_valid(line, -1);
    return g_strdup(g_strstrip(valid));
}

static pid_t child_reap(pid_t pid, int *ret_status)
{
    pid_t reaped;

    do
        reaped = waitpid(pid, ret_status, 0);
    while (reaped < 0 && errno == EINTR);
    return reaped;
}

/* Opened now and not when it is to end: then there might be no descriptor left, and without one
 * nobody can wait for a while only. */
static bool child_watch(Child *child, GError **err)
{
    int errnum;

    child->pidfd = pidfd_open(child->pid, 0);
    if (child->pidfd >= 0 || errno == ESRCH) /* reaped by somebody else in this process */
        return true;
    errnum = errno;
    kill(child->pid, SIGKILL);
    child_reap(child->pid, NULL);
    return error_set_errno(err, errnum, "pidfd_open");
}

Child *child_start(const ChildOptions *options, int *ret_fd, GError **err)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Child) child = g_new0(Child, 1);
    int sockets[2] = {-1, -1};
    Launch launch = {.argv = options->argv, .err_fd = -1};

    child->pid = -1;
    child->pidfd = -1;
    child->way = g_strdup(options->way);
    child->name = g_strdup(options->name);
    child->words_fd = options->keeps_words ? child_words_open() : -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0) {
        launch.in_fd = sockets[1];
        launch.out_fd = sockets[1];
        launch.err_fd = child->words_fd;
        child->pid = launch_start(&launch, &error);
        close(sockets[1]);
    } else {
        error_set_errno(&error, errno, "socketpair");
    }
    if (child->pid > 0 && child_watch(child, &error)) {
        *ret_fd = sockets[0];
        return g_steal_pointer(&child);
    }
    if (sockets[0] >= 0)
        close(sockets[0]);
    error_set(err, ERR_NO_CONNECT, "%s: %s", options->way, error->message);
    return NULL;
}

const char *child_way(const Child *child)
{
    return child->way;
}

/* Waits, tells it to stop, kills it. true: it has been killed. */
static bool child_await(const Child *child, bool at_once)
{
    int64_t now = g_get_monotonic_time();

    if (child->pidfd < 0 || (!at_once && link_wait(child->pidfd, POLLIN, now + CHILD_PATIENCE_US)))
        return false;
    pidfd_send_signal(child->pidfd, SIGTERM, NULL, 0);
    if (!link_wait(child->pidfd, POLLIN, g_get_monotonic_time() + CHILD_GRACE_US))
        pidfd_send_signal(child->pidfd, SIGKILL, NULL, 0);
    return true;
}

char *child_end(Child *child, bool at_once)
{
    bool killed = child_await(child, at_once);
    g_autofree char *words = NULL;
    char *end;
    int status;
    pid_t reaped = child_reap(child->pid, &status);

    words = child_words(child->words_fd);
    if (reaped < 0) /* somebody else in this process reaps every child */
        end = g_strdup_printf("%s has ended", child->name);
    else if (killed)
        end = g_strdup_printf("%s did not end and was stopped", child->name);
    else if (WIFSIGNALED(status))
        end = g_strdup_printf("%s was killed by signal %d (%s)", child->name, WTERMSIG(status),
                              g_strsignal(WTERMSIG(status)));
    else
        end = g_strdup_printf("%s ended with exit status %d", child->name, WEXITSTATUS(status));
    child_free(child);
    if (words[0]) {
        g_autofree char *bare = end;

        end = g_strdup_printf("%s: %s", bare, words);
    }
    return end;
}

void child_free(Child *child)
{
    if (!child)
        return;
    if (child->pidfd >= 0)
        close(child->pidfd);
    if (child->words_fd >= 0)
        close(child->words_fd);
    g_free(child->way);
    g_free(child->name);
    g_free(child);
}
