/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of stream ends share: a client that is called with a stream, and reading from and
 * writing to it in a coroutine. Header only; each test includes it once.
 */
#include <string.h>

#include "base/coroutine.h"
#include "drivers/stream.h"

#define STREAM_PATIENCE_US (30 * G_USEC_PER_SEC)

/* The end that the last call has opened. */
static StreamEnd *stream_opened;

static inline bool stream_take(DriverCall *call, StreamEnd *end, GError **err)
{
    (void) call;
    (void) err;
    g_assert_null(stream_opened);
    stream_opened = end;
    return true;
}

static inline StreamEnd *stream_steal(void)
{
    return g_steal_pointer(&stream_opened);
}

/* As a client that goes. */
static inline void stream_drop(StreamEnd *end)
{
    end->ops->abort(end);
    end->ops->free(end);
}

/* What comes within the time, at most max bytes; NULL: it failed. *ret_ended may be NULL. */
static inline GString *stream_co_recv(StreamEnd *end, size_t max, int64_t timeout_us,
                                      bool *ret_ended, GError **err)
{
    g_autoptr(GString) text = g_string_new(NULL);
    uint64_t hole = 0;
    bool ended = false;
    ssize_t size;

    g_string_set_size(text, max);
    size = end->ops->co_recv(end, (uint8_t *) text->str, max, timeout_us, &hole, &ended, err);
    g_assert_cmpuint(hole, ==, 0);
    if (ret_ended)
        *ret_ended = ended;
    if (size < 0)
        return NULL;
    g_assert_cmpuint((size_t) size, <=, max);
    g_string_set_size(text, (size_t) size);
    return g_steal_pointer(&text);
}

/* Reads on until text has come; gives all that came, to be freed. */
static inline char *stream_co_until(StreamEnd *end, const char *text)
{
    g_autoptr(GString) all = g_string_new(NULL);

    while (!strstr(all->str, text)) {
        bool ended;
        g_autoptr(GString) some = stream_co_recv(end, 4096, STREAM_PATIENCE_US, &ended, NULL);

        if (!some || some->len == 0)
            g_error("'%s' has not come, only '%s'", text, all->str);
        g_string_append_len(all, some->str, (gssize) some->len);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* The next bytes are exactly these. */
static inline void stream_co_expect(StreamEnd *end, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        g_autoptr(GString) some = stream_co_recv(end, left, STREAM_PATIENCE_US, NULL, NULL);

        g_assert_nonnull(some);
        g_assert_cmpmem(some->str, some->len, text, MIN(some->len, left));
        g_assert_cmpuint(some->len, >, 0);
        text += some->len;
        left -= some->len;
    }
}

static inline void stream_co_expect_nothing(StreamEnd *end)
{
    bool ended;
    g_autoptr(GString) some = stream_co_recv(end, 1, 0, &ended, NULL);

    g_assert_nonnull(some);
    g_assert_cmpuint(some->len, ==, 0);
    g_assert_false(ended);
}

static inline void stream_co_expect_end(StreamEnd *end)
{
    bool ended;
    g_autoptr(GString) some = stream_co_recv(end, 1, STREAM_PATIENCE_US, &ended, NULL);

    g_assert_nonnull(some);
    g_assert_cmpuint(some->len, ==, 0);
    g_assert_true(ended);
}

static inline bool stream_co_send(StreamEnd *end, const char *text, GError **err)
{
    return end->ops->co_send(end, (const uint8_t *) text, strlen(text), err);
}
