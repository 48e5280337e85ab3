/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One blocking caller with a library: usage caller tirpc ADDRESS CALLS (NULL by libtirpc's own
 * client), or caller vmrpc URI CALLS (the state of domain "test" by libvmrpc). Prints calls per
 * second.
 */
#include <rpc/rpc.h>

#include "bench/socket.h"
#include "vmrpc.h"

#define PROGRAM 0x20008086

static bool_t xdr_nothing(XDR *xdr, ...)
{
    (void) xdr;
    return TRUE;
}

static CLIENT *tirpc_client(const char *address)
{
    struct netbuf nobody = {.len = sizeof(struct sockaddr_un),
                            .maxlen = sizeof(struct sockaddr_un)};
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = bench_connect(address);

    snprintf(name.sun_path, sizeof(name.sun_path), "%s", address);
    nobody.buf = &name;
    return fd < 0 ? NULL : clnt_vc_create(fd, &nobody, PROGRAM, 1, 0, 0);
}

static int call_tirpc(const char *address, size_t calls)
{
    const struct timeval patience = {.tv_sec = 20};
    CLIENT *client = tirpc_client(address);

    if (!client) {
        clnt_pcreateerror(address);
        return -1;
    }
    for (size_t i = 0; i < calls; i++) {
        if (clnt_call(client, 0, xdr_nothing, NULL, xdr_nothing, NULL, patience) != RPC_SUCCESS)
            return -1;
    }
    clnt_destroy(client);
    return 0;
}

static int call_vmrpc(VmrpcDomain *domain, size_t calls)
{
    int state, reason;

    for (size_t i = 0; i < calls; i++) {
        if (vmrpc_domain_state(domain, &state, &reason, NULL) < 0)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    size_t calls = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    VmrpcConnection *connection = NULL;
    VmrpcDomain *domain = NULL;
    double start;
    int result;

    if (calls == 0)
        return 2;
    if (strcmp(argv[1], "vmrpc") == 0) {
        connection = vmrpc_connection_open(argv[2], 0, NULL);
        domain = connection ? vmrpc_domain_lookup_by_name(connection, "test", NULL) : NULL;
        if (!domain)
            return 1;
    }
    start = bench_now();
    result = domain ? call_vmrpc(domain, calls) : call_tirpc(argv[2], calls);
    if (result < 0) {
        fprintf(stderr, "a call failed\n");
        return 1;
    }
    printf("%.0f\n", (double) calls / (bench_now() - start));
    if (connection) {
        vmrpc_domain_unref(domain);
        vmrpc_connection_close(connection);
    }
    return 0;
}
