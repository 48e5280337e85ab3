/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams between a connection and a driver: see stream.h. After every wait the stream may have
 * ended; its fault then says how, and goes before what the driver says.
 */
#include "server/stream.h"

#include "base/coroutine.h"

struct Stream {
    unsigned references;
    CallId opener;
    StreamEnd *end;
    StreamList *list; /* NULL: it has ended */
    GList link;       /* in the list, which has a reference */
    bool begun;
    bool read_all;  /* the driver has said that nothing is to come */
    GError *fault;  /* what everybody is told from now on; NULL: all is well */
    CoMutex reader; /* who is inside co_recv */
    CoMutex writer; /* who is inside co_send, co_send_hole, co_finish */
    void *attached;
    void (*on_ended)(void *data);
    GDestroyNotify destroy;
};

/* Those in all lists. */
static unsigned streams_in_all;

unsigned stream_list_count(const StreamList *list)
{
    return list->streams.length;
}

bool stream_list_readable(const StreamList *list)
{
    for (const GList *link = list->streams.head; link; link = link->next)
        if (stream_can_recv(link->data))
            return true;
    return false;
}

static bool stream_list_admits(const StreamList *list, const Limits *limits, uint32_t xid,
                               GError **err)
{
    if (list->closed)
        return error_set(err, ERR_INVALID_CONN, "this connection is being closed");
    if (list->streams.length >= limits->streams)
        return error_set(err, ERR_OPERATION_FAILED,
                         "this connection has %u streams, which is the limit; end one first",
                         list->streams.length);
    if (streams_in_all >= limits->streams_in_all && list->streams.length > 0)
        return error_set(err, ERR_RESOURCE_BUSY,
                         "%u streams are open in all, beyond the limit each connection has one; "
                         "wait for others to end",
                         streams_in_all);
    for (const GList *link = list->streams.head; link; link = link->next)
        if (((const Stream *) link->data)->opener.xid == xid)
            return error_set(err, ERR_INVALID_STREAM,
                             "stream %u is still open: a call that opens another needs another XID",
                             xid);
    return true;
}

void stream_begin(Stream *stream)
{
    if (!stream->list)
        return;
    stream->begun = true;
    g_queue_unlink(&stream->list->streams, &stream->link);
    g_queue_push_tail_link(&stream->list->streams, &stream->link);
}

Stream *stream_ref(Stream *stream)
{
    stream->references++;
    return stream;
}

void stream_unref(Stream *stream)
{
    if (!stream || --stream->references > 0)
        return;
    g_assert(!stream->list);
    stream->end->ops->free(stream->end);
    if (stream->destroy)
        stream->destroy(stream->attached);
    g_clear_error(&stream->fault);
    g_free(stream);
}

/* Takes the fault over. */
static void stream_end(Stream *stream, GError *fault)
{
    g_clear_error(&stream->fault);
    stream->fault = fault;
    g_queue_unlink(&stream->list->streams, &stream->link);
    stream->list = NULL;
    streams_in_all--;
    if (stream->on_ended)
        stream->on_ended(stream->attached);
    stream_unref(stream);
}

/* Some clients never finish what they have read to its end: such a stream goes when it is in the
 * way of another. */
static void stream_list_make_room(StreamList *list, uint64_t max)
{
    GError *fault = NULL;

    for (const GList *link = list->streams.head; link && list->streams.length >= max;
         link = link->next) {
        Stream *stream = link->data;

        if (!stream->begun || !stream->read_all || stream_can_send(stream))
            continue;
        error_set(&fault, ERR_INVALID_STREAM,
                  "stream %u had been read to its end, and another took its place",
                  stream->opener.xid);
        stream_end(stream, fault);
        return;
    }
}

Stream *stream_open(StreamList *list, const Limits *limits, const CallId *opener, StreamEnd *end,
                    GError **err)
{
    Stream *stream;

    stream_list_make_room(list, limits->streams);
    if (!stream_list_admits(list, limits, opener->xid, err)) {
        end->ops->free(end);
        return NULL;
    }
    stream = g_new0(Stream, 1);
    stream->references = 2;
    stream->opener = *opener;
    stream->end = end;
    stream->list = list;
    stream->link.data = stream;
    g_queue_push_tail_link(&list->streams, &stream->link);
    streams_in_all++;
    return stream;
}

static void stream_abort_for(Stream *stream, const char *why)
{
    GError *fault = NULL;

    if (!stream->list)
        return;
    error_set(&fault, ERR_OPERATION_ABORTED, "stream %u was aborted%s", stream->opener.xid, why);
    stream->end->ops->abort(stream->end);
    stream_end(stream, fault);
}

void stream_abort(Stream *stream)
{
    stream_abort_for(stream, "");
}

void stream_list_close(StreamList *list)
{
    list->closed = true;
    while (list->streams.head)
        stream_abort_for(list->streams.head->data, ": its connection ends");
}

Stream *stream_find(const StreamList *list, const CallId *opener)
{
    for (const GList *link = list->streams.head; link; link = link->next) {
        Stream *stream = link->data;
        const CallId *id = &stream->opener;

        if (stream->begun && id->xid == opener->xid && id->program == opener->program &&
            id->version == opener->version && id->procedure == opener->procedure)
            return stream;
    }
    return NULL;
}

