/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TLS with nothing around it: usage tls_bare serve CA CERT KEY BYTES SOURCE FILE, which prints
 * "ready PORT", answers each byte it reads by one, to "s" writes so many bytes of the source, and
 * after "r" reads so many, writes them over the file, syncs it and answers; and tls_bare
 * shake|ask|take|give CA CERT KEY PORT NUMBER [SOURCE], which prints handshakes per second,
 * questions per second on one session, or MB/s of what it was sent, or has sent of the source. With
 * CERT "-" the client has none.
 *
 * tls_bare onc CA CERT KEY PORT NUMBER shakes hands with a daemon that expects TLS from the first
 * byte, by the name of ONC RPC.
 */
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

#include "bench/socket.h"

#define RECORD_SIZE 16384
#define BLOCK_SIZE (256 * 1024) /* of a file that is sent */

static SSL_CTX *make_context(int server, char **files)
{
    SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());

    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (SSL_CTX_load_verify_locations(context, files[0], NULL) != 1 ||
        (strcmp(files[1], "-") != 0 &&
         (SSL_CTX_use_certificate_chain_file(context, files[1]) != 1 ||
          SSL_CTX_use_PrivateKey_file(context, files[2], SSL_FILETYPE_PEM) != 1))) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    SSL_CTX_set_verify(context,
                       server ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER,
                       NULL);
    return context;
}

/* So many bytes of a file. */
static int write_all(SSL *ssl, size_t bytes, const char *path)
{
    static char out[BLOCK_SIZE];
    int file = open(path, O_RDONLY | O_CLOEXEC);

    while (bytes > 0) {
        ssize_t got = read(file, out, bytes < sizeof(out) ? bytes : sizeof(out));

        if (got <= 0 || SSL_write(ssl, out, (int) got) != got)
            break;
        bytes -= (size_t) got;
    }
    close(file);
    return bytes > 0 ? -1 : 0;
}

/* Into the file, unless that is -1. */
static int read_all(SSL *ssl, size_t bytes, int file)
{
    static char in[RECORD_SIZE];

    while (bytes > 0) {
        int got = SSL_read(ssl, in, sizeof(in));

        if (got <= 0 || (file >= 0 && bench_write(file, in, (size_t) got) < 0))
            return -1;
        bytes -= (size_t) got;
    }
    return 0;
}

static int store(SSL *ssl, size_t bytes, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int result = file < 0 ? -1 : read_all(ssl, bytes, file);

    if (result == 0)
        result = fsync(file);
    close(file);
    return result;
}

static void answer(SSL *ssl, size_t bytes, char **paths)
{
    char byte;

    while (SSL_read(ssl, &byte, 1) == 1) {
        if (byte == 's' && write_all(ssl, bytes, paths[0]) < 0)
            return;
        if (byte == 'r' && store(ssl, bytes, paths[1]) < 0)
            return;
        if (byte != 's')
            SSL_write(ssl, &byte, 1);
    }
}

/* paths: the source, and the file to write over. */
static int serve(char **files, size_t bytes, char **paths)
{
    SSL_CTX *context = make_context(1, files);
    int listener = bench_listen("tcp"), peer;

    signal(SIGPIPE, SIG_IGN);
    while ((peer = accept(listener, NULL, NULL)) >= 0) {
        SSL *ssl = SSL_new(context);

        SSL_set_fd(ssl, peer);
        if (SSL_accept(ssl) == 1)
            answer(ssl, bytes, paths);
        SSL_free(ssl);
        close(peer);
    }
    return 1;
}

static SSL *shake(SSL_CTX *context, const char *port)
{
    SSL *ssl = SSL_new(context);
    int fd = bench_connect_tcp(port);

    SSL_set_fd(ssl, fd);
    if (fd < 0 || SSL_connect(ssl) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    return ssl;
}

static void leave(SSL *ssl)
{
    int fd = SSL_get_fd(ssl);

    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
}

static double handshakes(SSL_CTX *context, const char *port, size_t number)
{
    double start = bench_now();

    for (size_t i = 0; i < number; i++)
        leave(shake(context, port));
    return (double) number / (bench_now() - start);
}

static double questions(SSL_CTX *context, const char *port, size_t number)
{
    SSL *ssl = shake(context, port);
    double start = bench_now();
    char byte = 'x';

    for (size_t i = 0; i < number; i++) {
        if (SSL_write(ssl, &byte, 1) != 1 || SSL_read(ssl, &byte, 1) != 1)
            exit(1);
    }
    start = (double) number / (bench_now() - start);
    leave(ssl);
    return start;
}

static double taken(SSL_CTX *context, const char *port, size_t bytes)
{
    SSL *ssl = shake(context, port);
    double start = bench_now();

    SSL_write(ssl, "s", 1);
    if (read_all(ssl, bytes, -1) < 0)
        exit(1);
    start = (double) bytes / (bench_now() - start) / 1e6;
    leave(ssl);
    return start;
}

static double given(SSL_CTX *context, const char *port, size_t bytes, const char *path)
{
    SSL *ssl = shake(context, port);
    double start = bench_now();
    char byte;

    SSL_write(ssl, "r", 1);
    if (write_all(ssl, bytes, path) < 0 || SSL_read(ssl, &byte, 1) != 1)
        exit(1);
    start = (double) bytes / (bench_now() - start) / 1e6;
    leave(ssl);
    return start;
}

int main(int argc, char **argv)
{
    static const unsigned char sunrpc[] = "\006sunrpc";
    const char *what = argv[1];
    size_t number;
    SSL_CTX *context;

    if (argc < 7 || (argc < 8 && (strcmp(what, "serve") == 0 || strcmp(what, "give") == 0)))
        return 2;
    if (strcmp(what, "serve") == 0)
        return serve(argv + 2, strtoull(argv[5], NULL, 10), argv + 6);
    number = strtoull(argv[6], NULL, 10);
    context = make_context(0, argv + 2);
    if (strcmp(what, "onc") == 0)
        SSL_CTX_set_alpn_protos(context, sunrpc, sizeof(sunrpc) - 1);
    if (strcmp(what, "ask") == 0)
        printf("%.1f\n", questions(context, argv[5], number));
    else if (strcmp(what, "take") == 0)
        printf("%.1f\n", taken(context, argv[5], number));
    else if (strcmp(what, "give") == 0)
        printf("%.1f\n", given(context, argv[5], number, argv[7]));
    else
        printf("%.1f\n", handshakes(context, argv[5], number));
    SSL_CTX_free(context);
    return 0;
}
