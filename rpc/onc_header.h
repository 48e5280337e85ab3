/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the header of an RFC 5531 message (rpc_msg), by hand: libtirpc's xdr_callmsg can neither
 * answer a wrong RPC version nor clear its padding.
 */
#ifndef VMRPC_RPC_ONC_HEADER_H
#define VMRPC_RPC_ONC_HEADER_H

#include "base/error.h"
#include "rpc/message.h"

/* accept_stat */
enum {
    ONC_SUCCESS = 0,
    ONC_PROG_UNAVAIL = 1,
    ONC_PROG_MISMATCH = 2,
    ONC_PROC_UNAVAIL = 3,
    ONC_GARBAGE_ARGS = 4,
    ONC_SYSTEM_ERR = 5,
};

/* Fills in all of *ret_message; its body points into the record. False if this is no message at
 * all: cut short, or neither call nor reply. What RPC has an answer for (rpc_version, auth_fault)
 * is no failure; such a message has no body. */
bool onc_header_parse(const uint8_t *record, size_t size, Message *ret_message, GError **err);

#endif
