/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of keys in the sets that clients may use (domain_keycode_set), and QEMU's own.
 */
#ifndef VMRPC_QEMU_KEYCODES_H
#define VMRPC_QEMU_KEYCODES_H

#include <stdbool.h>

/* The number that send-key takes for this key of a set; false: the set has no such key. */
bool keycodes_to_qemu(unsigned set, unsigned key, unsigned *ret_number);
/* "linux", "xt" ...; NULL: there is no such set. */
const char *keycodes_set_name(unsigned set);

#endif
