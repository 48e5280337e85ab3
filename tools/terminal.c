/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Raw mode: see terminal.h. */
#include "tools/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static bool is_raw;
static bool is_registered;

void terminal_make_raw(void)
{
    struct termios raw;

    if (is_raw || tcgetattr(STDIN_FILENO, &before) < 0)
        return;
    if (!is_registered)
        atexit(terminal_restore);
    is_registered = true;
    raw = before;
    cfmakeraw(&raw);
    is_raw = tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0;
}

void terminal_restore(void)
{
    if (!is_raw)
        return;
    is_raw = false;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}
