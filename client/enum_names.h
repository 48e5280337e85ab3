/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names for the numbers of the interface's enums, as vmrpc_*_to_string() gives them.
 *
 * The names are part of the interface: programs read them in machine-readable output.
 */
#ifndef VMRPC_CLIENT_ENUM_NAMES_H
#define VMRPC_CLIENT_ENUM_NAMES_H

#include <glib.h>
#include <stddef.h>

/* The name at an index of an array, "unknown" if there is none. */
#define ENUM_NAME(names, index) enum_names_at((names), G_N_ELEMENTS(names), (index))
const char *enum_names_at(const char *const *names, size_t n, int index);

#endif
