/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What comes out of a console while its guest writes without end: usage console URI DOMAIN DEVICE
 * SECONDS by the library, or console SOCKET SECONDS by read() alone. Prints MB/s. What was there
 * before is read first and does not count.
 */
#include "bench/socket.h"
#include "vmrpc.h"

#define BLOCK_SIZE (256 * 1024)
/* More than the daemon, or the sockets on the way, keep for who comes. */
#define OLD_BYTES (1024 * 1024)

/* How many bytes it has read; <= 0 is the end. */
typedef ssize_t (*ReadFunc)(void *from, char *buffer);

static ssize_t read_socket(void *from, char *buffer)
{
    return read(*(int *) from, buffer, BLOCK_SIZE);
}

static ssize_t read_stream(void *from, char *buffer)
{
    return vmrpc_stream_recv(from, buffer, BLOCK_SIZE, VMRPC_TIMEOUT_DEFAULT, NULL, NULL);
}

static int measure(ReadFunc more, void *from, double seconds)
{
    static char buffer[BLOCK_SIZE];
    double start = 0, now = 0;
    size_t old = 0, bytes = 0;

    while (start == 0 || now - start < seconds) {
        ssize_t got = more(from, buffer);

        if (got <= 0) {
            fprintf(stderr, "the console ended\n");
            return 1;
        }
        now = bench_now();
        if (start > 0)
            bytes += (size_t) got;
        else if ((old += (size_t) got) >= OLD_BYTES)
            start = now;
    }
    printf("%.2f\n", (double) bytes / (now - start) / 1e6);
    return 0;
}

static int by_library(char **words, double seconds)
{
    VmrpcConnection *connection = vmrpc_connection_open(words[0], 0, NULL);
    VmrpcDomain *domain =
        connection ? vmrpc_domain_lookup_by_name(connection, words[1], NULL) : NULL;
    VmrpcStream *stream = domain ? vmrpc_domain_open_console(domain, words[2], 0, NULL) : NULL;
    int result = 1;

    if (stream)
        result = measure(read_stream, stream, seconds);
    else
        fprintf(stderr, "%s: no console %s of %s\n", words[0], words[2], words[1]);
    vmrpc_stream_free(stream);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
    return result;
}

int main(int argc, char **argv)
{
    int fd;

    if (argc == 5)
        return by_library(argv + 1, atof(argv[4]));
    if (argc != 3)
        return 2;
    fd = bench_connect(argv[1]);
    if (fd < 0) {
        perror(argv[1]);
        return 1;
    }
    return measure(read_socket, &fd, atof(argv[2]));
}
