/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may write to a console: the first, then whoever sends first once nobody may, and by force
 * anybody; and a guest that takes no input keeps only the sender waiting.
 */
#include "drivers/console.h"
#include "tests/drivers_fixture.h"
#include "tests/stream_fixture.h"

typedef struct Guest {
    GString *input;
    size_t room;
} Guest;

static size_t take_input(Console *console, void *owner, const uint8_t *bytes, size_t size)
{
    Guest *guest = owner;
    size_t taken = MIN(size, guest->room);

    (void) console;
    g_string_append_len(guest->input, (const char *) bytes, (gssize) taken);
    guest->room -= taken;
    return taken;
}

static void check_input(Guest *guest, const char *expected)
{
    g_assert_cmpstr(guest->input->str, ==, expected);
    g_string_truncate(guest->input, 0);
}

static StreamEnd *attach(Console *console, unsigned mode)
{
    g_autoptr(GError) error = NULL;
    StreamEnd *end = console_attach(console, mode, &error);

    g_assert_no_error(error);
    return end;
}

static void send_text(StreamEnd *end, const char *text)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(stream_co_send(end, text, &error));
    g_assert_no_error(error);
}

static void check_refused(StreamEnd *end)
{
    GError *error = NULL;

    g_assert_false(stream_co_send(end, "no", &error));
    g_assert_nonnull(strstr(error->message, "--force"));
    fixture_assert_error(error, ERR_OPERATION_DENIED,
                         "console 'c0' of domain 'd' is open for read");
}

static void check_rules(Console *console, Guest *guest)
{
    StreamEnd *first = attach(console, CONSOLE_SAFE), *second = attach(console, 0);
    StreamEnd *third = attach(console, CONSOLE_FORCE);
    GError *error = NULL;

    send_text(first, "1");
    check_refused(second);
    send_text(third, "3");
    check_input(guest, "13");
    g_assert_null(console_attach(console, CONSOLE_SAFE, &error));
    fixture_assert_error(error, ERR_OPERATION_FAILED, "Active console session exists for this dom");
    stream_drop(first);
    check_refused(second);
    stream_drop(third);
    send_text(second, "2");
    third = attach(console, 0);
    check_refused(third);
    stream_drop(second);
    stream_drop(third);
    stream_drop(attach(console, CONSOLE_SAFE));
    check_input(guest, "2");
}

typedef struct Sender {
    StreamEnd *end;
    const char *text;
    GError *error;
    bool sent, done;
} Sender;

static void co_send(void *data)
{
    Sender *sender = data;

    sender->sent = stream_co_send(sender->end, sender->text, &sender->error);
    sender->done = true;
}

static void check_full_guest(Fixture *fixture, Console *console, Guest *guest)
{
    Sender one = {.end = attach(console, 0), .text = "abcdef"};
    Sender two = {.end = attach(console, CONSOLE_FORCE), .text = "x"};

    guest->room = 4;
    coroutine_start(fixture->loop, co_send, &one);
    coroutine_start(fixture->loop, co_send, &two);
    co_pause();
    g_assert_false(one.done || two.done);
    check_input(guest, "abcd");
    two.end->ops->abort(two.end);
    co_pause();
    g_assert_true(two.done && !two.sent && !one.done);
    fixture_assert_error(two.error, ERR_OPERATION_ABORTED, "console 'c0' of domain 'd': ");
    guest->room = 100;
    console_has_room(console);
    co_pause();
    g_assert_true(one.sent);
    check_input(guest, "ef");
    guest->room = 0;
    one.done = one.sent = false;
    coroutine_start(fixture->loop, co_send, &one);
    console_end(console);
    co_pause();
    g_assert_true(one.done && !one.sent);
    fixture_assert_error(one.error, ERR_OPERATION_INVALID, "console 'c0' of domain 'd' has ended");
    one.end->ops->free(one.end);
    two.end->ops->free(two.end);
}

static void body(Fixture *fixture)
{
    Guest guest = {.input = g_string_new(NULL), .room = 100};
    Console *console = console_new("console 'c0' of domain 'd'", NULL, take_input, &guest);

    check_rules(console, &guest);
    check_full_guest(fixture, console, &guest);
    console_unref(console);
    g_string_free(guest.input, TRUE);
}

static void test_writers(void)
{
    Fixture fixture;

    fixture_init(&fixture);
    fixture_run(&fixture, body);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/console/writers", test_writers);
    return g_test_run();
}
