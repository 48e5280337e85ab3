/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The channel to an agent, against one that is played here at the other end of a socket pair, and
 * means harm: late replies, replies nobody asked for, lines without an end, garbage, values without
 * number. Each ends the command that it answers, with an error, and the next one is answered.
 */
#include "qemu/agent.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "qemu/agent_stream.h"

typedef struct Test {
    Loop *loop;
    int guest; /* its end */
    Agent *agent;
    GString *heard;
    unsigned done;
} Test;

typedef struct Command {
    Test *test;
    const char *name;
    int64_t timeout_us;
    bool silent;
    char *result; /* as JSON, or the error's words */
    int code;
} Command;

static void setup(Test *test, const void *unused)
{
    int ends[2];

    (void) unused;
    *test = (Test){.loop = loop_new(NULL), .heard = g_string_new(NULL)};
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), ==, 0);
    test->guest = ends[1];
    test->agent = agent_new(test->loop, ends[0], "domain 'x'");
    agent_set_present(test->agent, true);
}

static void teardown(Test *test, const void *unused)
{
    (void) unused;
    agent_free(test->agent);
    while (coroutine_count() > 0)
        loop_run_once(test->loop, -1);
    close(test->guest);
    g_string_free(test->heard, TRUE);
    loop_free(test->loop);
    coroutine_pool_drain();
}

static void co_command(void *data)
{
    Command *command = data;
    g_autoptr(GError) error = NULL;
    json_t *reply = NULL;
    bool refused = false;
    bool (*ask)(Agent *, const char *, json_t *, int64_t, json_t **, bool *, GError **) =
        command->silent ? agent_co_silent : agent_co_exchange;

    if (ask(command->test->agent, command->name, NULL, command->timeout_us, &reply, &refused,
            &error)) {
        char *text = reply ? json_dumps(reply, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

        command->result = g_strdup(text ? text : "nothing");
        free(text);
        json_decref(reply);
    } else {
        command->result = g_strdup(error->message);
        command->code = error->code;
    }
    command->test->done++;
}

static void start(Command *command)
{
    coroutine_start(command->test->loop, co_command, command);
}

/* What the daemon has sent; runs the loop until there is a whole line. */
static char *hear(Test *test)
{
    char *end, *line;

    while (!(end = strchr(test->heard->str, '\n'))) {
        char bytes[4096];
        ssize_t n = read(test->guest, bytes, sizeof(bytes));

        if (n > 0)
            g_string_append_len(test->heard, bytes, n);
        else
            loop_run_once(test->loop, 20);
    }
    line = g_strndup(test->heard->str, (gsize) (end - test->heard->str));
    g_string_erase(test->heard, 0, end - test->heard->str + 1);
    return line;
}

static void say(Test *test, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(test->guest, text, MIN(size, 65536));

        if (n > 0) {
            text += n;
            size -= (size_t) n;
        } else {
            loop_run_once(test->loop, 20);
        }
    }
}

#define SAY(test, text) say(test, text, strlen(text))

/* Answers the synchronization that is due. */
static void answer_sync(Test *test)
{
    g_autofree char *line = hear(test), *reply = NULL;
    const char *id = strstr(line, "\"id\":");

    g_assert_cmpint((unsigned char) line[0], ==, AGENT_SYNC_BYTE);
    g_assert_nonnull(strstr(line, "guest-sync-delimited"));
    reply = g_strdup_printf("%c{\"return\": %" G_GINT64_FORMAT "}\n", AGENT_SYNC_BYTE,
                            g_ascii_strtoll(id + 5, NULL, 10));
    SAY(test, reply);
}

static void expect_heard(Test *test, const char *name)
{
    g_autofree char *line = hear(test);
    g_autofree char *expected = g_strdup_printf("{\"execute\":\"%s\"}", name);

    g_assert_cmpstr(line, ==, expected);
}

/* Runs until it is done, and what it has become; code 0: the result. */
static void expect(Command *command, int code, const char *words)
{
    while (!command->result)
        loop_run_once(command->test->loop, 100);
    g_assert_cmpint(command->code, ==, code);
    if (!strstr(command->result, words))
        g_error("'%s' is not in: %s", words, command->result);
    g_clear_pointer(&command->result, g_free);
    command->code = 0;
}

