/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The live table on a terminal: see top_screen.h. */
#include "tools/top_screen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/output.h"
#include "tools/signals.h"
#include "tools/terminal.h"
#include "tools/top_print.h"

#define ENTER "\033[?1049h\033[?25l" /* the other screen, no cursor */
#define LEAVE "\033[?25h\033[?1049l"
#define HOME "\033[H"
#define REST_OF_LINE "\033[K"
#define REST_OF_SCREEN "\033[J"
#define BOLD "\033[1m"
#define INVERSE "\033[7m"
#define PLAIN "\033[0m"

#define CONTROL(letter) ((letter) &0x1f)
#define ESCAPE 27
#define PATTERN_MAX 64
/* Of a terminal that does not say how large it is. */
#define LINES_DEFAULT 24
#define COLUMNS_DEFAULT 80
/* Above the first guest: totals, how it is shown, head. */
#define LINES_ABOVE 3

struct TopScreen {
    TopView *view;
    unsigned seconds;
    bool fancy;
    bool paused;
    bool quit;
    unsigned scrolled;
    GString *typed; /* the name that is being typed; NULL: none */
    unsigned lines, columns;
    struct sigaction old_winch;
    Signals signals;
};

static bool is_shown;

/* ---- the terminal ---- */

static void leave(void)
{
    if (!is_shown)
        return;
    is_shown = false;
    fputs(LEAVE, stdout);
    fflush(stdout);
    terminal_restore();
}

static void enter(void)
{
    terminal_make_raw();
    is_shown = true;
    fputs(ENTER, stdout);
}

static void on_resize(int signo)
{
    (void) signo; /* it has ended the wait, and that is all */
}

TopScreen *top_screen_open(TopView *view, unsigned seconds, bool fancy)
{
    static bool registered;
    const struct sigaction resize = {.sa_handler = on_resize};
    TopScreen *screen = g_new0(TopScreen, 1);

    screen->view = view;
    screen->seconds = seconds;
    screen->fancy = fancy;
    if (!registered)
        atexit(leave);
    registered = true;
    signals_catch(&screen->signals);
    sigaction(SIGWINCH, &resize, &screen->old_winch);
    enter();
    return screen;
}

void top_screen_close(TopScreen *screen)
{
    leave();
    sigaction(SIGWINCH, &screen->old_winch, NULL);
    signals_restore(&screen->signals);
    if (screen->typed)
        g_string_free(screen->typed, TRUE);
    g_free(screen);
}

/* Control-Z: the shell has the terminal until it continues us. */
static void suspend(void)
{
    leave();
    raise(SIGTSTP);
    enter();
}

/* ---- drawing ---- */

static void measure(TopScreen *screen)
{
    struct winsize size;

    screen->lines = LINES_DEFAULT;
    screen->columns = COLUMNS_DEFAULT;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        screen->lines = size.ws_row;
        screen->columns = size.ws_col;
    }
}

static void draw_line(GString *out, const char *style, const char *text, unsigned columns)
{
    g_autofree char *shown =
        g_utf8_substring(text, 0, MIN((glong) columns, g_utf8_strlen(text, -1)));

    g_string_append_printf(out, "%s%s" REST_OF_LINE PLAIN, style, shown);
}

static char *mode_text(const TopScreen *screen)
{
    const TopView *view = screen->view;
    g_autofree char *pattern = output_printable(screen->typed ? screen->typed->str : view->pattern);

    if (screen->typed)
        return g_strdup_printf("names with: %s_", pattern);
    return g_strdup_printf("by %s%s, %s%s%s%s   q:quit s:sort r:reverse f:filter t:state p:pause",
                           top_order_words[view->order], view->reverse ? " reversed" : "",
                           top_states_words[view->states], pattern[0] ? ", names with " : "",
                           pattern, screen->paused ? ", paused" : "");
}

static void draw(TopScreen *screen, const Top *top)
{
    g_autoptr(GPtrArray) rows = top_select(top, screen->view);
    g_autoptr(GString) out = g_string_new(HOME);
    g_autofree char *summary = top_print_summary(rows, top_count(top));
    g_autofree char *mode = mode_text(screen);
    g_autofree char *head = NULL;
    unsigned room;

    measure(screen);
    room = screen->lines > LINES_ABOVE ? screen->lines - LINES_ABOVE : 0;
    screen->scrolled = MIN(screen->scrolled, rows->len > room ? rows->len - room : 0);
    head = top_print_head(screen->columns);
    draw_line(out, BOLD, summary, screen->columns);
    g_string_append(out, "\r\n");
    draw_line(out, "", mode, screen->columns);
    g_string_append(out, "\r\n");
    draw_line(out, INVERSE, head, screen->columns);
    for (unsigned i = screen->scrolled; i < rows->len && i < screen->scrolled + room; i++) {
        g_autofree char *line = top_print_row(rows->pdata[i], screen->columns, screen->fancy);

        g_string_append(out, "\r\n");
        draw_line(out, "", line, screen->columns);
    }
    g_string_append(out, REST_OF_SCREEN);
    fwrite(out->str, 1, out->len, stdout);
    fflush(stdout);
}

