/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the clients of a server, for its administrator.
 */
#ifndef VMRPC_CLIENT_H
#define VMRPC_CLIENT_H

#include "vmrpc/connection.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One that was connected when the list was made. Strings belong to the list. Since 0.1. */
typedef struct VmrpcClientInfo {
    uint64_t id;             /* of the connection; counts them since the server's start */
    uint64_t since_us;       /* when it connected, microseconds since the Unix epoch */
    const char *name;        /* as in the server's log: address or process, and certificate */
    const char *transport;   /* "unix", "tcp", "tls", "stdio" */
    const char *framing;     /* "onc", "libvirt"; NULL: it has not said anything yet */
    int64_t uid;             /* of a local client; -1: not known */
    int64_t gid;             /* the same */
    int64_t pid;             /* the same: of the process that connected */
    const char *certificate; /* its subject; NULL: it has shown none */
    const char *uri;         /* the driver that it has open; NULL: none yet */
    int is_read_only;
    unsigned int calls; /* in flight */
    unsigned int subscriptions;
    unsigned int streams;
    uint64_t calls_total;
    uint64_t queued_bytes; /* wait to be read by it */
} VmrpcClientInfo;

/* Gives a NULL-terminated array of the clients that this one may know of, itself included, in the
 * order of their coming, to be freed with vmrpc_client_list_free(), and returns how many there are.
 * Those are all but clients with a driver open that the server's access rules do not let this one
 * change. A connection that is read-only gets VMRPC_ERR_OPERATION_DENIED. Since 0.1. */
int vmrpc_client_list(VmrpcConnection *connection, VmrpcClientInfo ***ret_clients,
                      VmrpcError **error);
void vmrpc_client_list_free(VmrpcClientInfo **clients);

/* Has the server close a client's connection, when what it was sent before has been written. It may
 * be this one's own. VMRPC_ERR_NO_CLIENT if there is none of that id among those that
 * vmrpc_client_list() tells of. Since 0.1. */
int vmrpc_client_close(VmrpcConnection *connection, uint64_t id, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
