/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a domain of the test driver has in place of a serial port and a screen: a console that
 * greets with the domain's name and gives back whatever it is sent, and always the same picture.
 */
#ifndef VMRPC_DRIVERS_TEST_CONSOLE_H
#define VMRPC_DRIVERS_TEST_CONSOLE_H

#include "drivers/console.h"

/* domain: its name. */
Console *test_console_new(const char *domain);
/* A descriptor of a PNG of 16 x 12 pixels in memory, the caller's; -1 on failure. */
int test_console_picture(GError **err);

#endif
