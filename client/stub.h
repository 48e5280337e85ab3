/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The CLIENT that rpcgen's stubs call through: one call of a stub is one call on the wire.
 *
 * The library's own calls put it on the stack; users get it from vmrpc_clnt_create(). The compiler
 * checks arguments and results against the stub's prototype, which is what this way is for.
 */
#ifndef VMRPC_CLIENT_STUB_H
#define VMRPC_CLIENT_STUB_H

#include "client/connection.h"
#include "remote_protocol.h"

typedef struct Stub {
    CLIENT client;
    VmrpcConnection *connection;
    uint32_t program;
    uint32_t version;
    const char *name;    /* of the procedure, for messages; NULL for a user's */
    int64_t deadline_us; /* the library's own calls */
    bool has_timeout;    /* a user's: CLSET_TIMEOUT was given */
    struct timeval timeout;
    GError *error; /* of the last call; only the library's own */
    uint32_t xid;  /* of the last call, and the connection to the server it went over */
    unsigned link;
} Stub;

void stub_begin(Stub *stub, VmrpcConnection *connection, uint32_t program, uint32_t version,
                const char *name);
/* A string as an argument: encoding only reads it, but rpcgen's types do not say so. */
static inline char *stub_string(const char *string)
{
    return (char *) string;
}
/* The XDR of nothing. */
bool_t stub_xdr_none(XDR *xdr, ...);
/* What became of a call of the wire, whose error this takes. If it failed the result has been
 * freed. */
bool stub_end_call(WireCall *call, GError **err);
/* The same of one that a stub made. */
bool stub_end(Stub *stub, enum clnt_stat stat, xdrproc_t xdr_result, void *result, GError **err);

/* Calls the stub NAME_1() of program and waits: true, and *result is to be freed with STUB_FREE(),
 * or false and err, and there is nothing to free. *result must be zeroed before. */
#define STUB_CALL_PROGRAM(connection, program, version, name, args, result, err)                   \
    ({                                                                                             \
        Stub stub_;                                                                                \
        stub_begin(&stub_, (connection), (program), (version), #name);                             \
        stub_end(&stub_, name##_1((args), (result), &stub_.client), (xdrproc_t) xdr_##name##_res,  \
                 (result), (err));                                                                 \
    })
#define STUB_CALL(connection, name, args, result, err)                                             \
    STUB_CALL_PROGRAM(connection, REMOTE_PROGRAM, REMOTE_V1, name, args, result, err)
#define STUB_FREE(name, result) xdr_free((xdrproc_t) xdr_##name##_res, (result))

#endif
