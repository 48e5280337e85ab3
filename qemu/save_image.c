/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The format of saved domains: see save_image.h. Numbers are little-endian.
 *
 *     0     magic (16), version (4), slot size (4), format (4), zero (4), id (16), file size (8)
 *     4096  slot: checksum (32), generation (4), length (4), running (4), zero (4), document
 *     ...   slot
 *     ...   stream
 *
 * A slot's checksum is the SHA-256 of all that follows it, up to the end of the document.
 */
#include "qemu/save_image.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "vmrpc saved dom\n"
#define VERSION 1
#define MAGIC_SIZE 16
#define CHECKSUM_SIZE 32
/* Of what stands before the document in a slot. */
#define SLOT_HEAD (CHECKSUM_SIZE + 16)
#define SIZE_OFFSET 48

G_STATIC_ASSERT(sizeof(MAGIC) == MAGIC_SIZE + 1);

void save_image_clear(SaveImage *image)
{
    g_free(image->xml);
    *image = (SaveImage){0};
}

/* ---- numbers and checksums ---- */

static uint32_t get32(const uint8_t *bytes)
{
    uint32_t value;

    memcpy(&value, bytes, sizeof value);
    return GUINT32_FROM_LE(value);
}

static uint64_t get64(const uint8_t *bytes)
{
    return get32(bytes) | (uint64_t) get32(bytes + 4) << 32;
}

static void put32(uint8_t *bytes, uint32_t value)
{
    value = GUINT32_TO_LE(value);
    memcpy(bytes, &value, sizeof value);
}

static void put64(uint8_t *bytes, uint64_t value)
{
    put32(bytes, (uint32_t) value);
    put32(bytes + 4, (uint32_t) (value >> 32));
}

static void checksum(const uint8_t *bytes, size_t size, uint8_t ret_sum[CHECKSUM_SIZE])
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize length = CHECKSUM_SIZE;

    g_checksum_update(sum, bytes, (gssize) size);
    g_checksum_get_digest(sum, ret_sum, &length);
}

/* ---- bytes to image ---- */

static bool bad(GError **err, const char *why)
{
    return error_set(err, ERR_OPERATION_FAILED, "%s", why);
}

static bool parse_head(const uint8_t *bytes, size_t size, SaveImage *image, GError **err)
{
    uint32_t slot, format;

    if (size < SAVE_IMAGE_HEAD || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0)
        return bad(err, "it is no saved domain");
    if (get32(bytes + 16) != VERSION)
        return error_set(err, ERR_OPERATION_FAILED, "it has version %u of the format, not %d",
                         get32(bytes + 16), VERSION);
    slot = get32(bytes + 20);
    format = get32(bytes + 24);
    if (slot < SLOT_HEAD || slot % SAVE_IMAGE_HEAD || slot > SAVE_IMAGE_SLOT_MAX)
        return bad(err, "it is damaged: its head is not right");
    if (format >= SAVE_FORMAT_LAST)
        return error_set(err, ERR_OPERATION_FAILED, "it is compressed in an unknown way (%u)",
                         format);
    image->slot_size = slot;
    image->format = format;
    image->stream = SAVE_IMAGE_HEAD + 2 * (uint64_t) slot;
    image->size = get64(bytes + SIZE_OFFSET);
    memcpy(image->id, bytes + 32, sizeof image->id);
    return true;
}

/* Takes the document of a slot if it is whole and newer than the one that image has. */
static void parse_slot(const uint8_t *slot, SaveImage *image)
{
    uint32_t generation = get32(slot + CHECKSUM_SIZE), length = get32(slot + CHECKSUM_SIZE + 4);
    const char *xml = (const char *) slot + SLOT_HEAD;
    uint8_t sum[CHECKSUM_SIZE];

    if (generation <= image->generation || length > SAVE_IMAGE_XML_MAX ||
        length > image->slot_size - SLOT_HEAD)
        return;
    checksum(slot + CHECKSUM_SIZE, SLOT_HEAD - CHECKSUM_SIZE + length, sum);
    if (memcmp(sum, slot, CHECKSUM_SIZE) != 0 || memchr(xml, '\0', length))
        return;
    g_free(image->xml);
    image->xml = g_strndup(xml, length);
    image->generation = generation;
    image->running = get32(slot + CHECKSUM_SIZE + 8);
}

bool save_image_parse(const uint8_t *bytes, size_t size, SaveImage *ret_image, size_t *ret_need,
                      GError **err)
{
    g_auto(SaveImage) image = {0};

    if (!parse_head(bytes, size, &image, err))
        return false;
    *ret_need = size < image.stream ? image.stream : 0;
    if (*ret_need)
        return true;
    parse_slot(bytes + SAVE_IMAGE_HEAD, &image);
    parse_slot(bytes + SAVE_IMAGE_HEAD + image.slot_size, &image);
    if (!image.xml)
        return bad(err, "it is damaged: neither of its documents is whole");
    *ret_image = image;
    image = (SaveImage){0};
    return true;
}

/* ---- files ---- */

