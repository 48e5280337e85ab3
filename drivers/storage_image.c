/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers of disk images: see storage_image.h. A table for the formats of which the size of the
 * disk is all there is to know; qcow2 by its specification (docs/interop/qcow2 of QEMU).
 */
#include "drivers/storage_image.h"

#include <string.h>

#include "conf/path.h"
#include "conf/xml_writer.h"

#define QCOW2_EXTENSION_END 0
#define QCOW2_EXTENSION_BACKING_FORMAT 0xe2792acaU
#define QCOW2_CLUSTER_BITS_MIN 9
#define QCOW2_CLUSTER_BITS_MAX 21
#define QCOW2_HEADER_V2 72
#define QCOW2_HEADER_V3 104
#define QCOW2_LAZY_REFCOUNTS 1
#define QCOW2_DATA_FILE 4
#define QED_HAS_BACKING 1

typedef struct {
    const uint8_t *bytes;
    size_t size;
} Head;

/* The big-endian number of so many bytes there; 0 if it is not all there. */
static uint64_t head_number(const Head *head, size_t at, size_t bytes)
{
    uint64_t value = 0;

    if (at > head->size || bytes > head->size - at)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | head->bytes[at + i];
    return value;
}

static uint64_t head_number_little(const Head *head, size_t at, size_t bytes)
{
    uint64_t value = 0;

    if (at > head->size || bytes > head->size - at)
        return 0;
    for (size_t i = bytes; i > 0; i--)
        value = value << 8 | head->bytes[at + i - 1];
    return value;
}

static bool head_has(const Head *head, size_t at, const char *magic, size_t magic_size)
{
    return at <= head->size && magic_size <= head->size - at &&
           memcmp(head->bytes + at, magic, magic_size) == 0;
}

/* Text of that length; NULL if it is not all there, or none that a document could hold: names go
 * into those of domains and volumes, and would come back as others. */
static char *head_text(const Head *head, uint64_t at, uint64_t size)
{
    g_autofree char *text = NULL;

    if (at > head->size || size > head->size - at || size == 0 || size > STORAGE_IMAGE_BACKING_MAX)
        return NULL;
    if (memchr(head->bytes + at, '\0', size))
        return NULL;
    text = g_strndup((const char *) head->bytes + at, size);
    return xml_writer_can_hold(text) ? g_steal_pointer(&text) : NULL;
}

static void image_set_capacity(StorageImage *image, uint64_t bytes)
{
    image->has_capacity = bytes <= INT64_MAX;
    image->capacity = image->has_capacity ? bytes : 0;
}

/* Extensions are a type, a length and so many bytes, padded to eight. */
static VolumeFormat qcow2_backing_format(const Head *head, uint64_t at, uint64_t end)
{
    VolumeFormat format = VOLUME_FORMAT_NONE;

    while (at + 8 <= end && at + 8 <= head->size) {
        uint64_t type = head_number(head, at, 4), size = head_number(head, at + 4, 4);

        at += 8;
        if (type == QCOW2_EXTENSION_END || size > end - at)
            break;
        if (type == QCOW2_EXTENSION_BACKING_FORMAT) {
            g_autofree char *word = head_text(head, at, size);

            if (word)
                volume_format_from_string(word, &format);
            break;
        }
        at += (size + 7) / 8 * 8;
    }
    return format;
}

static void qcow2_read(const Head *head, StorageImage *image)
{
    uint64_t version = head_number(head, 4, 4);
    uint64_t backing_at = head_number(head, 8, 8), backing_size = head_number(head, 16, 4);
    uint64_t cluster_bits = head_number(head, 20, 4);
    uint64_t header_size = version >= 3 ? head_number(head, 100, 4) : QCOW2_HEADER_V2;

    if ((version != 2 && version != 3) || cluster_bits < QCOW2_CLUSTER_BITS_MIN ||
        cluster_bits > QCOW2_CLUSTER_BITS_MAX || header_size > head->size ||
        (version == 3 && header_size < QCOW2_HEADER_V3))
        return;
    image_set_capacity(image, head_number(head, 24, 8));
    image->cluster_size = 1U << cluster_bits;
    image->compat = version == 2 ? VOLUME_COMPAT_0_10 : VOLUME_COMPAT_1_1;
    image->lazy_refcounts = version == 3 && (head_number(head, 80, 8) & QCOW2_LAZY_REFCOUNTS);
    image->data_elsewhere = version == 3 && (head_number(head, 72, 8) & QCOW2_DATA_FILE);
    if (backing_at >= header_size)
        image->backing = head_text(head, backing_at, backing_size);
    image->backing_unread = backing_at > 0 && backing_size > 0 && !image->backing;
    if (image->backing)
        image->backing_format = qcow2_backing_format(head, header_size, backing_at);
}

