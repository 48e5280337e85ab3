/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What lies below a guest: qemu-monitor-command, domxml-to-native, logs.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"
#include "tools/signals.h"
#include "tools/transfer.h"

/* ---- qemu-monitor-command ---- */

static const Option monitor_options[] = {
    OPTION_DOMAIN,
    {"hmp", OPTION_BOOL, 0, "the command is a line for people, and so is the answer", NULL},
    {"pretty", OPTION_BOOL, 0, "the answer over several lines", NULL},
    {"return-value", OPTION_BOOL, 0, "of the answer only what QEMU returned", NULL},
    {"cmd", OPTION_REST, OPTION_REQUIRED, "the command: JSON, or with --hmp words", NULL},
    {0},
};

/* Its JSON as it shall be printed; false if QEMU refused and the value was wanted. */
static bool print_answer(const Arguments *arguments, const char *answer)
{
    g_autoptr(json_t) reply = json_loads(answer, JSON_DECODE_ANY, NULL);
    bool value = arguments_has(arguments, "return-value");
    json_t *shown = value ? json_object_get(reply, "return") : reply;
    char *text;

    if (!reply)
        return tool_fail(NULL, "the answer is no JSON: %s", answer);
    if (!shown)
        return tool_fail(NULL, "unable to retrieve return value: %s", answer);
    text = json_dumps(shown, JSON_ENCODE_ANY | (arguments_has(arguments, "pretty") ? JSON_INDENT(2)
                                                                                   : JSON_COMPACT));
    output_document(text);
    free(text);
    return true;
}

static bool run_monitor_command(Tool *tool, const Arguments *arguments)
{
    bool hmp = arguments_has(arguments, "hmp");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *command = NULL, *answer = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "hmp", "pretty") ||
        !arguments_exclusive(arguments, "hmp", "return-value"))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    command = g_strjoinv(" ", (char **) arguments_rest(arguments, "cmd"));
    answer = vmrpc_domain_monitor_command(domain, command,
                                          hmp ? VMRPC_DOMAIN_MONITOR_COMMAND_HMP : 0, &error);
    if (!answer)
        return tool_fail(error, "Failed to send the command to domain '%s'",
                         vmrpc_domain_name(domain));
    if (!hmp && (arguments_has(arguments, "pretty") || arguments_has(arguments, "return-value")))
        return print_answer(arguments, answer);
    if (tool->json && hmp)
        output_json(json_pack("{s:o}", "answer", output_json_text(answer)));
    else
        output_document(answer);
    return true;
}

/* ---- domxml-to-native ---- */

static const Option native_options[] = {
    {"format", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "of the result: qemu-argv",
     NULL},
    {"domain", OPTION_STRING, 0, "name, UUID or id of a domain", complete_domains},
    {"xml", OPTION_STRING, OPTION_POSITIONAL, "file with the XML document; - is standard input",
     complete_files},
    {0},
};

static char *native_source(Tool *tool, const Arguments *arguments)
{
    const char *name = arguments_string(arguments, "domain");
    const char *path = arguments_string(arguments, "xml");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    char *xml;

    if (!name == !path) {
        tool_fail(NULL, "either --domain or a document is wanted");
        return NULL;
    }
    if (path)
        return document_read(path);
    domain = tool_domain(tool, name);
    if (!domain)
        return NULL;
    xml = vmrpc_domain_xml(domain, VMRPC_DOMAIN_XML_INACTIVE | VMRPC_DOMAIN_XML_SECURE, &error);
    if (!xml)
        tool_fail(error, "Failed to get the document of domain '%s'", vmrpc_domain_name(domain));
    return xml;
}

static bool run_to_native(Tool *tool, const Arguments *arguments)
{
    const char *format = arguments_string(arguments, "format");
    g_autofree char *xml = native_source(tool, arguments);
    g_autofree char *native = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    native = vmrpc_connection_domain_to_native(tool->connection, format, xml, &error);
    if (!native)
        return tool_fail(error, "Failed to turn the document into format '%s'", format);
    if (tool->json)
        output_json(json_pack("{s:o}", "native", output_json_text(native)));
    else
        output_document(native);
    return true;
}

/* ---- logs ---- */

#define LOGS_PART 65536

static const Option logs_options[] = {
    OPTION_DOMAIN,
    {"follow", OPTION_BOOL, OPTION_LETTER('f'), "go on with what is written from now on", NULL},
    {"lines", OPTION_NUMBER, OPTION_LETTER('n'), "so many of the last lines only", NULL},
    {0},
};

static void on_ready(VmrpcStream *stream, void *data)
{
    (void) stream;
    (void) data;
}

/* Waits until something may have come; false: a signal wants an end. */
static bool logs_wait(Tool *tool)
{
    struct pollfd fd = {.fd = vmrpc_connection_fd(tool->connection), .events = POLLIN};
    struct timespec timeout;
    int timeout_ms;

    timeout_ms = vmrpc_connection_poll_timeout(tool->connection);
    timeout =
        (struct timespec){.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L};
    signals_ppoll(&fd, 1, timeout_ms < 0 ? NULL : &timeout);
    return !signals_caught();
}

