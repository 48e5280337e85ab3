/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls, so many outstanding at a time: prints calls per second, and the processor time of one in
 * ns. Usage: load ADDRESS OUTSTANDING CALLS [REPLY_BYTES [CALL [PREAMBLE]]].
 *
 * REPLY_BYTES is what one call brings back, 28 of NULL's reply; as many as it has for a peer that
 * only echoes. CALL is a file with the record to send, NULL's without; PREAMBLE one with records
 * that come first, each answered by one.
 */
#include "bench/socket.h"

#include <sys/resource.h>

#define OUTSTANDING_MAX 1024
#define REPLY_MAX 65536

static const uint32_t null_call[] = {0x80000028, 1, 0, 2, 0x20008086, 1, 0, 0, 0, 0, 0};

static double processor_time(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* As many new calls go out as replies came in. */
static int run(int fd, const char *batch, size_t call_bytes, size_t outstanding, size_t calls,
               size_t reply_bytes)
{
    static char in[65536];
    size_t sent = outstanding, done = 0, bytes = 0;

    if (bench_write(fd, batch, outstanding * call_bytes) < 0)
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
        if (replies > 0 && bench_write(fd, batch, replies * call_bytes) < 0)
            return -1;
    }
    return 0;
}

static int say_first(int fd, const char *records, size_t size)
{
    static char reply[REPLY_MAX];

    for (size_t at = 0; at < size;) {
        uint32_t mark;
        size_t length;

        memcpy(&mark, records + at, sizeof(mark));
        length = 4 + (ntohl(mark) & 0x7fffffff);
        if (at + length > size || bench_write(fd, records + at, length) < 0 ||
            bench_read_record(fd, reply, sizeof(reply)) < 0)
            return -1;
        at += length;
    }
    return 0;
}

static char *fill(const char *call, size_t size, size_t outstanding)
{
    char *batch = malloc(size * outstanding);

    for (size_t i = 0; i < outstanding; i++) {
        uint32_t xid = htonl((uint32_t) i + 1);

        memcpy(batch + i * size, call, size);
        memcpy(batch + i * size + 4, &xid, sizeof(xid));
    }
    return batch;
}

static void *default_call(size_t *ret_size)
{
    uint32_t *call = malloc(sizeof(null_call));

    for (size_t i = 0; i < sizeof(null_call) / sizeof(null_call[0]); i++)
        call[i] = htonl(null_call[i]);
    *ret_size = sizeof(null_call);
    return call;
}

int main(int argc, char **argv)
{
    size_t outstanding, calls, size, first_size = 0;
    char *call, *first = NULL, *batch;
    double start, busy;
    int fd;

    if (argc < 4)
        return 2;
    outstanding = strtoul(argv[2], NULL, 10);
    calls = strtoul(argv[3], NULL, 10);
    call = argc > 5 ? bench_file(argv[5], &size) : default_call(&size);
    if (argc > 6)
        first = bench_file(argv[6], &first_size);
    fd = bench_connect(argv[1]);
    if (outstanding < 1 || outstanding > OUTSTANDING_MAX || fd < 0) {
        perror(argv[1]);
        return 1;
    }
    batch = fill(call, size, outstanding);
    if (say_first(fd, first, first_size) < 0) {
        fprintf(stderr, "the preamble is not answered\n");
        return 1;
    }
    start = bench_now();
    busy = processor_time();
    if (run(fd, batch, size, outstanding, calls, argc > 4 ? strtoul(argv[4], NULL, 10) : 28) < 0) {
        fprintf(stderr, "the connection broke\n");
        return 1;
    }
    printf("%.0f %.0f\n", (double) calls / (bench_now() - start),
           (processor_time() - busy) / (double) calls * 1e9);
    free(batch);
    free(call);
    free(first);
    return 0;
}
