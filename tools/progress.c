/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bar of a transfer: see progress.h. */
#include "tools/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/size.h"

#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 5)
#define PROGRESS_BAR_MAX 40
/* What stands beside the bar needs about so many columns. */
#define PROGRESS_TEXT_COLUMNS 62

static unsigned columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* "[=====>    ]  52% "; nothing if there is no room for it. */
static char *bar(const Progress *progress)
{
    unsigned width = columns();
    unsigned percent = (unsigned) ((double) progress->done / (double) progress->total * 100);
    g_autofree char *filled = NULL;
    unsigned n;

    percent = MIN(percent, 100);
    width = MIN(width - MIN(width, PROGRESS_TEXT_COLUMNS), PROGRESS_BAR_MAX);
    if (width < 5)
        return g_strdup_printf("%3u%% ", percent);
    n = width * percent / 100;
    filled = g_strnfill(n, '=');
    if (n > 0 && n < width)
        filled[n - 1] = '>';
    return g_strdup_printf("[%-*s] %3u%% ", (int) width, filled, percent);
}

/* " ETA 1:02:03" */
static char *eta(const Progress *progress, double rate)
{
    unsigned long left;

    if (rate <= 0 || progress->done >= progress->total)
        return g_strdup("");
    left = (unsigned long) ((double) (progress->total - progress->done) / rate);
    if (left >= 3600)
        return g_strdup_printf(" ETA %lu:%02lu:%02lu", left / 3600, left / 60 % 60, left % 60);
    return g_strdup_printf(" ETA %lu:%02lu", left / 60, left % 60);
}

static void draw(const Progress *progress, gint64 now_us)
{
    double seconds = (double) MAX(now_us - progress->start_us, 1) / G_USEC_PER_SEC;
    double rate = (double) progress->done / seconds;
    g_autofree char *shape = progress->total ? bar(progress) : g_strdup("");
    g_autofree char *done = size_format(progress->done);
    g_autofree char *rate_text = size_format((uint64_t) rate);
    g_autofree char *left = eta(progress, rate);

    fprintf(stderr, "\r%s %s%s %s/s%s\033[K", progress->what, shape, done, rate_text, left);
    fflush(stderr);
}

void progress_begin(Progress *progress, const Tool *tool, const char *what, uint64_t total)
{
    *progress = (Progress){.what = what, .total = total, .start_us = g_get_monotonic_time()};
    progress->is_shown = isatty(STDERR_FILENO) && !tool->quiet && !tool->json;
    progress->next_us = progress->start_us + PROGRESS_INTERVAL_US;
}

void progress_add(Progress *progress, uint64_t bytes)
{
    gint64 now_us;

    progress->done += bytes;
    if (!progress->is_shown)
        return;
    now_us = g_get_monotonic_time();
    if (now_us < progress->next_us)
        return;
    progress->next_us = now_us + PROGRESS_INTERVAL_US;
    draw(progress, now_us);
}

void progress_end(Progress *progress)
{
    if (!progress->is_shown)
        return;
    draw(progress, g_get_monotonic_time());
    fputc('\n', stderr);
}
