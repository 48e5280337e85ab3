/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To the user's own daemon, which is started if nobody answers on its socket.
 *
 * Of several clients that find none, one starts it, under a lock file beside the socket; the others
 * wait until that one lets go of the lock and connect. That the daemon answers is known from the
 * line it prints, so nothing is tried again and again. A daemon of ours that loses against one
 * started by other means just ends: then the other one is there.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "client/launch.h"
#include "client/link.h"
#include "client/wire.h"

/* Seconds without a client and without a guest after which the daemon ends. */
#define SESSION_IDLE "30"
/* Of what the daemon printed this much is kept, and of its log quoted. */
#define SESSION_TEXT_MAX 4096
/* A lock whose holder was killed may go unnoticed for so long. */
#define SESSION_LOCK_RETRY_US G_USEC_PER_SEC

/* Waits, at most a second, for a holder of the lock to close its file. */
static void session_lock_wait(int watch_fd, int64_t deadline_us)
{
    char events[4096];
    int64_t retry_us = MIN(deadline_us, g_get_monotonic_time() + SESSION_LOCK_RETRY_US);

    if (link_wait(watch_fd, POLLIN, retry_us) && read(watch_fd, events, sizeof(events)) < 0)
        return;
}

/* -1 and err if it is not to be had by the deadline. */
static int session_lock(const char *path, int64_t deadline_us, GError **err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int watch_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    int errnum = 0;

    if (fd < 0 || watch_fd < 0 || inotify_add_watch(watch_fd, path, IN_CLOSE_WRITE) < 0)
        errnum = errno;
    while (!errnum && flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK)
            errnum = errno;
        else if (g_get_monotonic_time() >= deadline_us)
            errnum = ETIMEDOUT;
        else
            session_lock_wait(watch_fd, deadline_us);
    }
    if (watch_fd >= 0)
        close(watch_fd);
    if (!errnum)
        return fd;
    if (fd >= 0)
        close(fd);
    error_set(err, errnum == ETIMEDOUT ? ERR_OPERATION_TIMEOUT : ERR_NO_CONNECT,
              "transport unix: session daemon: lock '%s': %s", path, g_strerror(errnum));
    return -1;
}

/* Unlocked before it is closed: who waits is told of the closing and must then get it. */
static void session_unlock(int fd)
{
    flock(fd, LOCK_UN);
    close(fd);
}

/* Reads the daemon's standard output until it says that it listens. false: it ended, or the
 * deadline. */
static bool session_await_listening(int fd, int64_t deadline_us)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char chunk[512];

    while (text->len < SESSION_TEXT_MAX && link_wait(fd, POLLIN, deadline_us)) {
        ssize_t n = read(fd, chunk, sizeof(chunk));
        const char *line;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        g_string_append_len(text, chunk, n);
        line = strstr(text->str, "listening on unix:");
        if (line && strchr(line, '\n'))
            return true;
    }
    return false;
}

/* The last lines that the daemon wrote, for a message. */
static char *session_last_words(int log_fd)
{
    char text[SESSION_TEXT_MAX + 1];
    struct stat status;
    ssize_t n = -1;

    if (fstat(log_fd, &status) == 0)
        n = pread(log_fd, text, SESSION_TEXT_MAX, MAX(status.st_size - SESSION_TEXT_MAX, 0));
    text[MAX(n, 0)] = '\0';
    return g_strstrip(g_strdelimit(g_utf8_make_valid(text, -1), "\r\n\t", ' '));
}

static bool session_start(int log_fd, int64_t deadline_us, bool *ret_listens, GError **err)
{
    g_autofree char *daemon_path = launch_find_daemon(err);
    char session[] = "--session";
    char idle_option[] = "--idle-timeout";
    char idle[] = SESSION_IDLE;
    char *const argv[] = {daemon_path, session, idle_option, idle, NULL};
    int out[2];
    bool started;

    if (!daemon_path)
        return false;
    if (pipe2(out, O_CLOEXEC) < 0)
        return error_set_errno(err, errno, "transport unix: session daemon: pipe");
    started =
        launch_start(
            &(Launch){
                .argv = argv, .in_fd = -1, .out_fd = out[1], .err_fd = log_fd, .is_detached = true},
            err) == 0;
    close(out[1]);
    if (started)
        *ret_listens = session_await_listening(out[0], deadline_us);
    close(out[0]);
    return started;
}

static bool session_is_down(int errnum)
{
    return errnum == ENOENT || errnum == ECONNREFUSED;
}

/* With the lock held. */
static int session_connect_or_start(const char *path, const char *folder, int64_t deadline_us,
                                    GError **err)
{
    g_autofree char *log_path = g_build_filename(folder, "vmrpcd.log", NULL);
    g_autofree char *words = NULL;
    bool listens = false;
    int errnum;
    int fd = connect_unix_try(path, deadline_us, &errnum);
    int log_fd;

    if (fd >= 0 || !session_is_down(errnum))
        return fd >= 0 ? fd : connect_unix(path, deadline_us, err);
    log_fd = open(log_path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log_fd < 0) {
        error_set_errno(err, errno, "transport unix: session daemon: log '%s'", log_path);
        return -1;
    }
    if (session_start(log_fd, deadline_us, &listens, err)) {
        fd = connect_unix_try(path, deadline_us, &errnum);
        words = session_last_words(log_fd);
        if (fd < 0)
            error_set(err, ERR_NO_CONNECT,
                      "transport unix: session daemon: it %s, but socket '%s': connect: %s%s%s",
                      listens ? "listens" : "was started", path, g_strerror(errnum),
                      words[0] ? "; it says: " : "", words);
    }
    close(log_fd);
    return fd;
}

int connect_session(const char *path, int64_t deadline_us, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *lock_path = g_build_filename(folder, "vmrpcd-start.lock", NULL);
    int errnum;
    int fd = connect_unix_try(path, deadline_us, &errnum);
    int lock_fd;

    if (fd >= 0 || !session_is_down(errnum))
        return fd >= 0 ? fd : connect_unix(path, deadline_us, err);
    if (g_mkdir_with_parents(folder, 0700) < 0) {
        error_set_errno(err, errno, "transport unix: session daemon: make folder '%s'", folder);
        return -1;
    }
    lock_fd = session_lock(lock_path, deadline_us, err);
    if (lock_fd < 0)
        return -1;
    fd = session_connect_or_start(path, folder, deadline_us, err);
    session_unlock(lock_fd);
    return fd;
}
