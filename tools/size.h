/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sizes as people write and read them.
 */
#ifndef VMRPC_TOOLS_SIZE_H
#define VMRPC_TOOLS_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* A whole number with a unit behind it, as in documents: none or b, bytes; k, M, G, T, P, E with or
 * without iB for powers of 1024; kB, MB, ... for powers of 1000. The letters may be of either case.
 * Prints what is wrong, as a matter of the option, and returns false. */
bool size_parse(const char *text, const char *option, uint64_t *ret_bytes);
/* "1.50 GiB"; the caller's to free. */
char *size_format(uint64_t bytes);
/* The same with so many digits behind the point. */
char *size_format_decimals(uint64_t bytes, int decimals);
/* The same, or with exact the number alone and suffix behind it. */
char *size_format_as(uint64_t bytes, bool exact, const char *suffix);

#endif
