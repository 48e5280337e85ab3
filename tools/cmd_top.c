/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * top: the guests and what they use, again and again: on a terminal as a live table with keys, and
 * else (or on demand) as one table or JSON object after the other.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/signals.h"
#include "tools/top.h"
#include "tools/top_print.h"
#include "tools/top_screen.h"

/* Columns of a table that goes to no terminal. */
#define PLAIN_WIDTH 132
#define SECONDS_MAX 3600

static char **complete_list(const char *const *words)
{
    return g_strdupv((char **) words);
}

static char **complete_orders(Tool *tool)
{
    (void) tool;
    return complete_list(top_order_words);
}

static char **complete_states(Tool *tool)
{
    (void) tool;
    return complete_list(top_states_words);
}

static const Option top_options[] = {
    {"interval", OPTION_NUMBER, 0, "seconds from one reading to the next (default: 1)", NULL},
    {"sort", OPTION_STRING, 0, "by cpu (default), memory, block, net or name", complete_orders},
    {"reverse", OPTION_BOOL, 0, "the lightest first", NULL},
    {"filter", OPTION_STRING, 0, "only names with this in them, or like it with * and ?", NULL},
    {"state", OPTION_STRING, 0, "active (default), running, paused or all", complete_states},
    {"once", OPTION_BOOL, 0, "print one table and end", NULL},
    {"count", OPTION_NUMBER, 0, "print so many tables and end", NULL},
    {0},
};

/* The place of a word in a list; false after a problem, which is printed. */
static bool word_place(const Arguments *arguments, const char *option, const char *const *words,
                       int *ret_place)
{
    const char *given = arguments_string(arguments, option);

    *ret_place = 0;
    for (int i = 0; given && words[i]; i++) {
        if (g_str_equal(given, words[i])) {
            *ret_place = i;
            return true;
        }
    }
    return !given || tool_fail(NULL, "Unknown word '%s' for option --%s", given, option);
}

static bool read_now(Tool *tool, Top *top, VmrpcError **error)
{
    const unsigned groups = VMRPC_DOMAIN_STATS_GROUP_STATE | VMRPC_DOMAIN_STATS_GROUP_CPU_TOTAL |
                            VMRPC_DOMAIN_STATS_GROUP_BALLOON | VMRPC_DOMAIN_STATS_GROUP_VCPU |
                            VMRPC_DOMAIN_STATS_GROUP_INTERFACE | VMRPC_DOMAIN_STATS_GROUP_BLOCK;
    VmrpcDomainStats **stats = NULL;

    if (vmrpc_domain_stats_list(tool->connection, NULL, groups, 0, &stats, error) < 0)
        return false;
    top_update(top, stats, g_get_monotonic_time());
    vmrpc_domain_stats_list_free(stats);
    return true;
}

static bool read_failed(VmrpcError *error)
{
    return tool_fail(error, "Failed to get the statistics of domains");
}

static void print_once(Tool *tool, const Top *top, const TopView *view, bool fancy)
{
    g_autoptr(GPtrArray) rows = top_select(top, view);
    g_autofree char *summary = NULL, *head = NULL;

    if (tool->json) {
        output_json_line(top_print_json(rows));
        return;
    }
    summary = top_print_summary(rows, top_count(top));
    head = top_print_head(PLAIN_WIDTH);
    puts(summary);
    puts(head);
    for (unsigned i = 0; i < rows->len; i++) {
        g_autofree char *line = top_print_row(rows->pdata[i], PLAIN_WIDTH, fancy);

        puts(line);
    }
    putchar('\n');
    fflush(stdout);
}

/* Rates need two readings, so the first table comes after the first interval. */
static bool print_tables(Tool *tool, Top *top, const TopView *view, unsigned seconds,
                         unsigned count, bool fancy)
{
    const struct timespec interval = {.tv_sec = seconds};
    VmrpcError *error = NULL;
    bool done = read_now(tool, top, &error);
    Signals signals;

    signals_catch(&signals);
    for (unsigned i = 0; done && (count == 0 || i < count); i++) {
        signals_ppoll(NULL, 0, &interval);
        if (signals_caught())
            break;
        done = read_now(tool, top, &error);
        if (done)
            print_once(tool, top, view, fancy);
    }
    signals_restore(&signals);
    return done || read_failed(error);
}

static bool show_screen(Tool *tool, Top *top, TopView *view, unsigned seconds, bool fancy)
{
    TopScreen *screen = top_screen_open(view, seconds, fancy);
    VmrpcError *error = NULL;
    bool done = true;

    do
        done = read_now(tool, top, &error);
    while (done && top_screen_show(screen, top));
    top_screen_close(screen);
    return done || read_failed(error); /* on the screen of before */
}

static bool run_top(Tool *tool, const Arguments *arguments)
{
    g_autoptr(Top) top = top_new();
    unsigned seconds = MIN(arguments_number(arguments, "interval"), SECONDS_MAX);
    unsigned count = arguments_has(arguments, "once") ? 1 : arguments_number(arguments, "count");
    int order, states;
    TopView view = {.reverse = arguments_has(arguments, "reverse")};
    bool fancy, live, done;

    if (!arguments_exclusive(arguments, "once", "count") ||
        !word_place(arguments, "sort", top_order_words, &order) ||
        !word_place(arguments, "state", top_states_words, &states))
        return false;
    view.order = (TopOrder) order;
    view.states = (TopStates) states;
    view.pattern = g_strdup(arguments_string(arguments, "filter"));
    seconds = MAX(seconds, 1);
    setlocale(LC_CTYPE, "");
    fancy = g_str_equal(nl_langinfo(CODESET), "UTF-8");
    live = !count && !tool->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    done = live ? show_screen(tool, top, &view, seconds, fancy)
                : print_tables(tool, top, &view, seconds, count, fancy);
    g_free(view.pattern);
    return done;
}

const Command commands_top[] = {
    {"top", "watch guests and what they use",
     "Shows guests and what they use of CPU, memory, disks and network, with a line of the CPU "
     "use\n"
     "    of late, and again every second. Keys: q ends, s sorts by the next column, r turns the\n"
     "    order round, f asks for a part of the names, t changes the states that are shown, p\n"
     "    stands still, the arrows and page keys scroll. Where standard input or output are no\n"
     "    terminal, and with --once, --count or --json, prints one table after the other.",
     top_options, COMMAND_JSON, run_top},
    {0},
};
