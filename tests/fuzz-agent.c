/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as what an agent in a guest says, in pieces whose size the first byte
 * gives; before each piece of which the second one has the bit it is synchronized. What comes out
 * must be well formed, and without synchronizing the same however it was cut.
 */
#include "qemu/agent_stream.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds one piece; adds what came of it to text. */
static void feed(AgentStream *stream, const uint8_t *data, size_t size, GString *text)
{
    AgentStreamKind kind;
    AgentReply reply;

    memcpy(agent_stream_reserve(stream, size), data, size);
    agent_stream_commit(stream, size);
    while ((kind = agent_stream_next(stream, &reply)) == AGENT_STREAM_REPLY) {
        char *line = json_dumps(reply.body, JSON_ENCODE_ANY);

        g_assert(json_is_object(reply.whole) && reply.body && line);
        g_assert(!reply.error || json_is_string(json_object_get(reply.body, "desc")));
        g_string_append_printf(text, "%d %s\n", reply.error, line);
        free(line);
        agent_reply_clear(&reply);
    }
    g_assert((kind == AGENT_STREAM_BROKEN) == (agent_stream_problem(stream) != NULL));
}

static GString *run(const uint8_t *data, size_t size, size_t piece, unsigned syncs)
{
    GString *text = g_string_new(NULL);
    AgentStream *stream = agent_stream_new();

    for (size_t done = 0, i = 0; done < size; done += piece, i++) {
        if (i < 8 && (syncs & 1u << i))
            agent_stream_sync(stream);
        feed(stream, data + done, MIN(piece, size - done), text);
    }
    if (agent_stream_problem(stream))
        g_string_append(text, agent_stream_problem(stream));
    agent_stream_free(stream);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GString *whole, *pieces;

    if (size < 3)
        return 0;
    whole = run(data + 2, size - 2, size - 2, data[1] & 1);
    pieces = run(data + 2, size - 2, (size_t) data[0] + 1, data[1] & 1);
    g_assert_cmpstr(whole->str, ==, pieces->str);
    g_string_free(pieces, TRUE);
    g_string_free(whole, TRUE);
    g_string_free(run(data + 2, size - 2, (size_t) data[0] + 1, data[1]), TRUE);
    return 0;
}
