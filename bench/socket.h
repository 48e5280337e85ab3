/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets of the bench programs, by address: a path, or tcp:PORT of this machine. Header only. */
#ifndef VMRPC_BENCH_SOCKET_H
#define VMRPC_BENCH_SOCKET_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static inline double bench_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static inline int bench_connect_tcp(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t) atoi(port))};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return connect(fd, (struct sockaddr *) &address, sizeof(address)) < 0 ? -1 : fd;
}

static inline int bench_connect(const char *where)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strncmp(where, "tcp:", 4) == 0)
        return bench_connect_tcp(where + 4);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", where);
    return connect(fd, (struct sockaddr *) &address, sizeof(address)) < 0 ? -1 : fd;
}

/* Prints "ready", and the port if there is one. where: a path, or just tcp. -1 on failure. */
static inline int bench_listen(const char *where)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int tcp = strcmp(where, "tcp") == 0;
    int listener = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
    socklen_t size = sizeof(inet);

    snprintf(local.sun_path, sizeof(local.sun_path), "%s", where);
    if (bind(listener, tcp ? (struct sockaddr *) &inet : (struct sockaddr *) &local,
             tcp ? sizeof(inet) : sizeof(local)) < 0 ||
        listen(listener, 4096) < 0) {
        perror(where);
        return -1;
    }
    if (tcp && getsockname(listener, (struct sockaddr *) &inet, &size) == 0)
        printf("ready %d\n", ntohs(inet.sin_port));
    else
        puts("ready");
    fflush(stdout);
    return listener;
}

static inline int bench_write(int fd, const void *data, size_t size)
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

static inline int bench_read(int fd, void *data, size_t size)
{
    char *at = data;

    while (size > 0) {
        ssize_t got = read(fd, at, size);

        if (got <= 0)
            return -1;
        at += got;
        size -= (size_t) got;
    }
    return 0;
}

/* One record of one fragment, without its mark; its length, or -1. */
static inline long bench_read_record(int fd, void *data, size_t max)
{
    uint32_t mark;

    if (bench_read(fd, &mark, sizeof(mark)) < 0)
        return -1;
    mark = ntohl(mark) & 0x7fffffff;
    return mark > max || bench_read(fd, data, mark) < 0 ? -1 : (long) mark;
}

/* The bytes of a file that the caller frees; exits if there is none. */
static inline void *bench_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    void *data = malloc(1 << 20);

    if (!file || !data) {
        perror(path);
        exit(1);
    }
    *ret_size = fread(data, 1, 1 << 20, file);
    fclose(file);
    return data;
}

#endif
