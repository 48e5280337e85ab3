/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An event to many: usage fan ADDRESS N ROUNDS CAUSES [PREAMBLE]; prints "joined", waits for a
 * line, and prints the median of the microseconds from the cause to the last delivery.
 *
 * N connections each say PREAMBLE (records, one reply to each) and then get one record per cause.
 * One more connection causes: it sends the records of the file CAUSES in turn, again and again,
 * each of which is answered by one record.
 */
#include "bench/socket.h"

#include <sys/resource.h>

#define N_MAX 20000
#define ROUNDS_MAX 1000
#define RECORD_MAX 65536

static char record[RECORD_MAX];

static size_t record_size(const char *at)
{
    uint32_t mark;

    memcpy(&mark, at, sizeof(mark));
    return 4 + (ntohl(mark) & 0x7fffffff);
}

static int join(const char *address, const char *preamble, size_t size)
{
    int fd = bench_connect(address);

    for (size_t at = 0; fd >= 0 && at < size; at += record_size(preamble + at)) {
        if (bench_write(fd, preamble + at, record_size(preamble + at)) < 0 ||
            bench_read_record(fd, record, sizeof(record)) < 0)
            return -1;
    }
    return fd;
}

static int compare(const void *one, const void *other)
{
    double difference = *(const double *) one - *(const double *) other;

    return difference < 0 ? -1 : difference > 0;
}

/* Microseconds, or -1. */
static double round_trip(int causer, const int *fds, size_t n, const char *cause)
{
    double start = bench_now(), end;

    if (bench_write(causer, cause, record_size(cause)) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (bench_read_record(fds[i], record, sizeof(record)) < 0)
            return -1;
    }
    end = bench_now();
    return bench_read_record(causer, record, sizeof(record)) < 0 ? -1 : (end - start) * 1e6;
}

int main(int argc, char **argv)
{
    static int fds[N_MAX];
    static double times[ROUNDS_MAX];
    struct rlimit limit;
    size_t n = argc > 4 ? strtoul(argv[2], NULL, 10) : 0, size, first_size = 0;
    size_t rounds = argc > 4 ? strtoul(argv[3], NULL, 10) : 0;
    char *causes = argc > 4 ? bench_file(argv[4], &size) : NULL, *first = NULL;
    const char *cause = causes;
    int causer;

    if (n < 1 || n > N_MAX || rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    if (argc > 5)
        first = bench_file(argv[5], &first_size);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    for (size_t i = 0; i < n; i++) {
        fds[i] = join(argv[1], first, first_size);
        if (fds[i] < 0) {
            fprintf(stderr, "connection %zu is refused\n", i);
            return 1;
        }
    }
    /* The first record opens the driver where there is one; it is no cause. */
    causer = join(argv[1], first, first ? record_size(first) : 0);
    puts("joined");
    fflush(stdout);
    if (getchar() == EOF)
        return 1;
    for (size_t i = 0; i < rounds; i++) {
        times[i] = round_trip(causer, fds, n, cause);
        if (times[i] < 0) {
            fprintf(stderr, "a connection broke\n");
            return 1;
        }
        cause += record_size(cause);
        if (cause >= causes + size)
            cause = causes;
    }
    qsort(times, rounds, sizeof(times[0]), compare);
    printf("%.1f\n", times[rounds / 2]);
    free(causes);
    free(first);
    return 0;
}
