/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The output of a guest, once in memory for all: see console.h. Bytes are numbered from the
 * console's beginning; a viewer is a number, of the byte it reads next, so it costs nothing however
 * far it falls behind.
 */
#include "drivers/console.h"

#include <string.h>

#include "base/coroutine.h"

/* The history that a viewer gets begins with a whole line, if one begins within so many bytes. */
#define CONSOLE_LINE_MAX 1024

struct Console {
    unsigned references;
    char *name;
    ConsoleLog *log;
    ConsoleInputFunc input;
    void *owner;
    Buffer kept;    /* bytes from `first` on */
    uint64_t first; /* the oldest byte that is kept */
    GQueue viewers; /* of Viewer */
    unsigned writers;
    bool ended;
};

typedef struct Viewer {
    StreamEnd end; /* first */
    Console *console;
    GList link; /* in console->viewers */
    uint64_t next;
    bool writes;
    bool aborted;
    CoWaiter output, room;
    char notice[96]; /* to be read before the next byte */
    size_t notice_at, notice_size;
} Viewer;

static uint64_t console_last(const Console *console)
{
    return console->first + buffer_size(&console->kept);
}

Console *console_new(const char *name, ConsoleLog *log, ConsoleInputFunc input, void *owner)
{
    Console *console = g_new0(Console, 1);

    console->references = 1;
    console->name = g_strdup(name);
    console->log = log;
    console->input = input;
    console->owner = owner;
    return console;
}

Console *console_ref(Console *console)
{
    console->references++;
    return console;
}

void console_unref(Console *console)
{
    if (!console || --console->references > 0)
        return;
    g_assert(console->ended);
    buffer_clear(&console->kept);
    g_free(console->name);
    g_free(console);
}

static void console_wake(Console *console)
{
    for (const GList *link = console->viewers.head; link; link = link->next)
        co_wake(&((Viewer *) link->data)->output);
}

/* Keeps the history, and more while a viewer needs it. */
static void console_forget_old(Console *console)
{
    uint64_t last = console_last(console);
    uint64_t from = last - MIN(last, CONSOLE_HISTORY_MAX);

    for (const GList *link = console->viewers.head; link; link = link->next)
        from = MIN(from, ((const Viewer *) link->data)->next);
    from = MAX(from, last - MIN(last, CONSOLE_BACKLOG_MAX));
    if (from <= console->first)
        return;
    buffer_consume(&console->kept, from - console->first);
    console->first = from;
    if (buffer_size(&console->kept) <= CONSOLE_HISTORY_MAX)
        buffer_trim(&console->kept, 2 * CONSOLE_HISTORY_MAX);
}

void console_recall(Console *console, const void *bytes, size_t size)
{
    g_return_if_fail(!console->ended);
    buffer_append(&console->kept, bytes, size);
    console_forget_old(console);
    console_wake(console);
}

void console_output(Console *console, const void *bytes, size_t size)
{
    if (console->log)
        console_log_write(console->log, bytes, size);
    console_recall(console, bytes, size);
}

void console_note(Console *console, const char *words)
{
    g_autofree char *note = console_log_format_note(words);

    console_output(console, note, strlen(note));
}

void console_has_room(Console *console)
{
    for (const GList *link = console->viewers.head; link; link = link->next)
        co_wake(&((Viewer *) link->data)->room);
}

void console_end(Console *console)
{
    console->ended = true;
    console->owner = NULL;
    g_clear_pointer(&console->log, console_log_free);
    console_wake(console);
    console_has_room(console);
}

/* ---- viewers ---- */

static void viewer_note_gap(Viewer *viewer)
{
    uint64_t missing = viewer->console->first - viewer->next;

    viewer->notice_at = 0;
    viewer->notice_size = (size_t) g_snprintf(
        viewer->notice, sizeof(viewer->notice),
        "\r\n[vmrpcd: %" G_GUINT64_FORMAT " bytes were not read in time]\r\n", missing);
    viewer->next = viewer->console->first;
}

static size_t viewer_take(Viewer *viewer, uint8_t *buffer, size_t max)
{
    const Console *console = viewer->console;
    size_t noticed, offset, size;

    if (viewer->next < console->first && viewer->notice_at == viewer->notice_size)
        viewer_note_gap(viewer);
    noticed = MIN(max, viewer->notice_size - viewer->notice_at);
    memcpy(buffer, viewer->notice + viewer->notice_at, noticed);
    viewer->notice_at += noticed;
    if (viewer->next < console->first) /* another gap since that notice began */
        return noticed;
    offset = viewer->next - console->first;
    size = MIN(max - noticed, buffer_size(&console->kept) - offset);
    if (size > 0)
        memcpy(buffer + noticed, buffer_data(&console->kept) + offset, size);
    viewer->next += size;
    return noticed + size;
}