/* That a command after all that has happened is answered, once they are synchronized. */
static void expect_works(Test *test, bool synced)
{
    Command command = {test, "guest-next", 5 * G_USEC_PER_SEC, false, NULL, 0};

    start(&command);
    if (!synced)
        answer_sync(test);
    expect_heard(test, "guest-next");
    SAY(test, "{\"return\": 42}\n");
    expect(&command, 0, "42");
}

static void test_order(Test *test, const void *unused)
{
    Command first = {test, "guest-a", 5 * G_USEC_PER_SEC, false, NULL, 0}, second = first;

    (void) unused;
    second.name = "guest-b";
    start(&first);
    start(&second);
    answer_sync(test);
    expect_heard(test, "guest-a");
    SAY(test, "{\"return\": ");
    g_assert_cmpuint(test->heard->len, ==, 0); /* one at a time */
    SAY(test, "{\"a\": 1}}\r\n");
    expect(&first, 0, "{\"a\":1}");
    expect_heard(test, "guest-b");
    SAY(test, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n");
    expect(&second, 0, "\"desc\":\"no\"");
    expect_works(test, true);
}

/* A reply that is late is no reply to what is asked next, whatever comes before the mark. */
static void test_late(Test *test, const void *unused)
{
    Command command = {test, "guest-slow", 10000, false, NULL, 0};

    (void) unused;
    start(&command);
    answer_sync(test);
    expect_heard(test, "guest-slow");
    expect(&command, ERR_AGENT_UNRESPONSIVE, "did not answer 'guest-slow' in time");
    SAY(test, "{\"return\": \"late\"}\n{\"return\": 1}\n garbage \n");
    expect_works(test, false);
    SAY(test, "{\"return\": \"unasked\"}\n");
    expect_works(test, false);
}

/* Replies to a synchronization of somebody's else, then to ours. */
static void test_wrong_ids(Test *test, const void *unused)
{
    (void) unused;
    SAY(test, "\xff{\"return\": 1}\n\xff{\"return\": \"x\"}\n\xff{\"error\": {\"desc\": \"\"}}\n");
    expect_works(test, false);
}

static void test_bad_replies(Test *test, const void *unused)
{
    static const char *const bad[] = {
        "garbage\n",
        "[]\n",
        "{}\n",
        "{\"error\": 1}\n",
        "{\"error\": {}}\n",
        "{\"return\": \"\xc3\x28\"}\n",
        "\"return\"\n",
        "{\"return\": 1, \"return\": 2}\n",
    };

    (void) unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        Command command = {test, "guest-a", 5 * G_USEC_PER_SEC, false, NULL, 0};

        start(&command);
        answer_sync(test);
        expect_heard(test, "guest-a");
        SAY(test, bad[i]);
        expect(&command, ERR_AGENT_UNRESPONSIVE, "answered 'guest-a' with");
    }
    expect_works(test, false);
}

/* size bytes of one character, with that in front. */
static void expect_too_much(Test *test, const char *front, char filler, size_t size,
                            const char *end, const char *words)
{
    Command command = {test, "guest-a", 30 * G_USEC_PER_SEC, false, NULL, 0};
    g_autofree char *text = g_malloc(size + 1);

    memset(text, filler, size);
    text[size] = '\0';
    start(&command);
    answer_sync(test);
    expect_heard(test, "guest-a");
    SAY(test, front);
    say(test, text, size);
    SAY(test, end);
    expect(&command, ERR_AGENT_UNRESPONSIVE, words);
}

static void test_limits(Test *test, const void *unused)
{
    (void) unused;
    expect_too_much(test, "{\"return\": \"", 'x', AGENT_REPLY_MAX, "", "more than 4 MiB");
    expect_too_much(test, "{\"return\": ", '[', 1000, "\n", "nested too deep");
    expect_too_much(test, "{\"return\": [", ',', AGENT_VALUES_MAX + 1, "\n", "too many values");
    expect_works(test, false);
}

