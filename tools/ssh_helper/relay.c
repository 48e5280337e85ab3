/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The relay of vmrpc-ssh-helper: see relay.h. One poll() for everything.
 *
 * When the client has no more to say the server is told so (half-close), and its answers still get
 * through. When the server has closed it is over: ssh has no way to show its user that one
 * direction has ended, only that the helper has.
 */
#include "tools/ssh_helper/relay.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"

#define RELAY_BUFFER_SIZE 65536

/* One way: what was read and not yet written is data[start..end). */
typedef struct Lane {
    const char *source; /* for messages */
    const char *target;
    Transport *from;
    Transport *to;
    size_t start;
    size_t end;
    bool is_read_out; /* nothing more will come */
    bool is_blocked;  /* the target took nothing more: wait for POLLOUT */
    char data[RELAY_BUFFER_SIZE];
} Lane;

static bool relay_is_later(int errnum)
{
    return errnum == EAGAIN || errnum == EINTR;
}

static bool relay_read(Lane *lane, GError **err)
{
    ssize_t n;

    if (lane->is_read_out || lane->end > 0)
        return true;
    n = transport_read(lane->from, lane->data, sizeof(lane->data));
    if (n > 0)
        lane->end = (size_t) n;
    else if (n == 0)
        lane->is_read_out = true;
    else if (!relay_is_later(errno))
        return error_set_errno(err, errno, "read from the %s", lane->source);
    return true;
}

static bool relay_write(Lane *lane, GError **err)
{
    while (lane->start < lane->end) {
        struct iovec rest = {lane->data + lane->start, lane->end - lane->start};
        ssize_t n = transport_writev(lane->to, &rest, 1);

        lane->is_blocked = n < 0 && relay_is_later(errno);
        if (lane->is_blocked)
            return true;
        if (n < 0)
            return error_set_errno(err, errno, "write to the %s", lane->target);
        lane->start += (size_t) n;
    }
    lane->start = 0;
    lane->end = 0;
    return true;
}

/* Sleeps until one of the lanes can go on. */
static void relay_wait(const Lane *up, const Lane *down)
{
    const Lane *lanes[] = {up, down};
    struct pollfd fds[4];

    for (int i = 0; i < 2; i++) {
        const Lane *lane = lanes[i];
        bool reads = lane->end == 0 && !lane->is_read_out;

        fds[2 * i] = (struct pollfd){.fd = reads ? lane->from->in_fd : -1, .events = POLLIN};
        fds[2 * i + 1] =
            (struct pollfd){.fd = lane->is_blocked ? lane->to->out_fd : -1, .events = POLLOUT};
    }
    poll(fds, 4, -1);
}

/* What the client still sends is lost once the server has closed; its last words are not. */
static bool relay_up(Lane *up, bool *told, GError **err)
{
    g_autoptr(GError) error = NULL;

    if (!relay_read(up, err))
        return false;
    if (!relay_write(up, &error)) {
        up->is_read_out = true;
        up->is_blocked = false;
        up->start = up->end = 0;
    }
    if (up->is_read_out && up->end == 0 && !*told) {
        shutdown(up->to->out_fd, SHUT_WR);
        *told = true;
    }
    return true;
}

bool relay_run(Transport *client, Transport *server, GError **err)
{
    g_autofree Lane *up = g_new0(Lane, 1);
    g_autofree Lane *down = g_new0(Lane, 1);
    bool told = false;

    *up = (Lane){.source = "client", .target = "server", .from = client, .to = server};
    *down = (Lane){.source = "server", .target = "client", .from = server, .to = client};
    for (;;) {
        if (!relay_up(up, &told, err) || !relay_read(down, err) || !relay_write(down, err))
            return false;
        if (down->is_read_out && down->end == 0)
            return true;
        relay_wait(up, down);
    }
}
