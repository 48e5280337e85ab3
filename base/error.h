/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The error object of the project: a GError in one domain whose codes are those of the wire.
 *
 * Every function that can fail takes a GError ** last. The code is for programs (clients branch on
 * some of them), the message for people: it names the thing and, where there is one, the way out.
 * The numbers are libvirt's virErrorNumber and never change; client/error.c proves at compile time
 * that the public enum in vmrpc.h agrees.
 */
#ifndef VMRPC_BASE_ERROR_H
#define VMRPC_BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

#include "base/cold.h"

typedef enum {
    ERR_INTERNAL = 1,
    ERR_NO_MEMORY = 2,
    ERR_NO_SUPPORT = 3,          /* the opened driver lacks this procedure */
    ERR_NO_CONNECT = 5,          /* no driver for this URI, or the daemon is not to be reached */
    ERR_INVALID_CONN = 6,        /* connection not opened, or closed */
    ERR_INVALID_ARG = 8,
    ERR_OPERATION_FAILED = 9,
    ERR_OS_TYPE = 16,
    ERR_XML = 27,                /* well-formed but not a valid document of its kind */
    ERR_DOM_EXIST = 28,
    ERR_OPERATION_DENIED = 29,   /* read-only connection */
    ERR_OPEN_FAILED = 30,
    ERR_READ_FAILED = 31,
    ERR_PARSE_FAILED = 32,
    ERR_CONF_SYNTAX = 33,
    ERR_WRITE_FAILED = 34,
    ERR_XML_DETAIL = 35,         /* not well-formed */
    ERR_SYSTEM = 38,             /* a system call failed; the message ends in strerror's words */
    ERR_RPC = 39,
    ERR_NO_DOMAIN = 42,
    ERR_NO_NETWORK = 43,
    ERR_AUTH_FAILED = 45,
    ERR_NO_STORAGE_POOL = 49,
    ERR_NO_STORAGE_VOL = 50,
    ERR_NO_NODE_DEVICE = 53,
    ERR_OPERATION_INVALID = 55,  /* not in this state */
    ERR_NO_INTERFACE = 57,
    ERR_NO_NWFILTER = 62,
    ERR_NO_SECRET = 66,
    ERR_CONFIG_UNSUPPORTED = 67,
    ERR_OPERATION_TIMEOUT = 68,
    ERR_NO_DOMAIN_SNAPSHOT = 72,
    ERR_INVALID_STREAM = 73,     /* there is no such stream, or it has ended */
    ERR_ARGUMENT_UNSUPPORTED = 74,
    ERR_SNAPSHOT_REVERT_RISKY = 77, /* needs force */
    ERR_OPERATION_ABORTED = 78,
    ERR_NO_DOMAIN_METADATA = 80,
    ERR_OVERFLOW = 82,
    ERR_BLOCK_COPY_ACTIVE = 83,  /* a block job stands against it, or is not ready */
    ERR_OPERATION_UNSUPPORTED = 84,
    ERR_AGENT_UNRESPONSIVE = 86,
    ERR_RESOURCE_BUSY = 87,
    ERR_ACCESS_DENIED = 88,
    ERR_STORAGE_VOL_EXIST = 90,
    ERR_NO_CLIENT = 96,
    ERR_DEVICE_MISSING = 99,
    ERR_NO_NWFILTER_BINDING = 101,
    ERR_NO_DOMAIN_CHECKPOINT = 103,
    ERR_NO_DOMAIN_BACKUP = 104,
    ERR_NO_HOSTNAME = 108,
    ERR_CHECKPOINT_INCONSISTENT = 109, /* it cannot be used any more */
} ErrorCode;

#define ERROR_DOMAIN error_domain_quark()
GQuark error_domain_quark(void);

/* Bytes of a message; of one that would have more the middle goes: documents may hold anything. */
#define ERROR_MESSAGE_MAX 4096

/* Sets *err (if err is not NULL) and returns false, so that a caller can `return error_set(…)`. */
bool error_set(GError **err, ErrorCode code, const char *format, ...) COLD G_GNUC_PRINTF(3, 4);

/* The same with ": " and strerror(errnum) appended, under ERR_SYSTEM. */
bool error_set_errno(GError **err, int errnum, const char *format, ...) COLD G_GNUC_PRINTF(3, 4);

/* The code of an error of any domain: ERR_INTERNAL for one that is not ours. */
ErrorCode error_code(const GError *error);

#endif
