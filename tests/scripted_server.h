/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport to a server that is a script of pieces: {kind, length of two bytes, bytes}. Each
 * call that is sent takes the next reply, with the events and raw bytes before it; the end of the
 * script is that of the connection. No thread, no descriptor that anything waits at.
 */
#ifndef VMRPC_TESTS_SCRIPTED_SERVER_H
#define VMRPC_TESTS_SCRIPTED_SERVER_H

#include <stdint.h>

#include "rpc/transport.h"

/* The kind of a piece, modulo their number: the body of a reply, that of an event, bytes as they
 * are. */
typedef enum { PIECE_REPLY, PIECE_EVENT, PIECE_RAW, PIECE_KINDS } PieceKind;

/* The script outlives it. Its descriptor is always ready. */
Transport *scripted_server_new(const uint8_t *script, size_t size);

#endif
