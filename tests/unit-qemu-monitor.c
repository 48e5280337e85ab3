/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The monitor against a QEMU that is played here, at the other end of a socket pair: replies out of
 * order, late, never; events between; an end of the connection, and of the monitor, under waiters.
 */
#include "qemu/monitor.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Test {
    Loop *loop;
    int qemu; /* our end */
    Monitor *monitor;
    GString *seen; /* what happened, in order */
    bool free_on_event;
} Test;

typedef struct Command {
    Test *test;
    const char *name;
    int64_t timeout_us;
} Command;

static void on_event(void *owner, const char *name, json_t *data, int64_t time_us)
{
    Test *test = owner;

    g_assert_true(json_is_object(data) && time_us == 0);
    g_string_append_printf(test->seen, "event:%s ", name);
    if (test->free_on_event)
        g_clear_pointer(&test->monitor, monitor_free);
}

static void on_closed(void *owner, const char *why)
{
    Test *test = owner;

    g_assert_nonnull(why);
    g_string_append(test->seen, "closed ");
}

static const MonitorHooks hooks = {.event = on_event, .closed = on_closed};

static void setup(Test *test, const void *unused)
{
    int ends[2];

    (void) unused;
    *test = (Test){.loop = loop_new(NULL), .seen = g_string_new(NULL)};
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), ==, 0);
    test->qemu = ends[1];
    test->monitor = monitor_new(test->loop, ends[0], &hooks, test);
}

static void teardown(Test *test, const void *unused)
{
    (void) unused;
    monitor_free(test->monitor);
    while (coroutine_count() > 0)
        loop_run_once(test->loop, -1);
    close(test->qemu);
    g_string_free(test->seen, TRUE);
    loop_free(test->loop);
    coroutine_pool_drain();
}

static void say(Test *test, const char *text)
{
    g_assert_cmpint(write(test->qemu, text, strlen(text)), ==, (ssize_t) strlen(text));
}

/* Runs the loop until what happened ends in `end`. */
static void until(Test *test, const char *end)
{
    while (!g_str_has_suffix(test->seen->str, end))
        loop_run_once(test->loop, 5000);
}

static void co_open(void *data)
{
    Test *test = data;
    g_autoptr(GError) error = NULL;

    g_assert_false(monitor_is_open(test->monitor));
    monitor_co_open(test->monitor, 5 * G_USEC_PER_SEC, &error);
    g_assert_no_error(error);
    g_string_append(test->seen, "open ");
}

static void co_command(void *data)
{
    const Command *command = data;
    Test *test = command->test;
    g_autoptr(GError) error = NULL;
    json_t *result = NULL;

    if (monitor_co_command(test->monitor, command->name, json_pack("{s:i}", "x", 1), &result,
                           command->timeout_us, &error)) {
        g_string_append_printf(test->seen, "%.8s=%d ", command->name,
                               (int) json_integer_value(result));
        json_decref(result);
    } else {
        g_string_append_printf(test->seen, "%.8s!%d ", command->name, error_code(error));
    }
}

static void open_monitor(Test *test)
{
    coroutine_start(test->loop, co_open, test);
    say(test, "{\"QMP\": {}}\r\n");
    loop_run_once(test->loop, 5000);
    say(test, "{\"return\": {}, \"id\": 1}\r\n");
    until(test, "open ");
    g_assert_true(monitor_is_open(test->monitor));
}

static void test_out_of_order(Test *test, const void *unused)
{
    Command a = {test, "a", -1}, b = {test, "b", -1};

    (void) unused;
    open_monitor(test);
    coroutine_start(test->loop, co_command, &a);
    coroutine_start(test->loop, co_command, &b);
    say(test, "{\"return\": 33, \"id\": 3}\n{\"event\": \"STOP\"}\n");
    until(test, "b=33 ");
    say(test, "{\"error\": {\"class\": \"X\", \"desc\": \"no\"}, \"id\": 2}\n");
    until(test, "a!9 ");
    g_assert_cmpstr(test->seen->str, ==, "open event:STOP b=33 a!9 ");
}

static void test_late_reply(Test *test, const void *unused)
{
    Command a = {test, "a", 1000}, b = {test, "b", -1};

    (void) unused;
    open_monitor(test);
    coroutine_start(test->loop, co_command, &a);
    until(test, "a!68 ");
    coroutine_start(test->loop, co_command, &b);
    say(test, "{\"return\": 2, \"id\": 2}\n{\"return\": 3, \"id\": 3}\n");
    until(test, "b=3 ");
}

static void test_end_of_qemu(Test *test, const void *unused)
{
    Command a = {test, "a", -1};

    (void) unused;
    open_monitor(test);
    coroutine_start(test->loop, co_command, &a);
    say(test, "{\"event\": \"SHUTDOWN\"}\n");
    shutdown(test->qemu, SHUT_WR);
    until(test, "a!9 ");
    g_assert_cmpstr(test->seen->str, ==, "open event:SHUTDOWN closed a!9 ");
    g_assert_false(monitor_is_open(test->monitor));
    coroutine_start(test->loop, co_command, &a); /* fails at once */
    g_assert_cmpstr(test->seen->str, ==, "open event:SHUTDOWN closed a!9 a!9 ");
}

static void co_open_in_vain(void *data)
{
    Test *test = data;
    g_autoptr(GError) error = NULL;

    g_assert_false(monitor_co_open(test->monitor, 5 * G_USEC_PER_SEC, &error));
    g_assert_nonnull(error);
    g_string_append_printf(test->seen, "failed:%s ", error->message);
}

