/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What viewers of a console read: the history, then everything, each at its own pace; who is too
 * slow gets a line that counts what it has missed, and costs neither the others nor the guest.
 */
#include "drivers/console.h"
#include "tests/drivers_fixture.h"
#include "tests/stream_fixture.h"

static size_t no_input(Console *console, void *owner, const uint8_t *bytes, size_t size)
{
    (void) console;
    (void) owner;
    (void) bytes;
    return size;
}

static Console *make_console(void)
{
    return console_new("console 'c0' of domain 'd'", NULL, no_input, NULL);
}

static StreamEnd *attach(Console *console)
{
    g_autoptr(GError) error = NULL;
    StreamEnd *end = console_attach(console, 0, &error);

    g_assert_no_error(error);
    return end;
}

static void end_console(Console *console)
{
    console_end(console);
    console_unref(console);
}

static void write_text(Console *console, const char *text)
{
    console_output(console, text, strlen(text));
}

/* Lines of ten bytes, numbered. */
static void write_lines(Console *console, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        char line[16];

        g_snprintf(line, sizeof line, "%08u\r\n", i);
        write_text(console, line);
    }
}

static void body_history(Fixture *fixture)
{
    Console *console = make_console();
    StreamEnd *early = attach(console), *late;

    (void) fixture;
    stream_co_expect_nothing(early);
    write_text(console, "login: ");
    stream_co_expect(early, "login: ");
    late = attach(console);
    stream_co_expect(late, "login: ");
    write_text(console, "root");
    stream_co_expect(early, "root");
    stream_co_expect(late, "root");
    stream_co_expect_nothing(late);
    stream_drop(early);
    stream_drop(late);
    end_console(console);
}

static void body_history_limit(Fixture *fixture)
{
    const unsigned lines = CONSOLE_BACKLOG_MAX / 10, first = lines - CONSOLE_HISTORY_MAX / 10;
    Console *console = make_console();
    StreamEnd *end;
    g_autofree char *oldest = g_strdup_printf("%08u\r\n", first);

    (void) fixture;
    write_lines(console, 0, lines);
    end = attach(console);
    stream_co_expect(end, oldest); /* the first whole line among the last 64 KiB */
    stream_drop(end);
    end_console(console);
}

static void body_slow(Fixture *fixture)
{
    const unsigned kept = CONSOLE_BACKLOG_MAX / 10, lines = 2 * kept;
    Console *console = make_console();
    StreamEnd *slow = attach(console), *fast = attach(console);
    g_autofree char *notice = g_strdup_printf("\r\n[vmrpcd: %u bytes were not read in time]\r\n",
                                              lines * 10 - CONSOLE_BACKLOG_MAX);
    g_autofree char *last = g_strdup_printf("%08u\r\n", lines - 1);

    (void) fixture;
    for (unsigned i = 0; i < lines; i++) {
        g_autofree char *line = g_strdup_printf("%08u\r\n", i);

        write_text(console, line);
        stream_co_expect(fast, line);
    }
    stream_co_expect(slow, notice);
    g_free(stream_co_until(slow, last));
    stream_co_expect_nothing(slow);
    write_text(console, "on");
    stream_co_expect(slow, "on");
    stream_co_expect(fast, "on");
    stream_drop(slow);
    stream_drop(fast);
    end_console(console);
}

/* A viewer within the limit misses nothing, though a new one would get only the history. */
static void body_backlog(Fixture *fixture)
{
    const unsigned lines = CONSOLE_BACKLOG_MAX / 10;
    Console *console = make_console();
    StreamEnd *behind = attach(console);

    (void) fixture;
    write_lines(console, 0, lines);
    for (unsigned i = 0; i < lines; i++) {
        g_autofree char *line = g_strdup_printf("%08u\r\n", i);

        stream_co_expect(behind, line);
    }
    stream_drop(behind);
    end_console(console);
}

static void body_end(Fixture *fixture)
{
    Console *console = make_console();
    StreamEnd *end = attach(console);
    g_autoptr(GError) error = NULL;

    (void) fixture;
    write_text(console, "bye");
    end_console(console); /* only the viewer keeps it */
    stream_co_expect(end, "bye");
    stream_co_expect_end(end);
    g_assert_false(stream_co_send(end, "x", &error));
    g_assert_cmpint(error_code(error), ==, ERR_OPERATION_INVALID);
    stream_drop(end);
}

static void body_limit(Fixture *fixture)
{
    Console *console = make_console();
    StreamEnd *ends[CONSOLE_VIEWERS_MAX];
    GError *error = NULL;

    (void) fixture;
    for (unsigned i = 0; i < CONSOLE_VIEWERS_MAX; i++)
        ends[i] = attach(console);
    g_assert_null(console_attach(console, 0, &error));
    fixture_assert_error(error, ERR_RESOURCE_BUSY, "console 'c0' of domain 'd' is open 64 times");
    stream_drop(ends[0]);
    ends[0] = attach(console);
    for (unsigned i = 0; i < CONSOLE_VIEWERS_MAX; i++)
        stream_drop(ends[i]);
    end_console(console);
}

typedef struct Reader {
    StreamEnd *end;
    GError *error;
    bool done;
} Reader;

static void co_read(void *data)
{
    Reader *reader = data;

    g_assert_null(stream_co_recv(reader->end, 1, -1, NULL, &reader->error));
    reader->done = true;
}

/* A waiting read of a client that goes fails soon. */
static void body_abort(Fixture *fixture)
{
    Console *console = make_console();
    Reader reader = {.end = attach(console)};

    coroutine_start(fixture->loop, co_read, &reader);
    g_assert_false(reader.done);
    reader.end->ops->abort(reader.end);
    co_pause();
    g_assert_true(reader.done);
    fixture_assert_error(reader.error, ERR_OPERATION_ABORTED, "console 'c0' of domain 'd': ");
    reader.end->ops->free(reader.end);
    end_console(console);
}

static void run(const void *body)
{
    Fixture fixture;

    fixture_init(&fixture);
    fixture_run(&fixture, (void (*)(Fixture *))(uintptr_t) body);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/console/history", body_history, run);
    g_test_add_data_func("/console/history-limit", body_history_limit, run);
    g_test_add_data_func("/console/slow-viewer", body_slow, run);
    g_test_add_data_func("/console/backlog", body_backlog, run);
    g_test_add_data_func("/console/end", body_end, run);
    g_test_add_data_func("/console/viewers-limit", body_limit, run);
    g_test_add_data_func("/console/abort", body_abort, run);
    return g_test_run();
}
