/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: streams of bytes between a program and something at the server: a console, the contents
 * of a volume, a picture of a screen.
 *
 * vmrpc_domain_open_console(), vmrpc_domain_screenshot(), vmrpc_volume_upload() and
 * vmrpc_volume_download() open one. Reading a stream to its end:
 *
 *     while ((n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_DEFAULT, NULL,
 *                                   &error)) > 0)
 *         fwrite(buffer, 1, n, file);
 *     if (n < 0 || vmrpc_stream_finish(stream, &error) < 0)
 *         fprintf(stderr, "%s\n", vmrpc_error_message(error));
 *     vmrpc_stream_free(stream);
 *
 * A connection can have many streams, with other calls in between: none holds up another. Of one
 * stream, one thread may receive while another sends; several that do the same of the two want a
 * lock of their own. Any thread may abort a stream to get those out that wait in it.
 *
 * A stream that failed stays failed: whatever is asked of it says so again, until it is freed. It
 * is lost with its connection, also where that comes back by itself
 * (VMRPC_CONNECTION_OPEN_RECONNECT).
 */
#ifndef VMRPC_STREAM_H
#define VMRPC_STREAM_H

#include <sys/types.h>

#include "vmrpc/connection.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An open stream; holds a reference of its connection. Since 0.1. */
typedef struct VmrpcStream VmrpcStream;

/*
 * Takes what has come, at most size bytes (at least 1), and waits for something if nothing has:
 * timeout_ms, 0 for not at all, VMRPC_TIMEOUT_NONE or VMRPC_TIMEOUT_DEFAULT. Returns how many bytes
 * it has put into buffer.
 *
 * 0 is the end of the stream, or, if *ret_hole then is not 0, so many zero bytes that nobody sent.
 * Holes come only in streams that were opened for them; with ret_hole NULL they are filled in.
 *
 * If nothing came in time it fails with VMRPC_ERR_OPERATION_TIMEOUT; nothing is lost, and it may be
 * called again. The next bytes are asked for in advance, when the last are taken. Since 0.1.
 */
ssize_t vmrpc_stream_recv(VmrpcStream *stream, void *buffer, size_t size, int timeout_ms,
                          uint64_t *ret_hole, VmrpcError **error);

/*
 * Gives bytes to the stream: waits, as vmrpc_stream_recv() does, while much of what was given
 * before has not been taken at the other end, and returns when these are on their way. So a failure
 * shows in a later call, at the latest in vmrpc_stream_finish(). Returns size, or less if the time
 * was over when some of it was on its way; VMRPC_ERR_OPERATION_TIMEOUT if nothing of it is. Since
 * 0.1.
 */
ssize_t vmrpc_stream_send(VmrpcStream *stream, const void *bytes, size_t size, int timeout_ms,
                          VmrpcError **error);
/* Gives so many zero bytes without sending them, in a stream that was opened for holes. Since 0.1.
 */
int vmrpc_stream_send_hole(VmrpcStream *stream, uint64_t size, int timeout_ms, VmrpcError **error);

/* Waits, as vmrpc_stream_recv() does, until all that was given has been taken at the other end.
 * Since 0.1. */
int vmrpc_stream_flush(VmrpcStream *stream, int timeout_ms, VmrpcError **error);

/*
 * Ends the stream in order. When this has succeeded, all that was sent is where it belongs, on disk
 * in the case of a volume. Whether it succeeds or fails the stream is over, unless this fails with
 * VMRPC_ERR_OPERATION_TIMEOUT because the other end does not take what was sent. Since 0.1.
 */
int vmrpc_stream_finish(VmrpcStream *stream, VmrpcError **error);

/* Ends it at once: what it was to make is undone as far as that can be, and threads that wait in it
 * fail with VMRPC_ERR_OPERATION_ABORTED. Nothing happens if it is over. Since 0.1. */
int vmrpc_stream_abort(VmrpcStream *stream, VmrpcError **error);

/* Frees it, and aborts it if it is not over, without waiting for that. Since 0.1. */
void vmrpc_stream_free(VmrpcStream *stream);

/* The connection; no reference is taken. Since 0.1. */
VmrpcConnection *vmrpc_stream_connection(const VmrpcStream *stream);

/* Called from within vmrpc_connection_dispatch() of the stream's connection.
 * May call anything of the stream, vmrpc_stream_free() included. Since 0.1. */
typedef void (*VmrpcStreamFunc)(VmrpcStream *stream, void *data);

/*
 * For a program with its own poll loop, which receives and sends with a timeout of 0: has callback
 * called when something has come or has been taken, or the stream has failed, so that what ended
 * with VMRPC_ERR_OPERATION_TIMEOUT is worth another try. To be set before the stream is first used,
 * and tried once without having been called; NULL takes it back. The stream must be freed by the
 * thread that dispatches, or while none does. Since 0.1.
 */
void vmrpc_stream_set_callback(VmrpcStream *stream, VmrpcStreamFunc callback, void *data);

#ifdef __cplusplus
}
#endif

#endif
