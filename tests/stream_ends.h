/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ends of streams of every kind, in memory: what a driver would supply. domain_open_console opens
 * the one that its device names; the contract of drivers/stream.h is checked as they are used.
 * Header only; each test includes it once.
 *
 *   echo        gives back what it is sent, 64 KiB at most in between
 *   picture     can only be read: ENDS_PICTURE bytes, see ends_byte()
 *   holes       can only be read: "head", a hole of 4096 bytes, "tail"
 *   sink        can only be written to, holes as well
 *   silent      has nothing and takes nothing
 *   full        fails with its second bytes
 *   unfinished  fails when it is finished, slow as one that waits when it is finished
 *   refused     opens one and then fails; late opens one and then waits
 *   census      a text: how many other ends there are, and how many coroutines
 */
#include <string.h>

#include "base/coroutine.h"
#include "drivers/stream.h"

#define ENDS_ROOM (64 << 10)
#define ENDS_PICTURE (600 << 10)

typedef struct FakeEnd {
    StreamEnd end;
    const char *kind;
    GByteArray *bytes;
    uint64_t hole; /* sent in all */
    unsigned step; /* of what it has done so far */
    bool receiving, sending, aborted, finished;
    CoWaiter receiver, sender;
} FakeEnd;

/* All ends of the test. */
static struct {
    unsigned alive, finished, undone;
    FakeEnd *last; /* may be freed */
    CoWaiter *late;
} ends;

/* So that bytes in a wrong order do not look right. */
static inline uint8_t ends_byte(size_t offset)
{
    return (uint8_t) (offset * 7 + offset / 251);
}

static FakeEnd *ends_enter(StreamEnd *end, bool *inside)
{
    g_assert_false(*inside);
    *inside = true;
    return (FakeEnd *) end;
}

static ssize_t ends_take(FakeEnd *end, uint8_t *buffer, size_t max)
{
    size_t size = MIN(max, end->bytes->len);

    if (size > 0)
        memcpy(buffer, end->bytes->data, size);
    g_byte_array_remove_range(end->bytes, 0, (guint) size);
    co_wake(&end->sender);
    return (ssize_t) size;
}

static ssize_t ends_co_recv(StreamEnd *stream_end, uint8_t *buffer, size_t max, int64_t timeout_us,
                            uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->receiving);
    int64_t until = g_get_monotonic_time() + timeout_us;

    (void) ret_hole;
    (void) ret_ended;
    while (end->bytes->len == 0 && !end->aborted) {
        int64_t left = until - g_get_monotonic_time();

        if (!co_wait(&end->receiver, timeout_us > 0 ? MAX(0, left) : timeout_us))
            break;
    }
    end->receiving = false;
    if (!end->aborted)
        return ends_take(end, buffer, max);
    error_set(err, ERR_INTERNAL, "the end was aborted");
    return -1;
}

static ssize_t ends_co_recv_picture(StreamEnd *stream_end, uint8_t *buffer, size_t max,
                                    int64_t timeout_us, uint64_t *ret_hole, bool *ret_ended,
                                    GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->receiving);

    (void) timeout_us;
    (void) ret_hole;
    (void) err;
    co_pause();
    end->receiving = false;
    g_assert_cmpuint(end->step, ==, 0); /* nobody asks after the end */
    *ret_ended = end->bytes->len == 0;
    end->step = *ret_ended;
    return ends_take(end, buffer, max);
}

static ssize_t ends_co_recv_holes(StreamEnd *stream_end, uint8_t *buffer, size_t max,
                                  int64_t timeout_us, uint64_t *ret_hole, bool *ret_ended,
                                  GError **err)
{
    FakeEnd *end = (FakeEnd *) stream_end;

    (void) timeout_us;
    (void) err;
    g_assert_cmpuint(max, >=, 4);
    switch (end->step++) {
    case 0:
        memcpy(buffer, "head", 4);
        return 4;
    case 1:
        *ret_hole = 4096;
        return 0;
    case 2:
        memcpy(buffer, "tail", 4);
        return 4;
    default:
        *ret_ended = true;
        return 0;
    }
}

static bool ends_co_send(StreamEnd *stream_end, const uint8_t *bytes, size_t size, GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->sending);

    while (end->bytes->len + size > MAX(ENDS_ROOM, size) && !end->aborted)
        co_wait(&end->sender, -1);
    end->sending = false;
    if (end->aborted)
        return error_set(err, ERR_INTERNAL, "the end was aborted");
    g_byte_array_append(end->bytes, bytes, (guint) size);
    co_wake(&end->receiver);
    return true;
}

static bool ends_co_send_to_sink(StreamEnd *stream_end, const uint8_t *bytes, size_t size,
                                 GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->sending);

    (void) err;
    co_pause();
    end->sending = false;
    g_byte_array_append(end->bytes, bytes, (guint) size);
    return true;
}

static bool ends_co_send_never(StreamEnd *stream_end, const uint8_t *bytes, size_t size,
                               GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->sending);

    (void) bytes;
    (void) size;
    while (!end->aborted)
        co_wait(&end->sender, -1);
    end->sending = false;
    return error_set(err, ERR_INTERNAL, "the end was aborted");
}

