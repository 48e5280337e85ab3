/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which way a URI means, where the sockets are, and what all ways share.
 *
 * The places of sockets are the daemon's (vmrpcd --system, --session): change both or neither.
 */
#include "client/link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "client/wire.h"
#include "vmrpc.h"

static bool link_is_ours(const char *folder)
{
    struct stat status;

    return stat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

/* $XDG_RUNTIME_DIR/vmrpc, else /run/user/UID/vmrpc if there is such a folder, else ~/.cache/vmrpc.
 */
static char *link_session_folder(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *user = NULL;

    if (runtime && runtime[0])
        return g_build_filename(runtime, "vmrpc", NULL);
    user = g_strdup_printf("%s/user/%u", RUNSTATEDIR, (unsigned) geteuid());
    if (link_is_ours(user))
        return g_build_filename(user, "vmrpc", NULL);
    return g_build_filename(g_get_home_dir(), ".cache", "vmrpc", NULL);
}

char *link_socket_path(bool is_session, bool is_read_only, GError **err)
{
    g_autofree char *folder = is_session ? link_session_folder() : g_strdup(RUNSTATEDIR "/vmrpc");

    if (!g_path_is_absolute(folder)) {
        error_set(err, ERR_NO_CONNECT,
                  "transport unix: the folder for sockets '%s' is not absolute: "
                  "set XDG_RUNTIME_DIR",
                  folder);
        return NULL;
    }
    /* The session daemon serves one user, who may do everything: it has no read-only socket. */
    return g_build_filename(folder, is_read_only && !is_session ? "vmrpc-sock-ro" : "vmrpc-sock",
                            NULL);
}

bool link_wait(int fd, short events, int64_t deadline_us)
{
    struct pollfd pollfd = {.fd = fd, .events = events};
    int n;

    do {
        int64_t left_us = MAX(deadline_us - g_get_monotonic_time(), 0);
        struct timespec left = {.tv_sec = left_us / G_USEC_PER_SEC,
                                .tv_nsec = left_us % G_USEC_PER_SEC * 1000};

        n = ppoll(&pollfd, 1, deadline_us == WIRE_NO_DEADLINE ? NULL : &left, NULL);
    } while (n < 0 && errno == EINTR);
    return n > 0;
}

int link_connect_end(int fd, int64_t deadline_us)
{
    int errnum = 0;
    socklen_t errnum_size = sizeof(errnum);

    if (!link_wait(fd, POLLOUT, deadline_us))
        return ETIMEDOUT;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &errnum_size) < 0)
        return errno;
    return errnum;
}

static int link_open_unix(Link *link, const Uri *uri, unsigned flags, int64_t deadline_us,
                          GError **err)
{
    g_autofree char *path =
        uri->socket
            ? g_strdup(uri->socket)
            : link_socket_path(uri->is_session, flags & VMRPC_CONNECTION_OPEN_READ_ONLY, err);

    if (!path)
        return -1;
    link->address = g_strdup_printf("unix:%s", path);
    link->way = g_strdup_printf("transport unix: socket '%s'", path);
    if (uri->may_start && !(flags & VMRPC_CONNECTION_OPEN_NO_AUTOSTART))
        return connect_session(path, deadline_us, err);
    return connect_unix(path, deadline_us, err);
}

/* tcp and tls */
static void link_name_host(Link *link, const Uri *uri)
{
    const char *name = uri_transport_name(uri->transport);
    bool is_ipv6 = strchr(uri->host, ':') != NULL;

    link->address = g_strdup_printf("%s:%s%s%s:%s", name, is_ipv6 ? "[" : "", uri->host,
                                    is_ipv6 ? "]" : "", uri->port);
    link->way = g_strdup_printf("transport %s: host '%s' port %s", name, uri->host, uri->port);
}

static void link_name_child(Link *link, char *address)
{
    link->address = address;
    link->way = link->child ? g_strdup(child_way(link->child)) : NULL;
}

void link_clear_names(Link *link)
{
    g_clear_pointer(&link->address, g_free);
    g_clear_pointer(&link->way, g_free);
}

bool link_open(Link *link, const Uri *uri, unsigned flags, int64_t deadline_us, GError **err)
{
    int fd = -1;

    switch (uri->transport) {
    case URI_UNIX:
        fd = link_open_unix(link, uri, flags, deadline_us, err);
        break;
    case URI_TCP:
        link_name_host(link, uri);
        fd = connect_tcp(uri, deadline_us, err);
        break;
    case URI_TLS:
        link_name_host(link, uri);
        link->transport = connect_tls(uri, deadline_us, err);
        break;
    case URI_SPAWN:
        fd = connect_spawn(uri->driver, &link->child, err);
        link_name_child(link, g_strdup("a daemon of its own"));
        break;
    case URI_EXT:
        fd = connect_ext(uri->command, &link->child, err);
        link_name_child(link, g_strdup_printf("ext:%s", uri->command));
        break;
    case URI_SSH:
        fd = connect_ssh(uri, flags, &link->child, err);
        link_name_child(link, connect_ssh_address(uri));
        break;
    }
    if (fd >= 0)
        link->transport = transport_fd_new(fd, fd);
    if (link->transport)
        return true;
    link_clear_names(link);
    return false;
}
