/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A descriptor leaves with a byte of its own, behind what was queued before it and ahead of what
 * comes after; one that never left is closed with the connection.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/connection.h"

/* The next bytes, and in *ret_fd the descriptor that came with them, or -1. */
static ssize_t receive(int fd, char *bytes, size_t size, int *ret_fd)
{
    struct iovec iov = {.iov_base = bytes, .iov_len = size};
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t got = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    const struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

    *ret_fd = -1;
    if (rights)
        memcpy(ret_fd, CMSG_DATA(rights), sizeof(int));
    return got;
}

static void queue(Connection *connection, const char *text)
{
    buffer_append(connection_out(connection), text, strlen(text));
    connection_commit(connection);
}

static void test_order(void)
{
    int sockets[2], pipe_ends[2], got;
    Connection *connection;
    char bytes[16] = "";

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
    g_assert_no_errno(pipe2(pipe_ends, O_CLOEXEC));
    connection = connection_new(transport_fd_new(sockets[0], sockets[0]), codec_onc_new());
    g_assert_true(transport_passes_fds(connection_transport(connection)));
    queue(connection, "before");
    connection_send_fd(connection, pipe_ends[1]);
    queue(connection, "after");
    g_assert_cmpuint(connection_queued_fds(connection), ==, 1);
    g_assert_true(connection_flush(connection, NULL));
    g_assert_cmpuint(connection_queued(connection), ==, 0);
    g_assert_cmpuint(connection_queued_fds(connection), ==, 0);
    g_assert_cmpint(receive(sockets[1], bytes, 6, &got), ==, 6);
    g_assert_cmpint(got, ==, -1);
    g_assert_cmpint(receive(sockets[1], bytes, 1, &got), ==, 1);
    g_assert_cmpint(bytes[0], ==, 0);
    g_assert_cmpint(got, >=, 0);
    g_assert_cmpint(write(got, "x", 1), ==, 1);
    close(got);
    g_assert_cmpint(read(pipe_ends[0], bytes, 2), ==, 1);
    g_assert_cmpint(read(pipe_ends[0], bytes, 1), ==, 0); /* ours is closed */
    g_assert_cmpint(receive(sockets[1], bytes, sizeof(bytes), &got), ==, 5);
    g_assert_cmpmem(bytes, 5, "after", 5);
    connection_free(connection);
    close(sockets[1]);
    close(pipe_ends[0]);
}

static void test_unsent(void)
{
    int sockets[2], pipe_ends[2];
    Connection *connection;
    char byte;

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
    g_assert_no_errno(pipe2(pipe_ends, O_CLOEXEC));
    connection = connection_new(transport_fd_new(sockets[0], sockets[0]), codec_onc_new());
    connection_send_fd(connection, pipe_ends[1]);
    connection_free(connection);
    g_assert_cmpint(read(pipe_ends[0], &byte, 1), ==, 0);
    close(sockets[1]);
    close(pipe_ends[0]);
}

static void test_pipes(void)
{
    int ends[2];
    Transport *transport;

    g_assert_no_errno(pipe2(ends, O_CLOEXEC));
    transport = transport_fd_new(ends[0], ends[1]);
    g_assert_false(transport_passes_fds(transport));
    transport_free(transport);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/connection-descriptor/order", test_order);
    g_test_add_func("/connection-descriptor/unsent", test_unsent);
    g_test_add_func("/connection-descriptor/pipes", test_pipes);
    return g_test_run();
}
