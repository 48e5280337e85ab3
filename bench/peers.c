/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the daemon is measured against: the least that epoll can do, and the most that libtirpc does
 * by itself. Usage: peers KIND PATH|tcp [NUMBER|FILE]; prints "ready" (and the port).
 *
 *   echo          sends back the bytes it reads
 *   null [WORDS]  answers each record with a constant reply, NULL's or one with so many words of
 *                 body: all of RPC that cannot be left out
 *   svc           libtirpc's svc_run
 *   fan BYTES     for each record that comes, writes one of so many bytes to every connection
 *   source FILE   writes the file to each connection and closes it
 *   sink FILE     writes what a connection sends over the file, syncs it and closes the connection
 */
#include <fcntl.h>
#include <rpc/rpc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "bench/socket.h"

#define PROGRAM 0x20008086
#define REPLY_SIZE 28
#define BUFFER_SIZE 65536
#define WORDS_MAX 64
#define FAN_MAX 20000
#define BLOCK_SIZE (256 * 1024) /* of source and sink */

static size_t reply_size = REPLY_SIZE;

typedef size_t (*AnswerFunc)(uint8_t *in, size_t *size, uint8_t *out);

static size_t answer_echo(uint8_t *in, size_t *size, uint8_t *out)
{
    size_t n = *size;

    memcpy(out, in, n);
    *size = 0;
    return n;
}

/* Takes whole records off `in`; each becomes {mark 24, xid, REPLY, accepted, no verifier, success}.
 */
static size_t answer_null(uint8_t *in, size_t *size, uint8_t *out)
{
    size_t at = 0, n = 0;

    while (*size - at >= 4) {
        uint32_t length = ((uint32_t) in[at + 1] << 16) | ((uint32_t) in[at + 2] << 8) | in[at + 3];
        uint8_t reply[REPLY_SIZE + 4 * WORDS_MAX] = {0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

        if (*size - at < 4 + length || n + reply_size > BUFFER_SIZE)
            break;
        reply[2] = (uint8_t) ((reply_size - 4) >> 8);
        reply[3] = (uint8_t) (reply_size - 4);
        memcpy(out + n, reply, reply_size);
        memcpy(out + n + 4, in + at + 4, 4);
        n += reply_size;
        at += 4 + length;
    }
    memmove(in, in + at, *size - at);
    *size -= at;
    return n;
}

static void serve(int listener, AnswerFunc answer)
{
    static uint8_t in[BUFFER_SIZE], out[BUFFER_SIZE];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int peer = accept(listener, NULL, NULL);
    struct epoll_event event = {.events = EPOLLIN};
    size_t size = 0;

    while (peer >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, peer, &event) == 0) {
        ssize_t got = 0;

        while (epoll_wait(epoll, &event, 1, -1) > 0 &&
               (got = read(peer, in + size, sizeof(in) - size)) > 0) {
            size_t n;

            size += (size_t) got;
            n = answer(in, &size, out);
            for (size_t at = 0; at < n;) {
                ssize_t sent = write(peer, out + at, n - at);

                if (sent < 0)
                    break;
                at += (size_t) sent;
            }
        }
        close(peer);
        size = 0;
        peer = accept(listener, NULL, NULL);
    }
}

/* xdr_void of the type that xdrproc_t has. */
static bool_t xdr_nothing(XDR *xdr, ...)
{
    (void) xdr;
    return TRUE;
}

static void dispatch(struct svc_req *request, SVCXPRT *transport)
{
    if (request->rq_proc == 0)
        svc_sendreply(transport, xdr_nothing, NULL);
    else
        svcerr_noproc(transport);
}

static void serve_svc(int listener)
{
    SVCXPRT *transport = svc_vc_create(listener, 0, 0);

    if (!transport || !svc_reg(transport, PROGRAM, 1, dispatch, NULL))
        exit(1);
    svc_run();
}

/* All connections there will be are made before the first record comes. */
static void serve_fan(int listener, size_t size)
{
    static int peers[FAN_MAX];
    int epoll = epoll_create1(EPOLL_CLOEXEC), n = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    uint8_t *out = calloc(1, size);
    uint32_t mark = htonl(0x80000000 | (uint32_t) (size - 4));

    memcpy(out, &mark, sizeof(mark));
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    while (epoll_wait(epoll, &event, 1, -1) > 0) {
        uint8_t in[4096];

        if (event.data.fd == listener) {
            struct epoll_event added = {.events = EPOLLIN, .data.fd = accept(listener, NULL, NULL)};

            if (n < FAN_MAX && epoll_ctl(epoll, EPOLL_CTL_ADD, added.data.fd, &added) == 0)
                peers[n++] = added.data.fd;
        } else if (read(event.data.fd, in, sizeof(in)) <= 0) {
            close(event.data.fd);
        } else {
            for (int i = 0; i < n; i++) {
                if (write(peers[i], out, size) < 0)
                    continue; /* it has gone */
            }
        }
    }
}

static void serve_source(int listener, const char *path)
{
    static uint8_t out[BLOCK_SIZE];
    int peer;

    while ((peer = accept(listener, NULL, NULL)) >= 0) {
        int file = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t got;

        while ((got = read(file, out, sizeof(out))) > 0 &&
               bench_write(peer, out, (size_t) got) == 0)
            ;
        close(file);
        close(peer);
    }
}

static void serve_sink(int listener, const char *path)
{
    static uint8_t in[BLOCK_SIZE];
    int peer;

    while ((peer = accept(listener, NULL, NULL)) >= 0) {
        int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ssize_t got;

        while ((got = read(peer, in, sizeof(in))) > 0 && bench_write(file, in, (size_t) got) == 0)
            ;
        fsync(file);
        close(file);
        close(peer);
    }
}

int main(int argc, char **argv)
{
    size_t number = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    const char *kind = argc > 2 ? argv[1] : "";
    int listener = argc > 2 ? bench_listen(argv[2]) : -1;

    if (listener < 0 || (strcmp(kind, "fan") == 0 && number < 8) ||
        ((strcmp(kind, "source") == 0 || strcmp(kind, "sink") == 0) && argc < 4) ||
        (strcmp(kind, "null") == 0 && number > WORDS_MAX))
        return 2;
    signal(SIGPIPE, SIG_IGN);
    if (strcmp(kind, "svc") == 0) {
        serve_svc(listener);
    } else if (strcmp(kind, "fan") == 0) {
        serve_fan(listener, number);
    } else if (strcmp(kind, "source") == 0) {
        serve_source(listener, argv[3]);
    } else if (strcmp(kind, "sink") == 0) {
        serve_sink(listener, argv[3]);
    } else {
        reply_size += 4 * number;
        serve(listener, strcmp(kind, "echo") == 0 ? answer_echo : answer_null);
    }
    return 0;
}