/* ---- keys ---- */

static void scroll(TopScreen *screen, int by)
{
    int to = (int) screen->scrolled + by;

    screen->scrolled = (unsigned) MAX(0, to); /* draw() knows the end */
}

static void on_typed(TopScreen *screen, char key)
{
    GString *typed = screen->typed;

    if (key == '\r' || key == '\n') {
        g_free(screen->view->pattern);
        screen->view->pattern = g_string_free(g_steal_pointer(&screen->typed), FALSE);
        screen->scrolled = 0;
    } else if (key == ESCAPE || key == CONTROL('c')) {
        g_string_free(g_steal_pointer(&screen->typed), TRUE);
    } else if ((key == 127 || key == '\b') && typed->len > 0) {
        g_string_truncate(typed, typed->len - 1);
    } else if (!g_ascii_iscntrl(key) && typed->len < PATTERN_MAX) {
        g_string_append_c(typed, key);
    }
}

static void on_key(TopScreen *screen, char key)
{
    TopView *view = screen->view;

    switch (key) {
    case 'q':
    case 'Q':
    case CONTROL('c'):
    case CONTROL('d'):
        screen->quit = true;
        break;
    case CONTROL('z'):
        suspend();
        break;
    case 's':
        view->order = (view->order + 1) % TOP_ORDERS;
        break;
    case 'r':
        view->reverse = !view->reverse;
        break;
    case 't':
        view->states = (view->states + 1) % TOP_STATES;
        break;
    case 'f':
    case '/':
        screen->typed = g_string_new(NULL);
        break;
    case 'p':
        screen->paused = !screen->paused;
        break;
    default:
        break;
    }
}

/* Arrows and page keys; returns how many bytes belong to the sequence. */
static size_t on_sequence(TopScreen *screen, const char *keys, size_t n)
{
    const int page = (int) MAX(screen->lines, LINES_ABOVE + 1) - LINES_ABOVE;
    size_t length = 2;

    if (n < 3 || keys[1] != '[')
        return 1; /* Escape alone does nothing */
    while (length < n && (g_ascii_isdigit(keys[length]) || keys[length] == ';'))
        length++;
    if (keys[2] == 'A')
        scroll(screen, -1);
    else if (keys[2] == 'B')
        scroll(screen, 1);
    else if (keys[2] == '5')
        scroll(screen, -page);
    else if (keys[2] == '6')
        scroll(screen, page);
    return MIN(length + 1, n);
}

static void read_keys(TopScreen *screen)
{
    char keys[256];
    ssize_t n = read(STDIN_FILENO, keys, sizeof keys);

    if (n <= 0)
        screen->quit = true; /* the terminal is gone */
    for (size_t i = 0; n > 0 && i < (size_t) n && !screen->quit;) {
        if (keys[i] == ESCAPE && !screen->typed) {
            i += on_sequence(screen, keys + i, (size_t) n - i);
            continue;
        }
        if (screen->typed)
            on_typed(screen, keys[i]);
        else
            on_key(screen, keys[i]);
        i++;
    }
}

/* For a key until then; whether there may be one. */
static bool wait_key(int64_t until_us)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    int64_t left = MAX(0, until_us - g_get_monotonic_time());
    const struct timespec timeout = {.tv_sec = left / G_USEC_PER_SEC,
                                     .tv_nsec = left % G_USEC_PER_SEC * 1000};

    return signals_ppoll(&input, 1, &timeout) > 0;
}

bool top_screen_show(TopScreen *screen, const Top *top)
{
    int64_t period = (int64_t) screen->seconds * G_USEC_PER_SEC;
    int64_t until = g_get_monotonic_time() + period;

    do {
        draw(screen, top);
        if (wait_key(until))
            read_keys(screen);
        if (screen->paused)
            until = g_get_monotonic_time() + period;
        if (signals_caught())
            screen->quit = true;
    } while (!screen->quit && g_get_monotonic_time() < until);
    return !screen->quit;
}
