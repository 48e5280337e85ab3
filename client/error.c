/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcError, the error object of the public interface.
 *
 * The public codes are those of base/error.h and of the wire; the assertions below prove it, so
 * that numbers are never translated.
 */
#include "client/error.h"

#include <string.h>

struct VmrpcError {
    int code;
    bool is_remote;
    char *message;
};

#define SAME(name)                                                                                 \
    _Static_assert((int) VMRPC_ERR_##name == (int) ERR_##name, "the public code of ERR_" #name)
SAME(INTERNAL);
SAME(NO_MEMORY);
SAME(NO_SUPPORT);
SAME(NO_CONNECT);
SAME(INVALID_CONN);
SAME(INVALID_ARG);
SAME(OPERATION_FAILED);
SAME(OS_TYPE);
SAME(XML);
SAME(DOM_EXIST);
SAME(OPERATION_DENIED);
SAME(OPEN_FAILED);
SAME(READ_FAILED);
SAME(PARSE_FAILED);
SAME(CONF_SYNTAX);
SAME(WRITE_FAILED);
SAME(XML_DETAIL);
SAME(SYSTEM);
SAME(RPC);
SAME(NO_DOMAIN);
SAME(NO_NETWORK);
SAME(AUTH_FAILED);
SAME(NO_STORAGE_POOL);
SAME(NO_STORAGE_VOL);
SAME(NO_NODE_DEVICE);
SAME(OPERATION_INVALID);
SAME(NO_INTERFACE);
SAME(NO_NWFILTER);
SAME(NO_SECRET);
SAME(CONFIG_UNSUPPORTED);
SAME(OPERATION_TIMEOUT);
SAME(NO_DOMAIN_SNAPSHOT);
SAME(INVALID_STREAM);
SAME(ARGUMENT_UNSUPPORTED);
SAME(OPERATION_ABORTED);
SAME(NO_DOMAIN_METADATA);
SAME(OVERFLOW);
SAME(OPERATION_UNSUPPORTED);
SAME(AGENT_UNRESPONSIVE);
SAME(RESOURCE_BUSY);
SAME(ACCESS_DENIED);
SAME(STORAGE_VOL_EXIST);
SAME(NO_CLIENT);
SAME(DEVICE_MISSING);
SAME(SNAPSHOT_REVERT_RISKY);
SAME(NO_NWFILTER_BINDING);
SAME(NO_DOMAIN_CHECKPOINT);
SAME(NO_HOSTNAME);
SAME(BLOCK_COPY_ACTIVE);
SAME(NO_DOMAIN_BACKUP);
#undef SAME

static const struct {
    int code;
    const char *word;
} code_words[] = {
    {VMRPC_ERR_OK, "ok"},
    {VMRPC_ERR_INTERNAL, "internal"},
    {VMRPC_ERR_NO_MEMORY, "no-memory"},
    {VMRPC_ERR_NO_SUPPORT, "no-support"},
    {VMRPC_ERR_NO_CONNECT, "no-connect"},
    {VMRPC_ERR_INVALID_CONN, "invalid-conn"},
    {VMRPC_ERR_INVALID_ARG, "invalid-arg"},
    {VMRPC_ERR_OPERATION_FAILED, "operation-failed"},
    {VMRPC_ERR_OS_TYPE, "os-type"},
    {VMRPC_ERR_XML, "xml"},
    {VMRPC_ERR_DOM_EXIST, "dom-exist"},
    {VMRPC_ERR_OPERATION_DENIED, "operation-denied"},
    {VMRPC_ERR_OPEN_FAILED, "open-failed"},
    {VMRPC_ERR_READ_FAILED, "read-failed"},
    {VMRPC_ERR_PARSE_FAILED, "parse-failed"},
    {VMRPC_ERR_CONF_SYNTAX, "conf-syntax"},
    {VMRPC_ERR_WRITE_FAILED, "write-failed"},
    {VMRPC_ERR_XML_DETAIL, "xml-detail"},
    {VMRPC_ERR_SYSTEM, "system"},
    {VMRPC_ERR_RPC, "rpc"},
    {VMRPC_ERR_NO_DOMAIN, "no-domain"},
    {VMRPC_ERR_NO_NETWORK, "no-network"},
    {VMRPC_ERR_AUTH_FAILED, "auth-failed"},
    {VMRPC_ERR_NO_STORAGE_POOL, "no-storage-pool"},
    {VMRPC_ERR_NO_STORAGE_VOL, "no-storage-vol"},
    {VMRPC_ERR_NO_NODE_DEVICE, "no-node-device"},
    {VMRPC_ERR_OPERATION_INVALID, "operation-invalid"},
    {VMRPC_ERR_NO_INTERFACE, "no-interface"},
    {VMRPC_ERR_NO_NWFILTER, "no-nwfilter"},
    {VMRPC_ERR_NO_SECRET, "no-secret"},
    {VMRPC_ERR_CONFIG_UNSUPPORTED, "config-unsupported"},
    {VMRPC_ERR_OPERATION_TIMEOUT, "operation-timeout"},
    {VMRPC_ERR_NO_DOMAIN_SNAPSHOT, "no-domain-snapshot"},
    {VMRPC_ERR_INVALID_STREAM, "invalid-stream"},
    {VMRPC_ERR_ARGUMENT_UNSUPPORTED, "argument-unsupported"},
    {VMRPC_ERR_STORAGE_POOL_BUILT, "storage-pool-built"},
    {VMRPC_ERR_OPERATION_ABORTED, "operation-aborted"},
    {VMRPC_ERR_NO_DOMAIN_METADATA, "no-domain-metadata"},
    {VMRPC_ERR_OVERFLOW, "overflow"},
    {VMRPC_ERR_BLOCK_COPY_ACTIVE, "block-copy-active"},
    {VMRPC_ERR_OPERATION_UNSUPPORTED, "operation-unsupported"},
    {VMRPC_ERR_AGENT_UNRESPONSIVE, "agent-unresponsive"},
    {VMRPC_ERR_RESOURCE_BUSY, "resource-busy"},
    {VMRPC_ERR_ACCESS_DENIED, "access-denied"},
    {VMRPC_ERR_STORAGE_VOL_EXIST, "storage-vol-exist"},
    {VMRPC_ERR_NO_CLIENT, "no-client"},
    {VMRPC_ERR_DEVICE_MISSING, "device-missing"},
    {VMRPC_ERR_SNAPSHOT_REVERT_RISKY, "snapshot-revert-risky"},
    {VMRPC_ERR_NO_NWFILTER_BINDING, "no-nwfilter-binding"},
    {VMRPC_ERR_NO_DOMAIN_CHECKPOINT, "no-domain-checkpoint"},
    {VMRPC_ERR_NO_DOMAIN_BACKUP, "no-domain-backup"},
    {VMRPC_ERR_NO_HOSTNAME, "no-hostname"},
};

/* How every union NAME_res of remote_protocol.x begins. */
typedef struct ResultHead {
    int status;
    union {
        remote_error error; /* unless status is 0 */
    } u;
} ResultHead;

static G_DEFINE_QUARK(vmrpc - remote - error, client_error_remote)

    bool client_error_check_result(const void *result, GError **err)
{
    const ResultHead *head = result;
    const remote_error *remote = &head->u.error;

    if (head->status == 0)
        return true;
    g_set_error_literal(err, client_error_remote_quark(), remote->code,
                        remote->message ? *remote->message : "the server gives no reason");
    return false;
}

bool client_error_is_remote(const GError *error)
{
    return error && error->domain == client_error_remote_quark();
}

int client_error_code(const GError *error)
{
    if (client_error_is_remote(error))
        return error->code;
    return error_code(error);
}

VmrpcError *client_error_new(const GError *error)
{
    VmrpcError *result = g_new0(VmrpcError, 1);

    result->code = client_error_code(error);
    result->is_remote = client_error_is_remote(error);
    result->message = g_strdup(error->message);
    return result;
}

int client_error_give(VmrpcError **ret_error, GError *error)
{
    if (ret_error)
        *ret_error = client_error_new(error);
    g_error_free(error);
    return -1;
}

int vmrpc_error_code(const VmrpcError *error)
{
    return error ? error->code : VMRPC_ERR_OK;
}

const char *vmrpc_error_message(const VmrpcError *error)
{
    return error ? error->message : "no error";
}

int vmrpc_error_is_remote(const VmrpcError *error)
{
    return error && error->is_remote;
}

VmrpcError *vmrpc_error_copy(const VmrpcError *error)
{
    VmrpcError *copy;

    if (!error)
        return NULL;
    copy = g_memdup2(error, sizeof(*error));
    copy->message = g_strdup(error->message);
    return copy;
}

void vmrpc_error_free(VmrpcError *error)
{
    if (!error)
        return;
    g_free(error->message);
    g_free(error);
}

const char *vmrpc_error_code_to_string(int code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(code_words); i++)
        if (code_words[i].code == code)
            return code_words[i].word;
    return "unknown";
}
