/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as the stream of a QEMU monitor, in pieces whose size the first byte
 * gives. What comes out must be well formed, and the same however the stream was cut.
 */
#include "qemu/qmp.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds one piece; adds what came of it to text. false once the stream is broken. */
static bool feed(Qmp *qmp, const uint8_t *data, size_t size, GString *text)
{
    QmpMessage message;
    QmpKind kind;

    memcpy(qmp_reserve(qmp, size), data, size);
    qmp_commit(qmp, size);
    while ((kind = qmp_next(qmp, &message)) != QMP_MORE && kind != QMP_BROKEN) {
        g_assert(json_is_object(message.whole) && message.body);
        g_assert((kind == QMP_EVENT) == (message.name != NULL));
        g_assert(kind != QMP_EVENT || json_is_object(message.body));
        g_assert(!message.error || json_is_string(json_object_get(message.body, "desc")));
        g_string_append_printf(text, "%d %s %" G_GUINT64_FORMAT "\n", kind,
                               message.name ? message.name : "-", message.id);
        qmp_message_clear(&message);
    }
    if (kind == QMP_BROKEN)
        g_string_append(text, qmp_problem(qmp));
    return kind != QMP_BROKEN;
}

static GString *run(const uint8_t *data, size_t size, size_t piece)
{
    GString *text = g_string_new(NULL);
    Qmp *qmp = qmp_new();

    for (size_t done = 0; done < size; done += piece) {
        if (!feed(qmp, data + done, MIN(piece, size - done), text))
            break;
    }
    qmp_free(qmp);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GString *whole, *pieces;

    if (size < 2)
        return 0;
    whole = run(data + 1, size - 1, size - 1);
    pieces = run(data + 1, size - 1, (size_t) data[0] + 1);
    g_assert_cmpstr(whole->str, ==, pieces->str);
    g_string_free(whole, TRUE);
    g_string_free(pieces, TRUE);
    return 0;
}
