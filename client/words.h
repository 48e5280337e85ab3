/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for the numbers of the interface, and text out of the wire's odder forms.
 *
 * The words are part of the interface: programs read them in machine-readable output.
 */
#ifndef VMRPC_CLIENT_WORDS_H
#define VMRPC_CLIENT_WORDS_H

#include <glib.h>
#include <stddef.h>

/* The word at an index, "unknown" if there is none. */
#define WORD_AT(words, index) words_at((words), G_N_ELEMENTS(words), (index))
const char *words_at(const char *const *words, size_t n, int index);

/* One character per number, up to n or a 0. */
char *words_from_ints(const int *numbers, size_t n);

#endif