/* QEMU agrees, and is gone before whoever opens the monitor has heard of it. */
static void test_end_after_opening(Test *test, const void *unused)
{
    (void) unused;
    coroutine_start(test->loop, co_open_in_vain, test);
    say(test, "{\"QMP\": {}}\r\n");
    loop_run_once(test->loop, 5000);
    say(test, "{\"return\": {}, \"id\": 1}\r\n");
    shutdown(test->qemu, SHUT_RDWR);
    until(test, "monitor ");
    g_assert_cmpstr(test->seen->str, ==, "closed failed:QEMU closed its monitor ");
}

static void test_garbage(Test *test, const void *unused)
{
    Command a = {test, "a", -1};

    (void) unused;
    open_monitor(test);
    coroutine_start(test->loop, co_command, &a);
    say(test, "{\"event\": \"STOP\"}\n}{\n{\"return\": 1, \"id\": 2}\n");
    until(test, "a!9 ");
    g_assert_cmpstr(test->seen->str, ==, "open event:STOP closed a!9 ");
}

/* By an event's hook, with more messages read already and a coroutine waiting. */
static void test_freed_meanwhile(Test *test, const void *unused)
{
    Command a = {test, "a", -1};

    (void) unused;
    open_monitor(test);
    test->free_on_event = true;
    coroutine_start(test->loop, co_command, &a);
    say(test, "{\"event\": \"STOP\"}\n{\"event\": \"RESUME\"}\n{\"return\": 1, \"id\": 2}\n");
    until(test, "a!9 ");
    g_assert_cmpstr(test->seen->str, ==, "open event:STOP a!9 ");
}

/* More than the socket holds, while QEMU does not read: queued, then refused, then sent. */
static void test_qemu_does_not_read(Test *test, const void *unused)
{
    char drop[65536];
    g_autofree char *name = g_strnfill(10000, 'a');
    Command a = {test, name, -1};
    unsigned sent = 0, received = 0;
    ssize_t size;

    (void) unused;
    open_monitor(test);
    do {
        coroutine_start(test->loop, co_command, &a);
        sent++;
    } while (test->seen->len == strlen("open "));
    g_assert_true(g_str_has_suffix(test->seen->str, "open aaaaaaaa!87 "));
    while (received < sent - 1) { /* and the qmp_capabilities of the opening */
        while ((size = read(test->qemu, drop, sizeof drop)) > 0) {
            for (ssize_t i = 0; i < size; i++)
                received += drop[i] == '\n';
        }
        loop_run_once(test->loop, 0);
    }
}

static void co_pass(void *data)
{
    const Command *command = data;
    Test *test = command->test;
    g_autoptr(GError) error = NULL;
    int ends[2];
    bool passed;

    g_assert_cmpint(pipe(ends), ==, 0);
    passed = monitor_co_pass(test->monitor, command->name, NULL, ends[1], NULL, command->timeout_us,
                             &error);
    g_string_append_printf(test->seen, "%.8s!%d ", command->name, passed ? 0 : error_code(error));
    close(ends[0]);
    close(ends[1]);
}

/* Reads what has come from the monitor, and the descriptor that came with it (-1: none). */
static int take(Test *test, char *text, size_t size)
{
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec piece = {.iov_base = text, .iov_len = size - 1};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t got = recvmsg(test->qemu, &message, 0);
    int fd = -1;

    g_assert_cmpint(got, >, 0);
    text[got] = '\0';
    if (CMSG_FIRSTHDR(&message))
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

/* A descriptor goes with its own command, not with another. */
static void test_passes_descriptor(Test *test, const void *unused)
{
    Command add = {test, "add-fd", 5 * G_USEC_PER_SEC};
    char text[4096];
    int fd;

    (void) unused;
    open_monitor(test);
    g_assert_cmpint(take(test, text, sizeof text), ==, -1); /* qmp_capabilities */
    coroutine_start(test->loop, co_pass, &add);
    fd = take(test, text, sizeof text);
    g_assert_cmpint(fd, >=, 0);
    g_assert_nonnull(strstr(text, "add-fd"));
    close(fd);
    say(test, "{\"return\": {\"fdset-id\": 1}, \"id\": 2}\n");
    until(test, "add-fd!0 ");
}

static void test_passes_nothing_to_stuck_qemu(Test *test, const void *unused)
{
    g_autofree char *name = g_strnfill(10000, 'a');
    Command fill = {test, name, -1}, add = {test, "add-fd", 5 * G_USEC_PER_SEC};

    (void) unused;
    open_monitor(test);
    do
        coroutine_start(test->loop, co_command, &fill);
    while (test->seen->len == strlen("open "));
    coroutine_start(test->loop, co_pass, &add);
    g_assert_true(g_str_has_suffix(test->seen->str, "add-fd!87 "));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) g_test_add("/qemu/monitor/" name, Test, NULL, setup, func, teardown)
    ADD("out-of-order", test_out_of_order);
    ADD("late-reply", test_late_reply);
    ADD("end-of-qemu", test_end_of_qemu);
    ADD("end-after-opening", test_end_after_opening);
    ADD("garbage", test_garbage);
    ADD("freed-meanwhile", test_freed_meanwhile);
    ADD("qemu-does-not-read", test_qemu_does_not_read);
    ADD("passes-descriptor", test_passes_descriptor);
    ADD("passes-nothing-to-stuck-qemu", test_passes_nothing_to_stuck_qemu);
    return g_test_run();
}
