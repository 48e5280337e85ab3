/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NULL calls over AF_UNIX, so many outstanding at a time: prints calls per second.
 * Usage: load PATH OUTSTANDING CALLS [REPLY_BYTES]. REPLY_BYTES is 28; 44 for a peer that only echoes.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CALL_WORDS 11 /* mark and header */
#define OUTSTANDING_MAX 1024

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void fill(uint32_t *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t call[CALL_WORDS] = {0x80000028, (uint32_t) i + 1, 0, 2, 0x20008086, 1};

        for (size_t word = 0; word < CALL_WORDS; word++)
            calls[i * CALL_WORDS + word] = htonl(call[word]);
    }
}

static int write_all(int fd, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t sent = write(fd, at, size);

        if (sent <= 0)
            return -1;
        at += sent;
        size -= (size_t) sent;
    }
    return 0;
}

/* As many new calls go out as replies came in. */
static int run(int fd, size_t outstanding, size_t calls, size_t reply_bytes)
{
    static uint32_t batch[OUTSTANDING_MAX * CALL_WORDS];
    static char in[65536];
    size_t sent = outstanding, done = 0, bytes = 0;

    fill(batch, outstanding);
    if (write_all(fd, batch, outstanding * CALL_WORDS * 4) < 0)
        return -1;
    while (done < calls) {
        ssize_t got = read(fd, in, sizeof(in));
        size_t replies;

        if (got <= 0)
            return -1;
        bytes += (size_t) got;
        replies = bytes / reply_bytes;
        bytes %= reply_bytes;
        done += replies;
        if (sent + replies > calls)
            replies = calls > sent ? calls - sent : 0;
        sent += replies;
        if (replies > 0 && write_all(fd, batch, replies * CALL_WORDS * 4) < 0)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    size_t outstanding, calls;
    double start;

    if (argc < 4)
        return 2;
    outstanding = strtoul(argv[2], NULL, 10);
    calls = strtoul(argv[3], NULL, 10);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
    if (outstanding < 1 || outstanding > OUTSTANDING_MAX ||
        connect(fd, (struct sockaddr *) &address, sizeof(address)) < 0) {
        perror(argv[1]);
        return 1;
    }
    start = now();
    if (run(fd, outstanding, calls, argc > 4 ? strtoul(argv[4], NULL, 10) : 28) < 0) {
        fprintf(stderr, "the connection broke\n");
        return 1;
    }
    printf("%.0f\n", (double) calls / (now() - start));
    return 0;
}
