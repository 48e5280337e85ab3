/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: errors: why a call failed.
 */
#ifndef VMRPC_ERROR_H
#define VMRPC_ERROR_H

#include "vmrpc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why a call failed: a code for programs and a message for people. Since 0.1. */
typedef struct VmrpcError VmrpcError;

/*
 * The codes of errors. The numbers are fixed; the server may also send others of libvirt's, which
 * have no name here yet. Since 0.1. */
typedef enum VmrpcErrorCode {
    VMRPC_ERR_OK = 0,
    VMRPC_ERR_INTERNAL = 1,
    VMRPC_ERR_NO_MEMORY = 2,
    VMRPC_ERR_NO_SUPPORT = 3,   /* server or driver do not have this procedure */
    VMRPC_ERR_NO_CONNECT = 5,   /* no driver for the URI, or the daemon cannot be reached */
    VMRPC_ERR_INVALID_CONN = 6, /* the connection is closed, or belongs to another process */
    VMRPC_ERR_INVALID_ARG = 8,
    VMRPC_ERR_OPERATION_FAILED = 9,
    VMRPC_ERR_OS_TYPE = 16,
    VMRPC_ERR_XML = 27, /* well-formed, but not a valid document of its kind */
    VMRPC_ERR_DOM_EXIST = 28,
    VMRPC_ERR_OPERATION_DENIED = 29, /* the connection is read-only */
    VMRPC_ERR_OPEN_FAILED = 30,
    VMRPC_ERR_READ_FAILED = 31,
    VMRPC_ERR_PARSE_FAILED = 32,
    VMRPC_ERR_CONF_SYNTAX = 33,
    VMRPC_ERR_WRITE_FAILED = 34,
    VMRPC_ERR_XML_DETAIL = 35, /* not well-formed */
    VMRPC_ERR_SYSTEM = 38,     /* a system call failed */
    VMRPC_ERR_RPC = 39,        /* connection broken, or the peer breaks the protocol */
    VMRPC_ERR_NO_DOMAIN = 42,
    VMRPC_ERR_NO_NETWORK = 43,
    VMRPC_ERR_AUTH_FAILED = 45,
    VMRPC_ERR_NO_STORAGE_POOL = 49,
    VMRPC_ERR_NO_STORAGE_VOL = 50,
    VMRPC_ERR_NO_NODE_DEVICE = 53,
    VMRPC_ERR_OPERATION_INVALID = 55, /* not in the state the domain is in */
    VMRPC_ERR_NO_INTERFACE = 57,
    VMRPC_ERR_NO_NWFILTER = 62,
    VMRPC_ERR_NO_SECRET = 66,
    VMRPC_ERR_CONFIG_UNSUPPORTED = 67,
    VMRPC_ERR_OPERATION_TIMEOUT = 68,
    VMRPC_ERR_NO_DOMAIN_SNAPSHOT = 72,
    VMRPC_ERR_INVALID_STREAM = 73, /* there is no such stream, or it has ended */
    VMRPC_ERR_ARGUMENT_UNSUPPORTED = 74,
    VMRPC_ERR_STORAGE_POOL_BUILT = 76,
    VMRPC_ERR_SNAPSHOT_REVERT_RISKY = 77, /* needs force */
    VMRPC_ERR_OPERATION_ABORTED = 78,     /* cancelled by the caller */
    VMRPC_ERR_NO_DOMAIN_METADATA = 80,
    VMRPC_ERR_OVERFLOW = 82,          /* a limit was passed */
    VMRPC_ERR_BLOCK_COPY_ACTIVE = 83, /* a block job stands against it, or is not ready */
    VMRPC_ERR_OPERATION_UNSUPPORTED = 84,
    VMRPC_ERR_AGENT_UNRESPONSIVE = 86, /* the agent in a guest is not there, or does not answer */
    VMRPC_ERR_RESOURCE_BUSY = 87,
    VMRPC_ERR_ACCESS_DENIED = 88,
    VMRPC_ERR_STORAGE_VOL_EXIST = 90,
    VMRPC_ERR_NO_CLIENT = 96,
    VMRPC_ERR_DEVICE_MISSING = 99,
    VMRPC_ERR_NO_NWFILTER_BINDING = 101,
    VMRPC_ERR_NO_DOMAIN_CHECKPOINT = 103,
    VMRPC_ERR_NO_DOMAIN_BACKUP = 104,
    VMRPC_ERR_NO_HOSTNAME = 108,
    VMRPC_ERR_CHECKPOINT_INCONSISTENT = 109 /* it cannot be used any more */
} VmrpcErrorCode;

/* The code; VMRPC_ERR_OK for NULL. A number outside the enum is possible. Since 0.1. */
int vmrpc_error_code(const VmrpcError *error);

/* The message, one line, no full stop; "no error" for NULL. Never NULL. Since 0.1. */
const char *vmrpc_error_message(const VmrpcError *error);

/* 1 if the server reported it, 0 if it arose on this side (connection, URI, timeout). Since 0.1. */
int vmrpc_error_is_remote(const VmrpcError *error);

/* A copy; NULL for NULL. Since 0.1. */
VmrpcError *vmrpc_error_copy(const VmrpcError *error);
/* Since 0.1. */
void vmrpc_error_free(VmrpcError *error);

/* A short lower-case word for a code, such as "no-domain"; "unknown" for one without name. Since
 * 0.1. */
const char *vmrpc_error_code_to_string(int code);

#ifdef __cplusplus
}
#endif

#endif
