/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chains of images: see domain_image.h. Nothing here recurses: chains come from outside. */
#include "conf/domain_image.h"

ENUM_DEFINE(domain_disk_type, DomainDiskType, DOMAIN_DISK_TYPE_LAST, "file", "block");

DomainImage *domain_image_new(DomainDiskType type, const char *path, const char *format)
{
    DomainImage *image = g_new0(DomainImage, 1);

    image->type = type;
    image->path = g_strdup(path);
    image->format = g_strdup(format);
    return image;
}

DomainImage *domain_image_copy(const DomainImage *image)
{
    DomainImage *first = NULL, **next = &first;

    for (; image; image = image->backing) {
        *next = domain_image_new(image->type, image->path, image->format);
        (*next)->index = image->index;
        (*next)->set = image->set;
        (*next)->chain_known = image->chain_known;
        (*next)->chain_found = image->chain_found;
        next = &(*next)->backing;
    }
    return first;
}

void domain_image_free(void *data)
{
    DomainImage *image = data;

    while (image) {
        DomainImage *backing = image->backing;

        g_free(image->path);
        g_free(image->format);
        g_free(image);
        image = backing;
    }
}

DomainImage *domain_image_by_index(DomainImage *image, unsigned index)
{
    while (image && image->index != index)
        image = image->backing;
    return image;
}

unsigned domain_image_count(const DomainImage *image)
{
    unsigned count = 0;

    for (; image; image = image->backing)
        count++;
    return count;
}