/* The size of the disk: a number of so many units at a place; bytes 0: not to be had there. */
typedef struct {
    VolumeFormat format;
    size_t magic_at;
    const char *magic;
    size_t magic_size;
    size_t size_at;
    size_t size_bytes;
    bool little;
    uint64_t unit;
} ImageKind;

static const ImageKind image_kinds[] = {
    {VOLUME_FORMAT_QCOW, 0, "QFI\xfb\0\0\0\1", 8, 24, 8, false, 1},
    {VOLUME_FORMAT_QED, 0, "QED\0", 4, 48, 8, true, 1},
    {VOLUME_FORMAT_VMDK, 0, "KDMV", 4, 12, 8, true, 512},
    {VOLUME_FORMAT_VDI, 64, "\x7f\x10\xda\xbe", 4, 368, 8, true, 1},
    {VOLUME_FORMAT_VPC, 0, "conectix", 8, 48, 8, false, 1},
    {VOLUME_FORMAT_ISO, 32769, "CD001", 5, 0, 0, false, 0},
};

static void image_read_kind(const Head *head, const ImageKind *kind, StorageImage *image)
{
    uint64_t count;

    image->format = kind->format;
    /* Formats whose backing images we do not look for. */
    if (kind->format == VOLUME_FORMAT_QCOW)
        image->backing_unread = head_number(head, 8, 8) > 0;
    else if (kind->format == VOLUME_FORMAT_QED)
        image->backing_unread = head_number_little(head, 16, 8) & QED_HAS_BACKING;
    if (kind->size_bytes == 0)
        return;
    count = kind->little ? head_number_little(head, kind->size_at, kind->size_bytes)
                         : head_number(head, kind->size_at, kind->size_bytes);
    if (count <= UINT64_MAX / kind->unit)
        image_set_capacity(image, count * kind->unit);
}

void storage_image_read(const uint8_t *bytes, size_t size, StorageImage *ret_image)
{
    const Head head = {bytes, size};

    *ret_image = (StorageImage){.format = VOLUME_FORMAT_RAW};
    if (head_has(&head, 0, "QFI\xfb", 4) && head_number(&head, 4, 4) != 1) {
        ret_image->format = VOLUME_FORMAT_QCOW2;
        qcow2_read(&head, ret_image);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(image_kinds); i++) {
        const ImageKind *kind = &image_kinds[i];

        if (head_has(&head, kind->magic_at, kind->magic, kind->magic_size)) {
            image_read_kind(&head, kind, ret_image);
            return;
        }
    }
}

void storage_image_copy(const StorageImage *image, StorageImage *ret_image)
{
    *ret_image = *image;
    ret_image->backing = g_strdup(image->backing);
}

void storage_image_clear(StorageImage *image)
{
    g_clear_pointer(&image->backing, g_free);
}

char *storage_image_backing_path(const StorageImage *image, const char *folder)
{
    g_autofree char *joined = NULL;
    size_t word;

    if (!image->backing)
        return NULL;
    if (image->backing[0] == '/')
        return path_clean(image->backing);
    /* A word and a colon before the first slash: QEMU takes it for the name of a protocol. */
    word = strcspn(image->backing, ":/");
    if (image->backing[word] == ':')
        return g_strdup(image->backing);
    joined = g_strdup_printf("%s/%s", folder, image->backing);
    return path_clean(joined);
}
