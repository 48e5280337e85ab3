/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvirt's own framing, for the tools that are linked to its library.
 *
 * A packet is seven words (length with itself, program, version, procedure, type, serial, status)
 * and a body. A reply's status word and what follows it are the bytes of our result unions, so one
 * encoded result serves both framings. What the framing has beyond calls and replies (events,
 * streams, keepalive, descriptors) is written with the functions here; they keep no state.
 */
#ifndef VMRPC_RPC_CODEC_LIBVIRT_H
#define VMRPC_RPC_CODEC_LIBVIRT_H

#include "rpc/codec.h"

/* The word behind the length: two of the programs there are. */
#define LIBVIRT_PROGRAM_REMOTE 0x20008086u
#define LIBVIRT_PROGRAM_KEEPALIVE 0x6b656570u
enum { LIBVIRT_PING = 1, LIBVIRT_PONG = 2 };

#define LIBVIRT_HEADER_SIZE 28u
/* The largest body; the length word is this, the header, and no more than 4 on top. */
#define LIBVIRT_BODY_MAX 33554408u
/* The largest piece of a stream in one packet: older clients take no more. */
#define LIBVIRT_STREAM_DATA_MAX 262120u
/* Descriptors that may follow one packet, each with one byte that no length counts. */
#define LIBVIRT_FDS_MAX 32u

typedef enum {
    LIBVIRT_CALL = 0,
    LIBVIRT_REPLY = 1,
    LIBVIRT_EVENT = 2, /* and keepalive */
    LIBVIRT_STREAM = 3,
    LIBVIRT_CALL_WITH_FDS = 4,
    LIBVIRT_REPLY_WITH_FDS = 5,
    LIBVIRT_HOLE = 6,
} LibvirtType;

/* Starts a packet at the tail of `out`; the caller appends the body and ends it. status is the
 * header's last word. */
size_t codec_libvirt_begin(Buffer *out, const CallId *id, LibvirtType type, uint32_t status);
/* extra: bytes of the body that are queued elsewhere, right behind. */
void codec_libvirt_end(Buffer *out, size_t start, size_t extra);

/* A reply that was encoded from `start` on in `out`, and ended, is one that a descriptor follows.
 */
void codec_libvirt_mark_fd(Buffer *out, size_t start);

/* A whole ping or pong. */
void codec_libvirt_keepalive(Buffer *out, uint32_t procedure);

/* How many zero bytes a MESSAGE_HOLE stands for; false if the body is malformed. */
bool codec_libvirt_hole(const Message *message, uint64_t *ret_size);
/* A whole packet that says so of a stream. */
void codec_libvirt_send_hole(Buffer *out, const CallId *id, uint64_t size);

#endif
