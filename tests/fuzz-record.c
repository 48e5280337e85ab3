/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: record marking and message headers of RFC 5531. */
#include "tests/fuzz_framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return framing_fuzz(codec_onc_new, data, size);
}
