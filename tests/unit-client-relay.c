/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The relay of vmrpc-ssh-helper: much more than its buffers gets through both ways at once, over
 * sockets and pipes; the end of one direction is passed on and the answers still come; a server
 * that closes ends it.
 */
#include "tools/ssh_helper/relay.h"

#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#define BULK (8u * 1024 * 1024)

typedef struct Run {
    int to_relay;   /* the client's end */
    int from_relay; /* may be the same */
    int server;
    Transport *near;
    Transport *far;
    GThread *thread;
    bool succeeded;
} Run;

static void *run_relay(void *data)
{
    Run *run = data;

    run->succeeded = relay_run(run->near, run->far, NULL);
    transport_free(run->near);
    transport_free(run->far);
    return NULL;
}

static void run_start(Run *run, bool over_pipes)
{
    int pair[2];
    int in[2];
    int out[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
    run->server = pair[0];
    run->far = transport_fd_new(pair[1], pair[1]);
    if (over_pipes) {
        g_assert_cmpint(pipe(in), ==, 0);
        g_assert_cmpint(pipe(out), ==, 0);
        run->to_relay = in[1];
        run->from_relay = out[0];
        run->near = transport_fd_new(in[0], out[1]);
    } else {
        g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in), ==, 0);
        run->to_relay = in[0];
        run->from_relay = in[0];
        run->near = transport_fd_new(in[1], in[1]);
    }
    run->thread = g_thread_new("relay", run_relay, run);
}

static void run_close_writing(Run *run, bool over_pipes)
{
    if (over_pipes)
        close(run->to_relay);
    else
        shutdown(run->to_relay, SHUT_WR);
}

static uint8_t byte_at(size_t place)
{
    return (uint8_t) (place * 7 + place / 251);
}

typedef struct Bulk {
    int fd;
    size_t size;
} Bulk;

static void *write_bulk(void *data)
{
    const Bulk *bulk = data;
    uint8_t chunk[10000];

    for (size_t done = 0; done < bulk->size;) {
        size_t size = MIN(sizeof(chunk), bulk->size - done);
        ssize_t n;

        for (size_t i = 0; i < size; i++)
            chunk[i] = byte_at(done + i);
        n = write(bulk->fd, chunk, size);
        g_assert_cmpint(n, >, 0);
        done += (size_t) n;
    }
    return NULL;
}

/* Reads until the end and returns how much it was. */
static size_t read_bulk(int fd)
{
    uint8_t chunk[30000];
    size_t size = 0;
    ssize_t n;

    while ((n = read(fd, chunk, sizeof(chunk))) > 0)
        for (ssize_t i = 0; i < n; i++, size++)
            if (chunk[i] != byte_at(size))
                g_error("byte %zu is wrong", size);
    g_assert_cmpint(n, ==, 0);
    return size;
}

static void *read_bulk_thread(void *data)
{
    return GSIZE_TO_POINTER(read_bulk(*(int *) data));
}

static void check(bool over_pipes)
{
    Run run = {0};
    Bulk up;
    Bulk down;
    uint8_t last = byte_at(BULK / 2);
    GThread *threads[4];

    run_start(&run, over_pipes);
    up = (Bulk){run.to_relay, BULK};
    down = (Bulk){run.server, BULK / 2};
    threads[0] = g_thread_new("up", write_bulk, &up);
    threads[1] = g_thread_new("down", write_bulk, &down);
    threads[2] = g_thread_new("client", read_bulk_thread, &run.from_relay);
    threads[3] = g_thread_new("server", read_bulk_thread, &run.server);
    g_thread_join(threads[0]);
    run_close_writing(&run, over_pipes);
    /* All of it and its end, and an answer after that. */
    g_assert_cmpuint(GPOINTER_TO_SIZE(g_thread_join(threads[3])), ==, BULK);
    g_thread_join(threads[1]);
    g_assert_cmpint(write(run.server, &last, 1), ==, 1);
    close(run.server);
    g_assert_cmpuint(GPOINTER_TO_SIZE(g_thread_join(threads[2])), ==, BULK / 2 + 1);
    g_thread_join(run.thread);
    g_assert_true(run.succeeded);
    close(run.from_relay);
}

static void test_sockets(void)
{
    check(false);
}

static void test_pipes(void)
{
    check(true);
}

/* The client is still there and silent when the server goes. */
static void test_server_closes(void)
{
    Run run = {0};
    Bulk down;

    run_start(&run, false);
    down = (Bulk){run.server, 1000};
    write_bulk(&down);
    close(run.server);
    g_assert_cmpuint(read_bulk(run.from_relay), ==, 1000);
    g_thread_join(run.thread);
    g_assert_true(run.succeeded);
    close(run.from_relay);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/relay/sockets", test_sockets);
    g_test_add_func("/client/relay/pipes", test_pipes);
    g_test_add_func("/client/relay/server-closes", test_server_closes);
    return g_test_run();
}
