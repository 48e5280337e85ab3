/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: what all its parts share and belongs to no object: the version, memory, timeouts.
 */
#ifndef VMRPC_BASE_H
#define VMRPC_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The release that this header belongs to, as major * 1000000 + minor * 1000 + micro. */
#define VMRPC_VERSION_NUMBER 1000

/* The release of the library that is loaded, such as "0.1.0". Since 0.1. */
const char *vmrpc_library_version(void);

/* Frees what a function gave as `char *` or as an array of numbers or of structs whose comment
 * names this function; NULL is fine. Since 0.1. */
void vmrpc_free(void *memory);

/* Frees a NULL-terminated array of strings and the strings. Since 0.1. */
void vmrpc_string_list_free(char **strings);

/* Timeouts, in milliseconds. Every timeout_ms takes them. */
#define VMRPC_TIMEOUT_NONE (-1)    /* wait for ever */
#define VMRPC_TIMEOUT_DEFAULT (-2) /* that of the thread, else that of the connection */

/* Sets the timeout of all calls that this thread makes on any connection, vmrpc_connection_open()
 * included; VMRPC_TIMEOUT_DEFAULT takes it back. Returns what was set before, to be restored. Since
 * 0.1. */
int vmrpc_set_thread_timeout(int timeout_ms);

/* Bytes of a UUID, and characters of its text with the final NUL. */
#define VMRPC_UUID_SIZE 16
#define VMRPC_UUID_STRING_SIZE 37

#ifdef __cplusplus
}
#endif

#endif
