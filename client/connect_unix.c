/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a daemon's unix socket, in the file system or (with a leading @) in the abstract namespace.
 *
 * A path that does not fit into an address is refused, never cut.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "client/link.h"
#include "client/wire.h"

/* The length of the address, or 0 if the name is too long. */
static socklen_t connect_unix_address(const char *path, struct sockaddr_un *ret_address)
{
    size_t length = strlen(path);
    bool is_abstract = path[0] == '@';

    /* A name in the file system keeps its NUL; an abstract one has none and begins with one. */
    if (length + (is_abstract ? 0 : 1) > sizeof(ret_address->sun_path))
        return 0;
    memset(ret_address, 0, sizeof(*ret_address));
    ret_address->sun_family = AF_UNIX;
    memcpy(ret_address->sun_path, path, length);
    if (is_abstract)
        ret_address->sun_path[0] = '\0';
    return (socklen_t) (offsetof(struct sockaddr_un, sun_path) + length + (is_abstract ? 0 : 1));
}

static const char *connect_unix_hint(int errnum)
{
    switch (errnum) {
    case ENOENT:
    case ECONNREFUSED:
        return " (is vmrpcd running?)";
    case EACCES:
    case EPERM:
        return " (this user may not use the socket; a read-only connection may be allowed)";
    default:
        return "";
    }
}

/* A blocking connect() to a unix socket waits while the backlog is full, for SO_SNDTIMEO at most.
 */
static void connect_unix_limit(int fd, int64_t deadline_us)
{
    int64_t left_us = MAX(deadline_us - g_get_monotonic_time(), 1);
    struct timeval left = {.tv_sec = left_us / G_USEC_PER_SEC, .tv_usec = left_us % G_USEC_PER_SEC};

    if (deadline_us != WIRE_NO_DEADLINE)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &left, sizeof(left));
}

int connect_unix_try(const char *path, int64_t deadline_us, int *ret_errnum)
{
    struct sockaddr_un address;
    socklen_t size = connect_unix_address(path, &address);
    int errnum = ENAMETOOLONG;
    int fd = -1;

    if (size > 0) {
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        errnum = fd < 0 ? errno : 0;
    }
    if (fd >= 0) {
        connect_unix_limit(fd, deadline_us);
        errnum = connect(fd, (struct sockaddr *) &address, size) < 0 ? errno : 0;
        if (errnum == EINPROGRESS || errnum == EINTR) /* a signal: it goes on behind our back */
            errnum = link_connect_end(fd, deadline_us);
        if (errnum == EAGAIN)
            errnum = ETIMEDOUT;
    }
    if (errnum == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    *ret_errnum = errnum;
    return -1;
}

int connect_unix(const char *path, int64_t deadline_us, GError **err)
{
    int errnum;
    int fd = connect_unix_try(path, deadline_us, &errnum);

    if (fd < 0)
        error_set(err, errnum == ETIMEDOUT ? ERR_OPERATION_TIMEOUT : ERR_NO_CONNECT,
                  "transport unix: socket '%s': connect: %s%s", path, g_strerror(errnum),
                  connect_unix_hint(errnum));
    return fd;
}
