/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The QMP parser: messages however the stream is cut, and streams that break for good. */
#include "qemu/json_text.h"
#include "qemu/qmp.h"

#include <glib.h>
#include <string.h>

static void feed(Qmp *qmp, const char *text, size_t size)
{
    memcpy(qmp_reserve(qmp, size), text, size);
    qmp_commit(qmp, size);
}

static void test_byte_by_byte(void)
{
    static const char text[] =
        "{\"QMP\": {\"capabilities\": [\"oob\"]}}\r\n"
        "{\"return\": {\"running\": true}, \"id\": 7}\r\n"
        "{\"event\": \"STOP\", \"timestamp\": {}}\r\n"
        "\r\n{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\\nway\"}, \"id\": 8}\n";
    static const QmpKind kinds[] = {QMP_GREETING, QMP_REPLY, QMP_EVENT, QMP_REPLY};
    Qmp *qmp = qmp_new();
    QmpMessage message;
    unsigned seen = 0;

    for (size_t i = 0; i < strlen(text); i++) {
        QmpKind kind;

        feed(qmp, text + i, 1);
        while ((kind = qmp_next(qmp, &message)) != QMP_MORE) {
            g_assert_cmpuint(seen, <, G_N_ELEMENTS(kinds));
            g_assert_cmpint(kind, ==, kinds[MIN(seen, G_N_ELEMENTS(kinds) - 1)]);
            if (seen == 1)
                g_assert_true(message.id == 7 && json_object_get(message.body, "running"));
            if (seen == 2)
                g_assert_true(g_str_equal(message.name, "STOP") && json_is_object(message.body));
            if (seen == 3)
                g_assert_true(message.error && message.id == 8);
            qmp_message_clear(&message);
            seen++;
        }
    }
    g_assert_cmpuint(seen, ==, G_N_ELEMENTS(kinds));
    qmp_free(qmp);
}

static void test_broken(void)
{
    static const char *const broken[] = {
        "garbage\n",
        "[1, 2]\n",
        "{}\n",
        "{\"return\": {}, \"id\": -1}\n",
        "{\"return\": {}, \"id\": \"a\"}\n",
        "{\"event\": 1}\n",
        "{\"event\": \"STOP\", \"data\": []}\n",
        "{\"error\": {}}\n",
        "{\"QMP\": 1}\n",
        "{\"return\": {}, \"return\": {}}\n",
        "{\"return\": \"\xff\"}\n",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(broken); i++) {
        Qmp *qmp = qmp_new();
        QmpMessage message;

        feed(qmp, broken[i], strlen(broken[i]));
        g_assert_cmpint(qmp_next(qmp, &message), ==, QMP_BROKEN);
        g_assert_nonnull(qmp_problem(qmp));
        feed(qmp, "{\"return\": {}}\n", 15); /* what follows is not believed either */
        g_assert_cmpint(qmp_next(qmp, &message), ==, QMP_BROKEN);
        qmp_free(qmp);
    }
}

/* What 63 bits cannot hold becomes the largest that they can; texts stay. */
static void test_large_numbers(void)
{
    static const char text[] =
        "{\"return\": {\"a\": 18446744073709551615, \"b\":9223372036854775808, "
        "\"c\": 9223372036854775806, \"d\": \"18446744073709551615 \\\" 18446744073709551615\"}, "
        "\"id\": 3}\n";
    Qmp *qmp = qmp_new();
    QmpMessage message;

    feed(qmp, text, strlen(text));
    g_assert_cmpint(qmp_next(qmp, &message), ==, QMP_REPLY);
    g_assert_cmpint(json_integer_value(json_object_get(message.body, "a")), ==, G_MAXINT64);
    g_assert_cmpint(json_integer_value(json_object_get(message.body, "b")), ==, G_MAXINT64);
    g_assert_cmpint(json_integer_value(json_object_get(message.body, "c")), ==, G_MAXINT64 - 1);
    g_assert_cmpstr(json_string_value(json_object_get(message.body, "d")), ==,
                    "18446744073709551615 \" 18446744073709551615");
    g_assert_cmpuint(message.id, ==, 3);
    qmp_message_clear(&message);
    qmp_free(qmp);
}

static void test_too_deep(void)
{
    Qmp *qmp = qmp_new();
    QmpMessage message;
    g_autoptr(GString) text = g_string_new("{\"return\": ");

    for (unsigned i = 0; i < JSON_TEXT_DEPTH_MAX; i++)
        g_string_append_c(text, '[');
    g_string_append_c(text, '\n');
    feed(qmp, text->str, text->len);
    g_assert_cmpint(qmp_next(qmp, &message), ==, QMP_BROKEN);
    g_assert_nonnull(strstr(qmp_problem(qmp), "nested"));
    qmp_free(qmp);
}

static void test_too_long(void)
{
    Qmp *qmp = qmp_new();
    QmpMessage message;
    g_autofree char *text = g_malloc(QMP_MESSAGE_MAX);
    QmpKind kind = QMP_MORE;
    size_t fed = 0;

    memset(text, 'x', QMP_MESSAGE_MAX);
    while (kind == QMP_MORE && fed < 2 * QMP_MESSAGE_MAX) {
        feed(qmp, text, 65536);
        fed += 65536;
        kind = qmp_next(qmp, &message);
    }
    g_assert_cmpint(kind, ==, QMP_BROKEN);
    g_assert_cmpuint(fed, ==, QMP_MESSAGE_MAX + 65536);
    qmp_free(qmp);
}

static void test_command(void)
{
    g_autofree char *plain = qmp_command_format("stop", NULL, 1);
    g_autofree char *full = qmp_command_format("balloon", json_pack("{s:i}", "value", 5), 2);

    g_assert_cmpstr(plain, ==, "{\"execute\":\"stop\",\"id\":1}\n");
    g_assert_cmpstr(full, ==, "{\"execute\":\"balloon\",\"id\":2,\"arguments\":{\"value\":5}}\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qemu/qmp/byte-by-byte", test_byte_by_byte);
    g_test_add_func("/qemu/qmp/broken", test_broken);
    g_test_add_func("/qemu/qmp/large-numbers", test_large_numbers);
    g_test_add_func("/qemu/qmp/too-deep", test_too_deep);
    g_test_add_func("/qemu/qmp/too-long", test_too_long);
    g_test_add_func("/qemu/qmp/command", test_command);
    return g_test_run();
}