static bool write_at(int fd, const uint8_t *bytes, size_t size, uint64_t offset, GError **err)
{
    while (size > 0) {
        ssize_t done = pwrite(fd, bytes, size, (off_t) offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return error_set_errno(err, errno, "cannot write to it");
        bytes += done;
        size -= (size_t) done;
        offset += (uint64_t) done;
    }
    return true;
}

/* As much as there is, up to size. */
static bool read_start(int fd, uint8_t *bytes, size_t size, size_t *ret_got, GError **err)
{
    size_t got = 0;

    while (got < size) {
        ssize_t done = pread(fd, bytes + got, size - got, (off_t) got);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return error_set_errno(err, errno, "cannot read it");
        if (done == 0)
            break;
        got += (size_t) done;
    }
    *ret_got = got;
    return true;
}

static bool sync_file(int fd, GError **err)
{
    return fsync(fd) == 0 || error_set_errno(err, errno, "cannot bring it to disk");
}

/* Into the slot whose turn it is. */
static bool write_slot(int fd, const SaveImage *image, GError **err)
{
    size_t length = strlen(image->xml);
    g_autofree uint8_t *slot = g_malloc0(image->slot_size);
    uint64_t offset = SAVE_IMAGE_HEAD + (uint64_t) (image->generation % 2) * image->slot_size;

    put32(slot + CHECKSUM_SIZE, image->generation);
    put32(slot + CHECKSUM_SIZE + 4, (uint32_t) length);
    put32(slot + CHECKSUM_SIZE + 8, image->running);
    memcpy(slot + SLOT_HEAD, image->xml, length);
    checksum(slot + CHECKSUM_SIZE, SLOT_HEAD - CHECKSUM_SIZE + length, slot);
    return write_at(fd, slot, image->slot_size, offset, err);
}

static uint32_t slot_size_for(size_t xml_length)
{
    size_t size = SLOT_HEAD + xml_length + SAVE_IMAGE_ROOM;

    return (uint32_t) ((size + SAVE_IMAGE_HEAD - 1) / SAVE_IMAGE_HEAD * SAVE_IMAGE_HEAD);
}

bool save_image_begin(int fd, SaveImage *image, GError **err)
{
    g_autofree uint8_t *head = g_malloc0(SAVE_IMAGE_HEAD);

    if (strlen(image->xml) > SAVE_IMAGE_XML_MAX)
        return error_set(err, ERR_OVERFLOW, "its document is longer than %d bytes",
                         SAVE_IMAGE_XML_MAX);
    image->slot_size = slot_size_for(strlen(image->xml));
    image->stream = SAVE_IMAGE_HEAD + 2 * (uint64_t) image->slot_size;
    image->size = 0;
    image->generation = 1;
    memcpy(head, MAGIC, MAGIC_SIZE);
    put32(head + 16, VERSION);
    put32(head + 20, image->slot_size);
    put32(head + 24, image->format);
    memcpy(head + 32, image->id, sizeof image->id);
    /* First what tells whose it is, should we be killed here. */
    if (!write_at(fd, head, SAVE_IMAGE_HEAD, 0, err))
        return false;
    if (ftruncate(fd, (off_t) image->stream) < 0)
        return error_set_errno(err, errno, "cannot make it larger");
    if (!write_slot(fd, image, err))
        return false;
    return lseek(fd, (off_t) image->stream, SEEK_SET) >= 0 ||
           error_set_errno(err, errno, "cannot write to it");
}

bool save_image_is_begun(int fd, uint8_t ret_id[UUID_BYTES])
{
    g_autofree uint8_t *head = g_malloc(SAVE_IMAGE_HEAD);
    g_auto(SaveImage) image = {0};
    size_t got;

    if (!read_start(fd, head, SAVE_IMAGE_HEAD, &got, NULL) || !parse_head(head, got, &image, NULL))
        return false;
    memcpy(ret_id, image.id, sizeof image.id);
    return true;
}

bool save_image_finish(int fd, const SaveImage *image, GError **err)
{
    uint8_t size[8];
    struct stat info;

    if (fstat(fd, &info) < 0)
        return error_set_errno(err, errno, "cannot look at it");
    if ((uint64_t) info.st_size <= image->stream)
        return bad(err, "nothing has been written to it");
    put64(size, (uint64_t) info.st_size);
    return sync_file(fd, err) && write_at(fd, size, sizeof size, SIZE_OFFSET, err) &&
           sync_file(fd, err);
}

bool save_image_read_any(int fd, SaveImage *ret_image, GError **err)
{
    g_autofree uint8_t *bytes = g_malloc(SAVE_IMAGE_HEAD);
    size_t got, need = 0;

    if (!read_start(fd, bytes, SAVE_IMAGE_HEAD, &got, err) ||
        !save_image_parse(bytes, got, ret_image, &need, err))
        return false;
    bytes = g_realloc(bytes, need);
    if (!read_start(fd, bytes, need, &got, err))
        return false;
    if (got < need)
        return bad(err, "it is damaged: its document has been cut off");
    return save_image_parse(bytes, got, ret_image, &need, err);
}

bool save_image_read(int fd, SaveImage *ret_image, GError **err)
{
    g_auto(SaveImage) image = {0};
    struct stat info;

    if (!save_image_read_any(fd, &image, err))
        return false;
    if (!image.size)
        return bad(err, "its save was never finished");
    if (fstat(fd, &info) < 0 || lseek(fd, (off_t) image.stream, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot read it");
    if ((uint64_t) info.st_size != image.size)
        return error_set(err, ERR_OPERATION_FAILED,
                         "it is damaged: it has %" G_GUINT64_FORMAT
                         " bytes and not %" G_GUINT64_FORMAT,
                         (uint64_t) info.st_size, image.size);
    *ret_image = image;
    image = (SaveImage){0};
    return true;
}

/* ---- another document ---- */

bool save_image_fits(const SaveImage *image, size_t xml_length)
{
    return xml_length <= SAVE_IMAGE_XML_MAX && xml_length <= image->slot_size - SLOT_HEAD;
}

bool save_image_replace(int fd, SaveImage *image, const char *xml, bool running, GError **err)
{
    g_assert(save_image_fits(image, strlen(xml)));
    if (image->generation == G_MAXUINT32)
        return error_set(err, ERR_OVERFLOW, "its document has been replaced too often");
    g_free(image->xml);
    image->xml = g_strdup(xml);
    image->running = running;
    image->generation++;
    return write_slot(fd, image, err) && sync_file(fd, err);
}
