/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the daemon is measured against, on an AF_UNIX socket: the least that epoll can do, and the
 * most that libtirpc does by itself. Usage: peers echo|null|svc PATH; prints "ready".
 *
 *   echo  sends back the bytes it reads
 *   null  answers each record with a constant NULL reply: all of RPC that cannot be left out
 *   svc   libtirpc's svc_run
 */
#include <errno.h>
#include <rpc/rpc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PROGRAM 0x20008086
#define REPLY_SIZE 28
#define BUFFER_SIZE 65536

typedef size_t (*AnswerFunc)(uint8_t *in, size_t *size, uint8_t *out);

static size_t answer_echo(uint8_t *in, size_t *size, uint8_t *out)
{
    size_t n = *size;

    memcpy(out, in, n);
    *size = 0;
    return n;
}

/* Takes whole records off `in`; each becomes {mark 24, xid, REPLY, accepted, no verifier, success}. */
static size_t answer_null(uint8_t *in, size_t *size, uint8_t *out)
{
    size_t at = 0, n = 0;

    while (*size - at >= 4) {
        uint32_t length = ((uint32_t) in[at + 1] << 16) | ((uint32_t) in[at + 2] << 8) | in[at + 3];
        static const uint8_t reply[REPLY_SIZE] = {0x80, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 1};

        if (*size - at < 4 + length)
            break;
        memcpy(out + n, reply, REPLY_SIZE);
        memcpy(out + n + 4, in + at + 4, 4);
        n += REPLY_SIZE;
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

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    if (argc != 3)
        return 2;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[2]);
    if (bind(listener, (struct sockaddr *) &address, sizeof(address)) < 0 || listen(listener, 64) < 0) {
        perror(argv[2]);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    if (strcmp(argv[1], "svc") == 0)
        serve_svc(listener);
    else
        serve(listener, strcmp(argv[1], "echo") == 0 ? answer_echo : answer_null);
    return 0;
}
