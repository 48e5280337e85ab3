/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listener: see listener.h. Knows sockets and nothing of what is spoken on them. Never blocks: also
 * the test whether anybody listens on an old socket file is a non-blocking connect.
 */
#include "server/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "rpc/tcp.h"
#include "server/limits.h"

struct Listener {
    Address *address;
    char *name;
    int fd;
    bool bound; /* the socket file is ours to remove */
    dev_t device;
    ino_t inode;
    LoopFd *source;
    LoopTimer *pause;
    ListenerFunc func;
    void *data;
};

static const struct sockaddr *listener_sockaddr(const Listener *listener)
{
    return (const struct sockaddr *) &listener->address->sockaddr;
}

/* Removes a socket file on which nobody listens any more. */
static bool listener_remove_stale(const Listener *listener, GError **err)
{
    const char *path = listener->address->path;
    struct stat status;
    int fd, errnum = 0;

    if (lstat(path, &status) == 0 && !S_ISSOCK(status.st_mode))
        return error_set(err, ERR_RESOURCE_BUSY, "'%s' is there already and is no socket", path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot make a socket");
    if (connect(fd, listener_sockaddr(listener), listener->address->length) < 0)
        errnum = errno;
    close(fd);
    if (errnum == 0 || errnum == EAGAIN)
        return error_set(err, ERR_RESOURCE_BUSY, "another process listens on '%s'", path);
    if (errnum != ECONNREFUSED && errnum != ENOENT)
        return error_set_errno(err, errnum, "'%s' is there already and cannot be tried", path);
    if (unlink(path) < 0 && errno != ENOENT)
        return error_set_errno(err, errno, "cannot remove the old socket '%s'", path);
    return true;
}

static bool listener_bind_unix(Listener *listener, mode_t mode, GError **err)
{
    const char *path = listener->address->path;
    mode_t mask;
    struct stat status;
    int result;

    /* Nobody may connect between bind() and chmod() who may not later. */
    mask = umask(~mode & 0777);
    result = bind(listener->fd, listener_sockaddr(listener), listener->address->length);
    if (result < 0 && errno == EADDRINUSE && path) {
        umask(mask);
        if (!listener_remove_stale(listener, err))
            return false;
        umask(~mode & 0777);
        result = bind(listener->fd, listener_sockaddr(listener), listener->address->length);
    }
    umask(mask);
    if (result < 0)
        return error_set_errno(err, errno, "cannot listen on '%s'", listener->address->text);
    if (!path)
        return true;
    if (chmod(path, mode) < 0 || lstat(path, &status) < 0)
        return error_set_errno(err, errno, "cannot set the mode of '%s'", path);
    listener->bound = true;
    listener->device = status.st_dev;
    listener->inode = status.st_ino;
    return true;
}

static bool listener_bind_tcp(Listener *listener, GError **err)
{
    const int on = 1, v6only = !listener->address->any;

    setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    tcp_prepare(listener->fd, 0);
    if (listener_sockaddr(listener)->sa_family == AF_INET6)
        setsockopt(listener->fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof(v6only));
    if (bind(listener->fd, listener_sockaddr(listener), listener->address->length) < 0)
        return error_set_errno(err, errno, "cannot listen on '%s'", listener->address->text);
    return true;
}

/* On a machine without IPv6, * means every IPv4 address. */
static void listener_fall_back(Address *address)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *) &address->sockaddr;
    in_port_t port = ((struct sockaddr_in6 *) &address->sockaddr)->sin6_port;

    *v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port};
    address->length = sizeof(*v4);
}

static bool listener_bind(Listener *listener, mode_t mode, GError **err)
{
    const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

    listener->fd = socket(listener_sockaddr(listener)->sa_family, type, 0);
    if (listener->fd < 0 && errno == EAFNOSUPPORT && listener->address->any) {
        listener_fall_back(listener->address);
        listener->fd = socket(AF_INET, type, 0);
    }
    if (listener->fd < 0)
        return error_set_errno(err, errno, "cannot listen on '%s'", listener->address->text);
    if (listener->address->kind == ADDRESS_UNIX ? !listener_bind_unix(listener, mode, err)
                                                : !listener_bind_tcp(listener, err))
        return false;
    if (listen(listener->fd, SOMAXCONN) < 0)
        return error_set_errno(err, errno, "cannot listen on '%s'", listener->address->text);
    return true;
}

static void listener_on_pause_over(void *data)
{
    listener_resume(data);
}

static void listener_pause(Listener *listener, int errnum)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};

    log_limited(&limit, LOG_WARNING, "%s: cannot accept a client: %s", listener->name,
                g_strerror(errnum));
    loop_fd_set_events(listener->source, 0);
    loop_timer_arm(listener->pause, LIMIT_ACCEPT_PAUSE_US);
}

static void listener_on_ready(LoopFd *source, uint32_t events, void *data)
{
    Listener *listener = data;

    (void) source;
    (void) events;
    for (int i = 0; i < LIMIT_ACCEPT_ROUND; i++) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (fd < 0) {
            if (errno != EAGAIN && errno != EWOULDBLOCK)
                listener_pause(listener, errno);
            return;
        }
        listener->func(listener, fd, listener->data);
    }
}

static Listener *listener_new(int fd, Address *address, ListenerFunc func, void *data)
{
    Listener *listener = g_new0(Listener, 1);

    listener->fd = fd;
    listener->address = address;
    listener->func = func;
    listener->data = data;
    return listener;
}

static void listener_start(Listener *listener, Loop *loop)
{
    listener->name = address_format(listener->address, listener->fd);
    listener->pause = loop_timer_new(loop, listener_on_pause_over, listener);
    listener->source = loop_fd_add(loop, listener->fd, EPOLLIN, listener_on_ready, listener);
}

Listener *listener_open(Loop *loop, Address *address, mode_t mode, ListenerFunc func, void *data,
                        GError **err)
{
    g_autoptr(Listener) listener = listener_new(-1, address, func, data);

    if (!listener_bind(listener, mode, err))
        return NULL;
    listener_start(listener, loop);
    return g_steal_pointer(&listener);
}

Listener *listener_adopt(Loop *loop, int fd, Address *address, ListenerFunc func, void *data)
{
    Listener *listener = listener_new(fd, address, func, data);

    if (address->kind == ADDRESS_TCP)
        tcp_prepare(fd, 0);
    listener_start(listener, loop);
    return listener;
}

void listener_free(Listener *listener)
{
    struct stat status;

    if (!listener)
        return;
    loop_fd_remove(listener->source);
    loop_timer_free(listener->pause);
    if (listener->bound && lstat(listener->address->path, &status) == 0 &&
        status.st_dev == listener->device && status.st_ino == listener->inode)
        unlink(listener->address->path);
    if (listener->fd >= 0)
        close(listener->fd);
    address_free(listener->address);
    g_free(listener->name);
    g_free(listener);
}

const Address *listener_address(const Listener *listener)
{
    return listener->address;
}

int listener_fd(const Listener *listener)
{
    return listener->fd;
}

const char *listener_name(const Listener *listener)
{
    return listener->name;
}

void listener_resume(Listener *listener)
{
    loop_timer_disarm(listener->pause);
    loop_fd_set_events(listener->source, EPOLLIN);
}
