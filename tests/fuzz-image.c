/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as the beginning of a disk image. What is read out of them fits into a
 * document: sizes that an offset can have, texts that are UTF-8 and no longer than their limit.
 */
#include "drivers/storage_image.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    StorageImage image, copy;

    storage_image_read(data, size, &image);
    g_assert(image.format > VOLUME_FORMAT_NONE && image.format < VOLUME_FORMAT_LAST);
    g_assert(image.capacity <= INT64_MAX && (image.has_capacity || image.capacity == 0));
    if (image.backing) {
        g_autofree char *path = storage_image_backing_path(&image, "/folder");

        g_assert(strlen(image.backing) <= STORAGE_IMAGE_BACKING_MAX);
        g_assert(g_utf8_validate(image.backing, -1, NULL));
        g_assert(path && *path);
    }
    storage_image_copy(&image, &copy);
    g_assert_cmpstr(copy.backing, ==, image.backing);
    storage_image_clear(&copy);
    storage_image_clear(&image);
    return 0;
}
