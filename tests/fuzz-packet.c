/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: packets of libvirt's framing, and what tells them from records. */
#include "tests/fuzz_framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Framing before = FRAMING_UNKNOWN;

    for (size_t known = 0; known <= MIN(size, 16); known++) {
        Framing framing = codec_tell(data, known);

        g_assert_true(before == FRAMING_UNKNOWN || framing == before);
        before = framing;
    }
    return framing_fuzz(codec_libvirt_new, data, size);
}
