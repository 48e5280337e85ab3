/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The user's terminal in raw mode: every key is a byte, none of them a signal.
 *
 * Nothing happens if standard input is no terminal. What was before is restored by
 * terminal_restore() and, in case somebody forgets, when the process exits.
 */
#ifndef VMRPC_TOOLS_TERMINAL_H
#define VMRPC_TOOLS_TERMINAL_H

/* Both may be called again. */
void terminal_make_raw(void);
void terminal_restore(void);

#endif
