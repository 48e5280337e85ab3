/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two RPC messages that a check needs: a call of procedure 0, and the reply to it.
 *
 * Bytes in, verdict out; no I/O. The reply comes from anybody: nothing is read beyond what is
 * there, and a record above ONC_MAX_REPLY is no answer to these calls.
 */
#ifndef VMRPC_TOOLS_PKI_ONC_PROBE_H
#define VMRPC_TOOLS_PKI_ONC_PROBE_H

#include <stddef.h>
#include <stdint.h>

enum {
    ONC_CALL_SIZE = 44, /* record mark and call */
    ONC_MAX_REPLY = 1024,
};

typedef enum {
    ONC_MORE,     /* the record is not complete */
    ONC_STARTTLS, /* RFC 9289, section 4.1: TLS may start */
    ONC_SUCCESS,
    ONC_NO_PROGRAM, /* the program is not served, or not in this version */
    ONC_REFUSED,    /* authentication error */
    ONC_FAILED,     /* RPC, but neither of these */
    ONC_STRANGE,    /* no RPC reply to this call */
} OncAnswer;

/* A call of REMOTE_PROGRAM, version 1, procedure 0, as one record; credentials are AUTH_TLS for the
 * probe, AUTH_NONE otherwise. */
void onc_make_call(uint8_t call[ONC_CALL_SIZE], uint32_t xid, int probe);
OncAnswer onc_read_reply(const uint8_t *bytes, size_t size, uint32_t xid);

#endif