static bool ends_co_send_to_full(StreamEnd *stream_end, const uint8_t *bytes, size_t size,
                                 GError **err)
{
    FakeEnd *end = (FakeEnd *) stream_end;

    if (end->step++ == 1)
        return error_set(err, ERR_WRITE_FAILED, "no space left");
    g_byte_array_append(end->bytes, bytes, (guint) size);
    return true;
}

static bool ends_co_send_hole(StreamEnd *stream_end, uint64_t size, GError **err)
{
    (void) err;
    ((FakeEnd *) stream_end)->hole += size;
    return true;
}

static bool ends_co_finish(StreamEnd *stream_end, GError **err)
{
    FakeEnd *end = ends_enter(stream_end, &((FakeEnd *) stream_end)->sending);

    if (strcmp(end->kind, "slow") == 0)
        while (!end->aborted && end->step == 0)
            co_wait(&end->sender, -1);
    end->sending = false;
    if (end->aborted)
        return error_set(err, ERR_INTERNAL, "the end was aborted");
    if (strcmp(end->kind, "unfinished") == 0)
        return error_set(err, ERR_WRITE_FAILED, "the last block cannot be written");
    end->finished = true;
    ends.finished++;
    return true;
}

static void ends_abort(StreamEnd *stream_end)
{
    FakeEnd *end = (FakeEnd *) stream_end;

    end->aborted = true;
    co_wake(&end->receiver);
    co_wake(&end->sender);
}

static void ends_free(StreamEnd *stream_end)
{
    FakeEnd *end = (FakeEnd *) stream_end;

    g_assert_true(!end->receiving && !end->sending);
    ends.undone += !end->finished;
    ends.alive--;
    g_byte_array_unref(end->bytes);
    g_free(end);
}

static const struct {
    const char *kind;
    StreamOps ops;
} ends_kinds[] = {
    {"echo", {.co_recv = ends_co_recv, .co_send = ends_co_send, .co_finish = ends_co_finish}},
    {"picture", {.co_recv = ends_co_recv_picture}},
    {"holes", {.co_recv = ends_co_recv_holes}},
    {"sink",
     {.co_send = ends_co_send_to_sink,
      .co_send_hole = ends_co_send_hole,
      .co_finish = ends_co_finish}},
    {"silent", {.co_recv = ends_co_recv, .co_send = ends_co_send_never}},
    {"full", {.co_send = ends_co_send_to_full, .co_finish = ends_co_finish}},
    {"unfinished", {.co_send = ends_co_send_to_sink, .co_finish = ends_co_finish}},
    {"slow", {.co_recv = ends_co_recv, .co_finish = ends_co_finish}},
    {"refused", {.co_recv = ends_co_recv}},
    {"late", {.co_recv = ends_co_recv}},
    {"census", {.co_recv = ends_co_recv}},
};

static void ends_fill(FakeEnd *end)
{
    if (strcmp(end->kind, "picture") == 0) {
        for (size_t i = 0; i < ENDS_PICTURE; i++) {
            uint8_t byte = ends_byte(i);

            g_byte_array_append(end->bytes, &byte, 1);
        }
    } else if (strcmp(end->kind, "census") == 0) {
        g_autofree char *text =
            g_strdup_printf("ends %u, coroutines %u", ends.alive, coroutine_count() - 1);

        g_byte_array_append(end->bytes, (const guint8 *) text, (guint) strlen(text));
    }
}

static StreamEnd *ends_new(const char *kind)
{
    static StreamOps ops[G_N_ELEMENTS(ends_kinds)];
    FakeEnd *end = g_new0(FakeEnd, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(ends_kinds); i++) {
        ops[i] = ends_kinds[i].ops;
        ops[i].abort = ends_abort;
        ops[i].free = ends_free;
        if (strcmp(kind, ends_kinds[i].kind) == 0)
            *end = (FakeEnd){.end.ops = &ops[i], .kind = ends_kinds[i].kind};
    }
    g_assert_nonnull(end->kind);
    end->bytes = g_byte_array_new();
    ends_fill(end);
    ends.alive++;
    ends.last = end;
    return &end->end;
}

static bool ends_open_console(DriverCall *call, const domain_open_console_args *args, GError **err)
{
    const char *kind = *args->device;

    if (!driver_call_open_stream(call, ends_new(kind), err))
        return false;
    if (strcmp(kind, "refused") == 0)
        return error_set(err, ERR_OPERATION_INVALID, "the console was not to be");
    if (strcmp(kind, "late") == 0) {
        CoWaiter waiter = {0};

        ends.late = &waiter;
        co_wait(&waiter, -1);
    }
    return true;
}

/* Its result has a string that cannot be encoded. */
static bool ends_screenshot(DriverCall *call, const domain_screenshot_args *args,
                            domain_screenshot_ret *ret, GError **err)
{
    (void) args;
    ret->mime = g_new0(remote_string, 1);
    return driver_call_open_stream(call, ends_new("picture"), err);
}
