/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which framing a client speaks, by its first bytes.
 *
 * A record mark with the last-fragment bit is far above every length that libvirt's framing has.
 * Without the bit both may begin alike; then the third word of a record is 0 (CALL, RFC 5531
 * section 9), and that of a packet the program's version, which is 1.
 */
#include "rpc/codec_libvirt.h"

Framing codec_tell(const uint8_t *data, size_t size)
{
    if (codec_is_whole_record(data, size))
        return FRAMING_ONC;
    if (size < 4)
        return FRAMING_UNKNOWN;
    if (buffer_peek_u32(data) < LIBVIRT_HEADER_SIZE)
        return FRAMING_ONC;
    if (size < 12)
        return FRAMING_UNKNOWN;
    return buffer_peek_u32(data + 8) == 0 ? FRAMING_ONC : FRAMING_LIBVIRT;
}
