/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ethernet addresses as six bytes. Text is six hex numbers of one or two digits with colons; what
 * is given out has two lower-case digits each.
 */
#ifndef VMRPC_CONF_MAC_H
#define VMRPC_CONF_MAC_H

#include <stdbool.h>
#include <stdint.h>

#define MAC_BYTES 6
#define MAC_TEXT_SIZE 18 /* with the NUL */

bool mac_parse(const char *text, uint8_t ret_mac[MAC_BYTES]);
void mac_format(const uint8_t mac[MAC_BYTES], char ret_text[MAC_TEXT_SIZE]);

/* QEMU's prefix 52:54:00 and three random bytes. */
void mac_generate(uint8_t ret_mac[MAC_BYTES]);
bool mac_is_multicast(const uint8_t mac[MAC_BYTES]);

#endif
