/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * console: the user's terminal on a console of a guest.
 *
 * One thread and one poll loop. A key goes out as soon as the guest has taken those before it;
 * until then the next are left to the terminal. Signals end the loop rather than the process, so
 * that the terminal is itself again.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/console.h"
#include "tools/signals.h"
#include "tools/terminal.h"
#include "tools/transfer.h"

#define CONSOLE_PART 4096
#define CONSOLE_ESCAPE "^]"
/* How long a guest has to take the last of what was sent. */
#define CONSOLE_FLUSH_MS 2000

static const Option console_options[] = {
    OPTION_DOMAIN,
    {"devname", OPTION_STRING, OPTION_POSITIONAL, "alias of the console; the first is the default",
     NULL},
    {"force", OPTION_BOOL, 0, "write although another client does", NULL},
    {"safe", OPTION_BOOL, 0, "only if no other client writes", NULL},
    {"escape", OPTION_STRING, 0, "the key that ends it, such as ^] or ^a", NULL},
    {0},
};

static const OptionFlag console_flags[] = {
    {"force", VMRPC_DOMAIN_OPEN_CONSOLE_FORCE},
    {"safe", VMRPC_DOMAIN_OPEN_CONSOLE_SAFE},
    {0},
};

typedef struct Console {
    VmrpcStream *stream;
    char escape;
    bool is_terminal; /* standard input: only there the escape key counts */
    bool has_ended;   /* there is nothing more to do */
    bool has_failed;  /* and the user was told why */
    bool input_ended; /* standard input is at its end, or the key was pressed */
    char pending[CONSOLE_PART];
    size_t n_pending; /* read and not sent */
} Console;

/* "^x" or a single character. */
static bool parse_escape(const char *text, char *ret_key)
{
    if (text[0] == '^' && text[1] && !text[2])
        *ret_key = (char) (g_ascii_toupper(text[1]) & 0x1f);
    else if (text[0] && !text[1])
        *ret_key = text[0];
    else
        return tool_fail(NULL, "Invalid string '%s' for escape sequence", text);
    return true;
}

static void say_escape(Tool *tool, const char *text)
{
    if (text[1])
        tool_say(tool, "Escape character is %s (Ctrl + %c)", text, text[1]);
    else
        tool_say(tool, "Escape character is %s", text);
}

static void console_fail(Console *console, VmrpcError *error, const char *what)
{
    terminal_restore();
    tool_fail(error, "%s", what);
    console->has_ended = true;
    console->has_failed = true;
}

/* Whether a call ended only because nothing could be done yet; frees that error. */
static bool would_wait(ssize_t n, VmrpcError **error)
{
    if (n >= 0 || vmrpc_error_code(*error) != VMRPC_ERR_OPERATION_TIMEOUT ||
        vmrpc_error_is_remote(*error))
        return false;
    g_clear_pointer(error, vmrpc_error_free);
    return true;
}

static bool write_out(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes, size);

        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            bytes += n;
            size -= (size_t) n;
        }
    }
    return true;
}

/* From the guest, all that is there. */
static void console_print(Console *console)
{
    while (!console->has_ended) {
        char buffer[CONSOLE_PART];
        VmrpcError *error = NULL;
        ssize_t n = vmrpc_stream_recv(console->stream, buffer, sizeof(buffer), 0, NULL, &error);

        if (would_wait(n, &error))
            return;
        if (n < 0)
            console_fail(console, error, "the console was lost");
        else if (n == 0)
            console->has_ended = true;
        else if (!write_out(buffer, (size_t) n))
            console_fail(console, NULL, "cannot write to standard output");
    }
}

/* To the guest, what was read. */
static void console_send(Console *console)
{
    VmrpcError *error = NULL;
    ssize_t n;

    if (console->n_pending == 0 || console->has_ended)
        return;
    n = vmrpc_stream_send(console->stream, console->pending, console->n_pending, 0, &error);
    if (would_wait(n, &error))
        return;
    if (n < 0) {
        console_fail(console, error, "the console was lost");
        return;
    }
    console->n_pending -= (size_t) n;
    memmove(console->pending, console->pending + n, console->n_pending);
}