Stream *stream_find_xid(const StreamList *list, const uint32_t *xid, GError **err)
{
    for (const GList *link = list->streams.tail; link; link = link->prev) {
        Stream *stream = link->data;

        if (stream->begun && (!xid || stream->opener.xid == *xid))
            return stream;
    }
    if (xid)
        error_set(
            err, ERR_INVALID_STREAM,
            "this connection has no stream %u, or no longer: no call with this XID has opened "
            "one that is still there",
            *xid);
    else
        error_set(err, ERR_INVALID_STREAM, "this connection has no stream open");
    return NULL;
}

static bool stream_check(const Stream *stream, GError **err)
{
    if (!stream->fault)
        return true;
    g_propagate_error(err, g_error_copy(stream->fault));
    return false;
}

/* What the driver has done while the stream may have ended; takes its error over. */
static bool stream_judge(Stream *stream, bool succeeded, GError *error, GError **err)
{
    if (!stream->list) {
        g_clear_error(&error);
        return stream_check(stream, err);
    }
    if (succeeded)
        return true;
    if (!stream->fault)
        error_set(&stream->fault, error_code(error), "stream %u failed before: %s",
                  stream->opener.xid, error->message);
    g_propagate_error(err, error);
    return false;
}

static ssize_t stream_co_recv_alone(Stream *stream, uint8_t *buffer, size_t max, int64_t timeout_us,
                                    uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    GError *error = NULL;
    ssize_t size;

    if (!stream_check(stream, err))
        return -1;
    if (stream->read_all) {
        *ret_ended = true;
        return 0;
    }
    size = stream->end->ops->co_recv(stream->end, buffer, max, timeout_us, ret_hole, ret_ended,
                                     &error);
    g_assert(size <= (ssize_t) max);
    if (!stream_judge(stream, size >= 0, error, err))
        return -1;
    stream->read_all = *ret_ended;
    return size;
}

ssize_t stream_co_recv(Stream *stream, uint8_t *buffer, size_t max, int64_t timeout_us,
                       uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    int64_t began = g_get_monotonic_time();
    ssize_t size = 0;

    *ret_hole = 0;
    *ret_ended = false;
    if (!stream_can_recv(stream)) {
        error_set(err, ERR_OPERATION_INVALID, "stream %u can only be written to",
                  stream->opener.xid);
        return -1;
    }
    stream_ref(stream);
    if (co_mutex_lock(&stream->reader, timeout_us)) {
        int64_t left = timeout_us - (g_get_monotonic_time() - began);

        if (timeout_us > 0)
            timeout_us = MAX(0, left);
        size = stream_co_recv_alone(stream, buffer, max, timeout_us, ret_hole, ret_ended, err);
        co_mutex_unlock(&stream->reader);
    }
    stream_unref(stream);
    return size;
}

static bool stream_co_send_alone(Stream *stream, const uint8_t *bytes, size_t size, uint64_t hole,
                                 GError **err)
{
    const StreamOps *ops = stream->end->ops;
    GError *error = NULL;
    bool sent;

    if (!stream_check(stream, err))
        return false;
    sent = size == 0 || ops->co_send(stream->end, bytes, size, &error);
    if (sent && hole > 0 && stream->list)
        sent = ops->co_send_hole(stream->end, hole, &error);
    return stream_judge(stream, sent, error, err);
}

bool stream_co_send(Stream *stream, const uint8_t *bytes, size_t size, uint64_t hole, GError **err)
{
    bool sent;

    if (!stream_can_send(stream))
        return error_set(err, ERR_OPERATION_INVALID, "stream %u can only be read",
                         stream->opener.xid);
    if (hole > 0 && !stream->end->ops->co_send_hole)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED, "stream %u takes no holes",
                         stream->opener.xid);
    stream_ref(stream);
    co_mutex_lock(&stream->writer, -1);
    sent = stream_co_send_alone(stream, bytes, size, hole, err);
    co_mutex_unlock(&stream->writer);
    stream_unref(stream);
    return sent;
}

static bool stream_co_finish_alone(Stream *stream, GError **err)
{
    const StreamOps *ops = stream->end->ops;
    GError *fault = NULL, *error = NULL;
    bool finished;

    if (!stream_check(stream, err)) {
        stream_abort(stream);
        return false;
    }
    finished = !ops->co_finish || ops->co_finish(stream->end, &error);
    if (!finished)
        stream_judge(stream, false, error, err);
    if (stream->list) {
        if (stream->reader.held)
            ops->abort(stream->end);
        error_set(&fault, ERR_INVALID_STREAM, "stream %u was finished", stream->opener.xid);
        stream_end(stream, fault);
    }
    return finished;
}

bool stream_co_finish(Stream *stream, GError **err)
{
    bool finished;

    stream_ref(stream);
    co_mutex_lock(&stream->writer, -1);
    finished = stream_co_finish_alone(stream, err);
    co_mutex_unlock(&stream->writer);
    stream_unref(stream);
    return finished;
}

bool stream_is_alive(const Stream *stream)
{
    return stream->list != NULL;
}

bool stream_can_recv(const Stream *stream)
{
    return stream->end->ops->co_recv != NULL;
}

bool stream_can_send(const Stream *stream)
{
    return stream->end->ops->co_send != NULL;
}

const CallId *stream_opener(const Stream *stream)
{
    return &stream->opener;
}

void stream_attach(Stream *stream, void *data, void (*ended)(void *data), GDestroyNotify destroy)
{
    g_assert(!stream->attached);
    stream->attached = data;
    stream->on_ended = ended;
    stream->destroy = destroy;
}

void *stream_attached(const Stream *stream)
{
    return stream->attached;
}
