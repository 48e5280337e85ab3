/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ethernet addresses: see mac.h. The one thing here that is not a function of its input is
 * getrandom. */
#include "conf/mac.h"

#include <glib.h>
#include <string.h>
#include <sys/random.h>

bool mac_parse(const char *text, uint8_t ret_mac[MAC_BYTES])
{
    uint8_t mac[MAC_BYTES];

    for (unsigned i = 0; i < MAC_BYTES; i++) {
        int value, low;

        if (i > 0 && *text++ != ':')
            return false;
        value = g_ascii_xdigit_value(*text);
        if (value < 0)
            return false;
        text++;
        low = g_ascii_xdigit_value(*text);
        if (low >= 0) {
            value = value << 4 | low;
            text++;
        }
        mac[i] = (uint8_t) value;
    }
    if (*text != '\0')
        return false;
    memcpy(ret_mac, mac, MAC_BYTES);
    return true;
}

void mac_format(const uint8_t mac[MAC_BYTES], char ret_text[MAC_TEXT_SIZE])
{
    g_snprintf(ret_text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
               mac[3], mac[4], mac[5]);
}

void mac_generate(uint8_t ret_mac[MAC_BYTES])
{
    ret_mac[0] = 0x52;
    ret_mac[1] = 0x54;
    ret_mac[2] = 0x00;
    while (getrandom(ret_mac + 3, MAC_BYTES - 3, 0) != MAC_BYTES - 3)
        ;
}

bool mac_is_multicast(const uint8_t mac[MAC_BYTES])
{
    return mac[0] & 1;
}
