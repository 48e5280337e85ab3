/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as the file of a saved domain. What is read out of them is within limits.
 */
#include "qemu/save_image.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_auto(SaveImage) image = {0};
    size_t need = 0;

    if (!save_image_parse(data, size, &image, &need, NULL))
        return 0;
    if (need > 0) {
        g_assert(need > size && need <= SAVE_IMAGE_HEAD + 2 * SAVE_IMAGE_SLOT_MAX);
        g_assert(!image.xml);
        return 0;
    }
    g_assert(image.xml && strlen(image.xml) <= SAVE_IMAGE_XML_MAX);
    g_assert(image.stream <= size && image.format < SAVE_FORMAT_LAST && image.generation > 0);
    g_assert(save_image_fits(&image, strlen(image.xml)));
    return 0;
}