/* One that only ever talks, and never answers, is not listened to for ever. */
static void test_flood(Test *test, const void *unused)
{
    Command command = {test, "guest-a", -1, false, NULL, 0};
    g_autofree char *text = g_malloc(1024 * 1024);

    (void) unused;
    memset(text, 'x', 1024 * 1024);
    start(&command);
    while (!command.result) {
        if (write(test->guest, text, 1024 * 1024) < 0)
            loop_run_once(test->loop, 20);
    }
    expect(&command, ERR_AGENT_UNRESPONSIVE, "guest agent answered 'guest-a' with more than");
}

/* Nobody reads what comes while nothing is asked: it cannot be more than the socket takes. */
static void test_idle(Test *test, const void *unused)
{
    g_autofree char *text = g_malloc0(1024 * 1024);
    size_t taken = 0;
    ssize_t n;

    (void) unused;
    do {
        n = write(test->guest, text, 1024 * 1024);
        taken += n > 0 ? (size_t) n : 0;
        loop_run_once(test->loop, 0);
        loop_run_once(test->loop, 0);
    } while (n > 0);
    g_assert_cmpuint(taken, <, 1024 * 1024);
}

static void test_silent(Test *test, const void *unused)
{
    Command command = {test, "guest-shutdown", 5 * G_USEC_PER_SEC, true, NULL, 0};

    (void) unused;
    start(&command);
    answer_sync(test);
    expect_heard(test, "guest-shutdown");
    SAY(test, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"cannot\"}}\n");
    expect(&command, 0, "cannot");
    start(&command);
    expect_heard(test, "guest-shutdown");
    agent_note_down(test->agent);
    expect(&command, 0, "nothing");
    start(&command);
    answer_sync(test);
    expect_heard(test, "guest-shutdown");
    agent_set_present(test->agent, false);
    expect(&command, 0, "nothing");
}

static void test_absent(Test *test, const void *unused)
{
    Command command = {test, "guest-a", -1, false, NULL, 0};

    (void) unused;
    start(&command);
    answer_sync(test);
    expect_heard(test, "guest-a");
    agent_set_present(test->agent, false);
    expect(&command, ERR_AGENT_UNRESPONSIVE, "has gone during 'guest-a'");
    start(&command);
    expect(&command, ERR_AGENT_UNRESPONSIVE, "not connected");
    agent_set_present(test->agent, true);
    expect_works(test, false);
    start(&command);
    expect_heard(test, "guest-a");
    close(test->guest); /* QEMU has gone */
    expect(&command, ERR_AGENT_UNRESPONSIVE, "has gone during 'guest-a'");
    g_assert_false(agent_is_open(test->agent));
    test->guest = -1;
}

/* One that does not read is told no more, until it does. */
static void test_deaf(Test *test, const void *unused)
{
    g_autofree char *name = g_strnfill(1024 * 1024, 'x');
    Command large = {test, name, 0, false, NULL, 0};
    Command next = {test, "guest-a", G_USEC_PER_SEC, false, NULL, 0};

    (void) unused;
    start(&large);
    answer_sync(test);
    expect(&large, 0, "nothing");
    start(&next);
    expect(&next, ERR_AGENT_UNRESPONSIVE, "has not read what it was told before");
    expect_heard(test, name);
    expect_works(test, false);
}

/* So many wait; one more is refused; all of them are told when the agent is freed. */
static void test_queue(Test *test, const void *unused)
{
    Command commands[AGENT_WAITING_MAX + 2];

    (void) unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++) {
        commands[i] = (Command){test, "guest-a", -1, false, NULL, 0};
        start(&commands[i]);
    }
    g_assert_cmpuint(test->done, ==, 1);
    expect(&commands[AGENT_WAITING_MAX + 1], ERR_RESOURCE_BUSY, "others wait for it already");
    g_clear_pointer(&test->agent, agent_free);
    for (unsigned i = 0; i <= AGENT_WAITING_MAX; i++)
        expect(&commands[i], ERR_AGENT_UNRESPONSIVE, i ? "not connected" : "has gone");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add("/agent/" #name, Test, NULL, setup, test_##name, teardown)
    ADD(order);
    ADD(late);
    ADD(wrong_ids);
    ADD(bad_replies);
    ADD(limits);
    ADD(flood);
    ADD(idle);
    ADD(silent);
    ADD(absent);
    ADD(deaf);
    ADD(queue);
    return g_test_run();
}
