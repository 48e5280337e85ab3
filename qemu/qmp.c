/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The QMP parser: see qmp.h. Lines are looked for only in bytes that were not searched before, so a
 * message that arrives byte by byte costs no more than one that arrives whole. Never logs.
 */
#include "qemu/qmp.h"

#include "base/buffer.h"
#include "qemu/json_text.h"

#include <string.h>

struct Qmp {
    Buffer in;
    size_t searched; /* so many bytes of `in` hold no newline */
    char *problem;
};

Qmp *qmp_new(void)
{
    return g_new0(Qmp, 1);
}

void qmp_free(Qmp *qmp)
{
    if (!qmp)
        return;
    buffer_clear(&qmp->in);
    g_free(qmp->problem);
    g_free(qmp);
}

const char *qmp_problem(const Qmp *qmp)
{
    return qmp->problem;
}

void *qmp_reserve(Qmp *qmp, size_t size)
{
    return buffer_reserve(&qmp->in, size);
}

void qmp_commit(Qmp *qmp, size_t size)
{
    if (!qmp->problem)
        buffer_commit(&qmp->in, size);
}

static QmpKind qmp_break(Qmp *qmp, const char *format, ...) G_GNUC_PRINTF(2, 3);
static QmpKind qmp_break(Qmp *qmp, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    qmp->problem = g_strdup_vprintf(format, args);
    va_end(args);
    buffer_clear(&qmp->in);
    return QMP_BROKEN;
}

void qmp_message_clear(QmpMessage *message)
{
    json_decref(message->whole);
    *message = (QmpMessage){0};
}

static int64_t qmp_time(const json_t *event)
{
    const json_t *time = json_object_get(event, "timestamp");
    json_int_t seconds = json_integer_value(json_object_get(time, "seconds"));
    json_int_t micros = json_integer_value(json_object_get(time, "microseconds"));

    if (seconds < 0 || seconds > G_MAXINT64 / 2 / G_USEC_PER_SEC || micros < 0 ||
        micros >= G_USEC_PER_SEC)
        return 0;
    return seconds * G_USEC_PER_SEC + micros;
}

static QmpKind qmp_classify(Qmp *qmp, QmpMessage *message)
{
    json_t *value;

    if ((value = json_object_get(message->whole, "event"))) {
        json_t *data = json_object_get(message->whole, "data");

        if (!json_is_string(value) || (data && !json_is_object(data)))
            return qmp_break(qmp, "an event without name or with strange data");
        if (!data)
            json_object_set_new(message->whole, "data", data = json_object());
        message->name = json_string_value(value);
        message->body = data;
        message->time_us = qmp_time(message->whole);
        return QMP_EVENT;
    }
    if ((value = json_object_get(message->whole, "QMP"))) {
        if (!json_is_object(value))
            return qmp_break(qmp, "a greeting that is no object");
        message->body = value;
        return QMP_GREETING;
    }
    value = json_object_get(message->whole, "id");
    if (value && (!json_is_integer(value) || json_integer_value(value) <= 0))
        return qmp_break(qmp, "a reply with an id that was never sent");
    message->id = value ? (uint64_t) json_integer_value(value) : 0;
    if ((value = json_object_get(message->whole, "error"))) {
        if (!json_is_string(json_object_get(value, "desc")))
            return qmp_break(qmp, "an error without description");
        message->error = true;
        message->body = value;
        return QMP_REPLY;
    }
    if ((value = json_object_get(message->whole, "return"))) {
        message->body = value;
        return QMP_REPLY;
    }
    return qmp_break(qmp, "neither greeting, reply nor event");
}

static QmpKind qmp_parse(Qmp *qmp, const char *text, size_t size, QmpMessage *ret_message)
{
    static const JsonTextLimits limits = {JSON_TEXT_DEPTH_MAX, QMP_VALUES_MAX};
    QmpMessage message = {0};
    const char *problem;
    QmpKind kind;

    message.whole = json_text_load(text, size, &limits, &problem);
    if (!message.whole)
        return qmp_break(qmp, "%s", problem);
    kind = qmp_classify(qmp, &message);
    if (kind == QMP_BROKEN)
        qmp_message_clear(&message);
    else
        *ret_message = message;
    return kind;
}

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && text[i] != '\r' && text[i] != '\t')
            return false;
    return true;
}

QmpKind qmp_next(Qmp *qmp, QmpMessage *ret_message)
{
    while (!qmp->problem) {
        size_t size = buffer_size(&qmp->in);
        const char *text = size ? (const char *) buffer_data(&qmp->in) : "";
        const char *end = memchr(text + qmp->searched, '\n', size - qmp->searched);
        size_t length = end ? (size_t) (end - text) : size;
        QmpKind kind;

        if (length > QMP_MESSAGE_MAX)
            return qmp_break(qmp, "a message of more than %d bytes", QMP_MESSAGE_MAX);
        qmp->searched = end ? 0 : size;
        if (!end) {
            if (size == 0)
                buffer_trim(&qmp->in, 0);
            return QMP_MORE;
        }
        if (is_blank(text, length)) {
            buffer_consume(&qmp->in, length + 1);
            continue;
        }
        kind = qmp_parse(qmp, text, length, ret_message);
        if (kind != QMP_BROKEN)
            buffer_consume(&qmp->in, length + 1);
        return kind;
    }
    return QMP_BROKEN;
}

char *qmp_command_format(const char *name, json_t *arguments, uint64_t id)
{
    json_t *command = json_pack("{s:s, s:I}", "execute", name, "id", (json_int_t) id);
    char *text, *line;

    g_assert(command);
    if (arguments)
        json_object_set_new(command, "arguments", arguments);
    text = json_dumps(command, JSON_COMPACT);
    json_decref(command);
    g_assert(text); /* fails only for text that is not UTF-8, which documents cannot hold */
    line = g_strconcat(text, "\n", NULL);
    free(text);
    return line;
}