static void console_read(Console *console)
{
    ssize_t n = read(STDIN_FILENO, console->pending, sizeof(console->pending));
    const char *escape;

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n <= 0) {
        console->input_ended = true;
        return;
    }
    console->n_pending = (size_t) n;
    escape = console->is_terminal ? memchr(console->pending, console->escape, (size_t) n) : NULL;
    if (escape) {
        console->input_ended = true;
        console->n_pending = (size_t) (escape - console->pending);
    }
}

/* Waits for a key, for the guest, or for a signal. */
static void console_wait(Console *console, VmrpcConnection *connection)
{
    bool reads = !console->input_ended && console->n_pending == 0;
    struct pollfd fds[] = {{.fd = vmrpc_connection_fd(connection), .events = POLLIN},
                           {.fd = reads ? STDIN_FILENO : -1, .events = POLLIN}};
    struct timespec timeout;
    int timeout_ms;

    timeout_ms = vmrpc_connection_poll_timeout(connection);
    timeout =
        (struct timespec){.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L};
    if (signals_ppoll(fds, G_N_ELEMENTS(fds), timeout_ms < 0 ? NULL : &timeout) > 0 &&
        fds[1].revents)
        console_read(console);
}

/* Only there so that a wait ends: the loop tries everything after each. */
static void on_ready(VmrpcStream *stream, void *data)
{
    (void) stream;
    (void) data;
}

static void console_run(Console *console, VmrpcConnection *connection)
{
    VmrpcError *error = NULL;

    vmrpc_stream_set_callback(console->stream, on_ready, NULL);
    while (!console->has_ended && !signals_caught()) {
        if (vmrpc_connection_dispatch(connection, 0, &error) < 0) {
            console_fail(console, error, "the console was lost");
            break;
        }
        console_print(console);
        console_send(console);
        if (console->input_ended && console->n_pending == 0)
            break;
        if (!console->has_ended)
            console_wait(console, connection);
    }
}

/* Until the guest has taken what was sent; what it says to that is still printed. */
static void console_finish(Console *console)
{
    VmrpcError *error = NULL;

    if (console->has_ended)
        return;
    if (vmrpc_stream_flush(console->stream, CONSOLE_FLUSH_MS, &error) < 0)
        console_fail(console, error, "the console was lost");
    console_print(console);
    if (!console->has_ended && vmrpc_stream_finish(console->stream, &error) < 0)
        console_fail(console, error, "cannot close the console");
}

/* With the default escape for NULL; device NULL: the first. */
static bool connect(Tool *tool, VmrpcDomain *domain, const char *device, const char *escape,
                    unsigned flags)
{
    Console console = {.is_terminal = isatty(STDIN_FILENO)};
    g_autoptr(VmrpcStream) stream = NULL;
    VmrpcError *error = NULL;
    Signals signals;

    if (!escape)
        escape = CONSOLE_ESCAPE;
    if (!parse_escape(escape, &console.escape))
        return false;
    stream = vmrpc_domain_open_console(domain, device, flags, &error);
    if (!stream)
        return tool_fail(error, "Failed to open the console of domain '%s'",
                         vmrpc_domain_name(domain));
    tool_say(tool, "Connected to domain '%s'", vmrpc_domain_name(domain));
    if (console.is_terminal)
        say_escape(tool, escape);
    fflush(stdout);
    console.stream = stream;
    signals_catch(&signals);
    terminal_make_raw();
    console_run(&console, tool->connection);
    console_finish(&console);
    terminal_restore();
    signals_restore(&signals);
    return !console.has_failed;
}

bool console_connect(Tool *tool, VmrpcDomain *domain)
{
    return connect(tool, domain, NULL, NULL, 0);
}

static bool run_console(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));

    return domain && connect(tool, domain, arguments_string(arguments, "devname"),
                             arguments_string(arguments, "escape"),
                             arguments_flags(arguments, console_flags));
}

const Command commands_console[] = {
    {"console", "connect the terminal to a console of a guest",
     "Connects to a serial console. Every key goes to the guest but the escape key, which ends "
     "the\n"
     "    command; so do the end of the console and, if it is not a terminal, of standard input.",
     console_options, 0, run_console},
    {0},
};
