/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stream: bytes between a client and something that a driver opens for it, a console or a volume.
 *
 * A driver's handler makes a StreamEnd and gives it to driver_call_open_stream(); from then on the
 * daemon calls it as the client asks, whatever framing the client speaks. Functions with _co_ run
 * in coroutines and may wait; at any time at most one co_recv and one co_send or co_finish of an
 * end are running. Nothing here knows of sockets.
 */
#ifndef VMRPC_DRIVERS_STREAM_H
#define VMRPC_DRIVERS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "drivers/driver.h"

typedef struct StreamEnd StreamEnd;

typedef struct StreamOps {
    /* To the client: waits until there is something, at most timeout_us (negative: for ever).
     * Returns how many bytes it has put into buffer, 0 if *ret_hole zero bytes come next, and 0
     * with *ret_hole 0 at the end or when time is over: *ret_ended tells which. -1: failed. NULL:
     * the client may only write. */
    ssize_t (*co_recv)(StreamEnd *end, uint8_t *buffer, size_t max, int64_t timeout_us,
                       uint64_t *ret_hole, bool *ret_ended, GError **err);
    /* From the client: returns when all is taken. NULL: the client may only read. */
    bool (*co_send)(StreamEnd *end, const uint8_t *bytes, size_t size, GError **err);
    /* So many zero bytes. NULL: no holes. */
    bool (*co_send_hole)(StreamEnd *end, uint64_t size, GError **err);
    /* The client has sent all: makes it last, and says whether that succeeded. NULL: nothing is to
     * be done. Free comes next. */
    bool (*co_finish)(StreamEnd *end, GError **err);
    /* The client has given up or gone: whoever waits in the functions above is woken and fails
     * soon. May come at any time and more than once. */
    void (*abort)(StreamEnd *end);
    /* When none of the functions above is running. Without a co_finish before that succeeded, what
     * was half made is undone. */
    void (*free)(StreamEnd *end);
} StreamOps;

/* The first member of a driver's own struct. */
struct StreamEnd {
    const StreamOps *ops;
};

/* Gives the client of this call the stream; takes the end over, also when it fails (the client has
 * gone, or has too many streams). To be called once, by a handler that is about to succeed. */
static inline bool driver_call_open_stream(DriverCall *call, StreamEnd *end, GError **err)
{
    if (call->open_stream)
        return call->open_stream(call, end, err);
    end->ops->free(end);
    return error_set(err, ERR_NO_SUPPORT, "nobody reads streams here");
}

#endif
