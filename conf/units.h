/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sizes of memory and of files as documents write them: a number and the name of a unit.
 * What does not fit is refused with ERR_OVERFLOW, never cut.
 */
#ifndef VMRPC_CONF_UNITS_H
#define VMRPC_CONF_UNITS_H

#include "base/error.h"

#include <stdint.h>

/* More than any guest has, and small enough that bytes fit into 63 bits. */
#define UNITS_KIB_MAX ((uint64_t) INT64_MAX / 1024)

/* What a file's offset can hold. */
#define UNITS_BYTES_MAX ((uint64_t) INT64_MAX)

/* In KiB, rounded up; unit NULL is KiB. b, bytes; KB, MB, GB, TB, PB, EB count thousands; k, M, G,
 * T, P, E and KiB ... EiB count 1024s. The case of letters does not matter. */
bool units_to_kib(uint64_t value, const char *unit, uint64_t *ret_kib, GError **err);
/* In bytes, with the same units; unit NULL is bytes. */
bool units_to_bytes(uint64_t value, const char *unit, uint64_t *ret_bytes, GError **err);

#endif