static bool viewer_refuse_aborted(const Viewer *viewer, GError **err)
{
    return !viewer->aborted || error_set(err, ERR_OPERATION_ABORTED, "%s: the stream was aborted",
                                         viewer->console->name);
}

static ssize_t viewer_co_recv(StreamEnd *end, uint8_t *buffer, size_t max, int64_t timeout_us,
                              uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    Viewer *viewer = (Viewer *) end;
    int64_t deadline = g_get_monotonic_time() + timeout_us;
    size_t size;

    *ret_hole = 0;
    *ret_ended = false;
    for (;;) {
        int64_t left = deadline - g_get_monotonic_time();

        if (!viewer_refuse_aborted(viewer, err))
            return -1;
        size = viewer_take(viewer, buffer, max);
        *ret_ended = size == 0 && viewer->console->ended;
        if (size > 0 || *ret_ended || !co_wait(&viewer->output, timeout_us < 0 ? -1 : MAX(0, left)))
            return (ssize_t) size;
    }
}

/* Nobody but us may write, or we may as well. */
static bool viewer_claim(Viewer *viewer, GError **err)
{
    Console *console = viewer->console;

    if (viewer->writes)
        return true;
    if (console->writers > 0)
        return error_set(err, ERR_OPERATION_DENIED,
                         "%s is open for reading, since another client writes to it; open it by "
                         "force (--force) to write as well",
                         console->name);
    viewer->writes = true;
    console->writers++;
    return true;
}

static bool viewer_co_send(StreamEnd *end, const uint8_t *bytes, size_t size, GError **err)
{
    Viewer *viewer = (Viewer *) end;
    Console *console = viewer->console;

    if (!viewer_claim(viewer, err))
        return false;
    for (;;) {
        size_t taken;

        if (!viewer_refuse_aborted(viewer, err))
            return false;
        if (console->ended)
            return error_set(err, ERR_OPERATION_INVALID, "%s has ended", console->name);
        taken = size > 0 ? console->input(console, console->owner, bytes, size) : 0;
        bytes += taken;
        size -= taken;
        if (size == 0)
            return true;
        co_wait(&viewer->room, -1);
    }
}

static void viewer_abort(StreamEnd *end)
{
    Viewer *viewer = (Viewer *) end;

    viewer->aborted = true;
    co_wake(&viewer->output);
    co_wake(&viewer->room);
}

static void viewer_free(StreamEnd *end)
{
    Viewer *viewer = (Viewer *) end;
    Console *console = viewer->console;

    g_queue_unlink(&console->viewers, &viewer->link);
    if (viewer->writes)
        console->writers--;
    console_forget_old(console);
    console_unref(console);
    g_free(viewer);
}

/* Where a new viewer begins: what is older than the history may be kept for somebody else. */
static uint64_t console_history_start(const Console *console)
{
    size_t size = buffer_size(&console->kept);
    size_t offset = size - MIN(size, CONSOLE_HISTORY_MAX);
    const uint8_t *start, *line;

    if (console->first + offset == 0)
        return 0;
    start = buffer_data(&console->kept) + offset;
    line = size > offset ? memchr(start, '\n', MIN(size - offset, CONSOLE_LINE_MAX)) : NULL;
    return console->first + offset + (line ? (size_t) (line + 1 - start) : 0);
}

static bool console_admits(const Console *console, unsigned mode, GError **err)
{
    if (console->ended)
        return error_set(err, ERR_OPERATION_INVALID, "%s has ended", console->name);
    if ((mode & CONSOLE_SAFE) && console->writers > 0)
        return error_set(err, ERR_OPERATION_FAILED,
                         "Active console session exists for this domain: another client writes to "
                         "%s; open it without safe mode to read, by force (--force) to write",
                         console->name);
    if (console->viewers.length >= CONSOLE_VIEWERS_MAX)
        return error_set(err, ERR_RESOURCE_BUSY, "%s is open %d times, which is the limit",
                         console->name, CONSOLE_VIEWERS_MAX);
    return true;
}

StreamEnd *console_attach(Console *console, unsigned mode, GError **err)
{
    static const StreamOps ops = {
        .co_recv = viewer_co_recv,
        .co_send = viewer_co_send,
        .abort = viewer_abort,
        .free = viewer_free,
    };
    Viewer *viewer;

    if (!console_admits(console, mode, err))
        return NULL;
    viewer = g_new0(Viewer, 1);
    viewer->end.ops = &ops;
    viewer->console = console_ref(console);
    viewer->next = console_history_start(console);
    viewer->link.data = viewer;
    g_queue_push_tail_link(&console->viewers, &viewer->link);
    viewer->writes = (mode & CONSOLE_FORCE) || console->writers == 0;
    console->writers += viewer->writes;
    return &viewer->end;
}
