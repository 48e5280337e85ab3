/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The live table on a terminal: the whole screen is drawn anew each time, with nothing but the
 * control sequences that every terminal of today knows, and keys are read between two readings.
 *
 * Whatever ends it, the terminal is as before: by top_screen_close(), at exit, after a signal.
 */
#ifndef VMRPC_TOOLS_TOP_SCREEN_H
#define VMRPC_TOOLS_TOP_SCREEN_H

#include "tools/top.h"

typedef struct TopScreen TopScreen;

/* view is changed by keys; its pattern is freed and made with g_free() and g_strdup(). */
TopScreen *top_screen_open(TopView *view, unsigned seconds, bool fancy);
/* Draws what has been read, and again after each key, until the next reading is due: true; or
 * somebody wants to end: false. */
bool top_screen_show(TopScreen *screen, const Top *top);
void top_screen_close(TopScreen *screen);

#endif
