/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes of an agent: see agent_stream.h. Lines are looked for only in bytes not searched before. */
#include "qemu/agent_stream.h"

#include "base/buffer.h"
#include "qemu/json_text.h"

#include <string.h>

struct AgentStream {
    Buffer in;
    size_t searched; /* so many bytes of `in` hold no newline */
    size_t skipped;  /* since it was to be synchronized */
    bool skipping;   /* until the next 0xff */
    const char *problem;
};

AgentStream *agent_stream_new(void)
{
    return g_new0(AgentStream, 1);
}

void agent_stream_free(AgentStream *stream)
{
    if (!stream)
        return;
    buffer_clear(&stream->in);
    g_free(stream);
}

void agent_stream_sync(AgentStream *stream)
{
    buffer_clear(&stream->in);
    *stream = (AgentStream){.skipping = true};
}

const char *agent_stream_problem(const AgentStream *stream)
{
    return stream->problem;
}

static AgentStreamKind agent_stream_break(AgentStream *stream, const char *problem)
{
    stream->problem = problem;
    buffer_clear(&stream->in);
    return AGENT_STREAM_BROKEN;
}

void *agent_stream_reserve(AgentStream *stream, size_t size)
{
    return buffer_reserve(&stream->in, size);
}

/* Drops what comes before the next synchronization byte. */
static void skip(AgentStream *stream)
{
    size_t size = buffer_size(&stream->in);
    const uint8_t *data = buffer_data(&stream->in);
    const uint8_t *mark = size ? memchr(data, AGENT_SYNC_BYTE, size) : NULL;
    size_t dropped = mark ? (size_t) (mark - data) : size;

    buffer_consume(&stream->in, dropped);
    stream->skipping = !mark;
}

void agent_stream_commit(AgentStream *stream, size_t size)
{
    if (stream->problem)
        return;
    buffer_commit(&stream->in, size);
    stream->skipped += size;
    if (stream->skipping)
        skip(stream);
}

void agent_reply_clear(AgentReply *reply)
{
    json_decref(reply->whole);
    *reply = (AgentReply){0};
}

static bool classify(AgentReply *reply)
{
    if ((reply->body = json_object_get(reply->whole, "error"))) {
        reply->error = true;
        return json_is_string(json_object_get(reply->body, "desc"));
    }
    reply->body = json_object_get(reply->whole, "return");
    return reply->body != NULL;
}

static AgentStreamKind parse(AgentStream *stream, const char *text, size_t size,
                             AgentReply *ret_reply)
{
    static const JsonTextLimits limits = {JSON_TEXT_DEPTH_MAX, AGENT_VALUES_MAX};
    AgentReply reply = {0};
    const char *problem;

    reply.whole = json_text_load(text, size, &limits, &problem);
    if (!reply.whole)
        return agent_stream_break(stream, problem);
    if (!classify(&reply)) {
        agent_reply_clear(&reply);
        return agent_stream_break(stream, "what is neither a result nor an error");
    }
    *ret_reply = reply;
    return AGENT_STREAM_REPLY;
}

/* Of the bytes in front those that belong to no reply. */
static size_t count_blanks(const AgentStream *stream)
{
    const uint8_t *data = buffer_data(&stream->in);
    size_t size = buffer_size(&stream->in), n = 0;

    while (n < size && (data[n] == AGENT_SYNC_BYTE || g_ascii_isspace(data[n])))
        n++;
    return n;
}

AgentStreamKind agent_stream_next(AgentStream *stream, AgentReply *ret_reply)
{
    const char *text, *end;
    AgentStreamKind kind;
    size_t size;

    if (stream->problem)
        return AGENT_STREAM_BROKEN;
    if (stream->skipping && stream->skipped > AGENT_SKIPPED_MAX)
        return agent_stream_break(stream, "more than anybody has asked for");
    if (stream->searched == 0)
        buffer_consume(&stream->in, count_blanks(stream));
    size = buffer_size(&stream->in);
    if (size == 0) {
        buffer_trim(&stream->in, 0);
        return AGENT_STREAM_MORE;
    }
    text = (const char *) buffer_data(&stream->in);
    end = memchr(text + stream->searched, '\n', size - stream->searched);
    if ((end ? (size_t) (end - text) : size) > AGENT_REPLY_MAX)
        return agent_stream_break(stream, "a reply of more than 4 MiB");
    stream->searched = end ? 0 : size;
    if (!end)
        return AGENT_STREAM_MORE;
    kind = parse(stream, text, (size_t) (end - text), ret_reply);
    if (kind == AGENT_STREAM_REPLY)
        buffer_consume(&stream->in, (size_t) (end - text) + 1);
    return kind;
}
