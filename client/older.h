/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Servers that are older than this library: what a procedure that they lack does, by those they
 * have.
 *
 * Nobody above needs to know: the answer has the shape of the newer procedure's result. Only what
 * can be said completely in the older way is said so; everything else fails as the server does.
 */
#ifndef VMRPC_CLIENT_OLDER_H
#define VMRPC_CLIENT_OLDER_H

#include "client/connection.h"
#include "remote_protocol.h"

/*
 * Answers a procedure of REMOTE_PROGRAM that the server does not know by calling others: fills the
 * zeroed result, which is freed as if it had been decoded. False: it cannot; *err is left alone if
 * there is no other way, and tells why if one failed.
 */
bool older_answer(VmrpcConnection *connection, uint32_t procedure, const void *args, void *result,
                  GError **err);
/* The same for CONNECT_LIST_ALL_DOMAINS. */
bool older_list_domains(VmrpcConnection *connection, const void *args, void *result, GError **err);

#endif