/* More than 0: bytes; 0: nothing now; -1: the end, or a failure, which was printed. */
static ssize_t logs_read(Tool *tool, VmrpcStream *stream, char *buffer, bool *ret_failed)
{
    VmrpcError *error = NULL;
    ssize_t n;

    if (vmrpc_connection_dispatch(tool->connection, 0, &error) < 0) {
        *ret_failed = !tool_fail(error, "the log was lost");
        return -1;
    }
    n = vmrpc_stream_recv(stream, buffer, LOGS_PART, 0, NULL, &error);
    if (n > 0)
        return n;
    if (n == 0)
        return -1;
    if (vmrpc_error_code(error) == VMRPC_ERR_OPERATION_TIMEOUT && !vmrpc_error_is_remote(error)) {
        vmrpc_error_free(error);
        return 0;
    }
    *ret_failed = !tool_fail(error, "the log was lost");
    return -1;
}

/* Gives each piece to take() until the end, a failure (false) or a signal. */
static bool logs_run(Tool *tool, VmrpcStream *stream,
                     void (*take)(const char *bytes, size_t size, void *data), void *data)
{
    g_autofree char *buffer = g_malloc(LOGS_PART);
    bool failed = false;

    vmrpc_stream_set_callback(stream, on_ready, NULL);
    for (;;) {
        ssize_t n = logs_read(tool, stream, buffer, &failed);

        if (n < 0 || (n == 0 && !logs_wait(tool)))
            return !failed;
        if (n > 0)
            take(buffer, (size_t) n, data);
    }
}

static void logs_print(const char *bytes, size_t size, void *data)
{
    uint64_t *skip = data;
    size_t skipped = (size_t) MIN(*skip, size);

    *skip -= skipped;
    fwrite(bytes + skipped, 1, size - skipped, stdout);
    fflush(stdout);
}

/* Where the last lines begin. */
typedef struct Tail {
    GQueue begins; /* offsets of lines, GSIZE_TO_POINTER */
    unsigned lines;
    size_t size;
    bool in_line;
} Tail;

static void tail_take(const char *bytes, size_t size, void *data)
{
    Tail *tail = data;

    for (size_t i = 0; i < size; i++) {
        if (!tail->in_line)
            g_queue_push_tail(&tail->begins, GSIZE_TO_POINTER(tail->size + i));
        tail->in_line = bytes[i] != '\n';
        if (g_queue_get_length(&tail->begins) > tail->lines)
            g_queue_pop_head(&tail->begins);
    }
    tail->size += size;
}

static VmrpcStream *logs_open(VmrpcDomain *domain, unsigned flags)
{
    VmrpcError *error = NULL;
    VmrpcStream *stream = vmrpc_domain_open_log(domain, 0, flags, &error);

    if (!stream)
        tool_fail(error, "Failed to open the log of domain '%s'", vmrpc_domain_name(domain));
    return stream;
}

/* How much of the log comes before its last lines. */
static bool logs_find_tail(Tool *tool, VmrpcDomain *domain, unsigned lines, uint64_t *ret_skip)
{
    g_autoptr(VmrpcStream) stream = logs_open(domain, 0);
    Tail tail = {.lines = lines};
    bool read = stream && logs_run(tool, stream, tail_take, &tail);

    *ret_skip = g_queue_is_empty(&tail.begins) ? 0 : GPOINTER_TO_SIZE(tail.begins.head->data);
    g_queue_clear(&tail.begins);
    return read;
}

static bool run_logs(Tool *tool, const Arguments *arguments)
{
    unsigned flags = arguments_has(arguments, "follow") ? VMRPC_DOMAIN_OPEN_LOG_FOLLOW : 0;
    unsigned lines = arguments_number(arguments, "lines");
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcStream) stream = NULL;
    Signals signals;
    uint64_t skip = 0;
    bool done;

    if (!domain)
        return false;
    signals_catch(&signals);
    done = !lines || logs_find_tail(tool, domain, lines, &skip);
    if (done)
        stream = logs_open(domain, flags);
    done = stream && logs_run(tool, stream, logs_print, &skip);
    signals_restore(&signals);
    return done;
}

const Command commands_monitor[] = {
    {"domxml-to-native", "print the command line that a document means",
     "Turns a <domain> document, or with --domain the definition of a domain, into the command\n"
     "    line of an emulator, for people to read: the daemon opens files itself and hands them "
     "over.",
     native_options, COMMAND_JSON, run_to_native},
    {"logs", "print what a guest's emulator and the daemon noted of it",
     "Prints the log of a domain's runs: when it was started and how, what the emulator said, "
     "what\n"
     "    ended it.",
     logs_options, COMMAND_SLOW, run_logs},
    {"qemu-monitor-command", "send a command to the monitor of a guest",
     "Sends a command of QEMU's own past the daemon, which does not know what it does: for "
     "looking\n"
     "    into problems, not for daily work.",
     monitor_options, COMMAND_JSON, run_monitor_command},
    {0},
};
