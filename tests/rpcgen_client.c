/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client as anybody may write one: remote_protocol.x, rpcgen, plain libtirpc; nothing else of this
 * project. Opens, registers for events, lists, starts a guest and stops it while events arrive on the
 * same connection. Usage: rpcgen_client unix PATH | tcp PORT, URI, DOMAIN.
 */
#include <arpa/inet.h>
#include <rpc/rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "remote_protocol.h"

#define CHECK(what, condition) \
    do { \
        if (!(condition)) { \
            printf("FAILED: %s (line %d)\n", what, __LINE__); \
            exit(1); \
        } \
    } while (0)

static CLIENT *connect_to(const char *kind, const char *where)
{
    if (strcmp(kind, "tcp") == 0) {
        struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_port = htons((uint16_t) atoi(where)),
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int fd = RPC_ANYSOCK;

        return clnttcp_create(&address, REMOTE_PROGRAM, REMOTE_V1, &fd, 0, 0);
    } else {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        struct netbuf name = {.maxlen = sizeof(address), .len = sizeof(address), .buf = &address};
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);

        snprintf(address.sun_path, sizeof(address.sun_path), "%s", where);
        CHECK("connect", connect(fd, (struct sockaddr *) &address, sizeof(address)) == 0);
        return clnt_vc_create(fd, &name, REMOTE_PROGRAM, REMOTE_V1, 0, 0);
    }
}

static int state_of(CLIENT *client, remote_domain domain)
{
    domain_get_state_args args = {.dom = domain};
    domain_get_state_res result = {0};

    CHECK("state", domain_get_state_1(&args, &result, client) == RPC_SUCCESS && result.status == 0);
    return result.domain_get_state_res_u.ret.state;
}

int main(int argc, char **argv)
{
    CLIENT *client;

    CHECK("usage", argc == 5);
    client = connect_to(argv[1], argv[2]);
    CHECK("client", client);
    {
        connect_open_args args = {.name = &argv[3]};
        connect_open_res result = {0};

        CHECK("open", connect_open_1(&args, &result, client) == RPC_SUCCESS && result.status == 0);
    }
    {
        connect_domain_event_callback_register_any_args args = {0};
        connect_domain_event_callback_register_any_res result = {0};

        CHECK("register",
              connect_domain_event_callback_register_any_1(&args, &result, client) == RPC_SUCCESS);
        CHECK("registered", result.status == 0);
    }
    {
        connect_list_all_domains_args args = {.need_results = 1};
        connect_list_all_domains_res result = {0};
        connect_list_all_domains_ret *ret = &result.connect_list_all_domains_res_u.ret;

        CHECK("list", connect_list_all_domains_1(&args, &result, client) == RPC_SUCCESS);
        CHECK("listed", result.status == 0 && ret->domains.domains_len >= 1);
        xdr_free((xdrproc_t) xdr_connect_list_all_domains_res, (char *) &result);
    }
    for (int round = 0; round < 3; round++) {
        domain_lookup_by_name_args args = {.name = argv[4]};
        domain_lookup_by_name_res result = {0};
        remote_domain domain;
        domain_create_res created = {0};
        domain_destroy_res destroyed = {0};

        CHECK("lookup", domain_lookup_by_name_1(&args, &result, client) == RPC_SUCCESS);
        CHECK("found", result.status == 0);
        domain = result.domain_lookup_by_name_res_u.ret.dom;
        CHECK("create", domain_create_1(&(domain_create_args) {.dom = domain}, &created, client) ==
                            RPC_SUCCESS);
        if (created.status != 0)
            printf("%s\n", *created.domain_create_res_u.error.message);
        CHECK("created", created.status == 0);
        CHECK("runs", state_of(client, domain) == DOMAIN_STATE_RUNNING);
        CHECK("destroy", domain_destroy_1(&(domain_destroy_args) {.dom = domain}, &destroyed,
                                          client) == RPC_SUCCESS &&
                             destroyed.status == 0);
        CHECK("is off", state_of(client, domain) == DOMAIN_STATE_SHUTOFF);
        xdr_free((xdrproc_t) xdr_domain_lookup_by_name_res, (char *) &result);
    }
    {
        domain_lookup_by_name_args args = {.name = (char *) "no such guest"};
        domain_lookup_by_name_res result = {0};

        CHECK("lookup", domain_lookup_by_name_1(&args, &result, client) == RPC_SUCCESS);
        CHECK("error", result.status != 0 && result.domain_lookup_by_name_res_u.error.code == 42);
        xdr_free((xdrproc_t) xdr_domain_lookup_by_name_res, (char *) &result);
    }
    auth_destroy(client->cl_auth);
    clnt_destroy(client);
    printf("ok\n");
    return 0;
}
