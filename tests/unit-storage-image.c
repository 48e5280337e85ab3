/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers of disk images: what QEMU writes is understood; what lies is not believed. */
#include <string.h>

#include "drivers/storage_image.h"

/* A qcow2 header of version 3 with a backing format and name, as the specification has them. */
#define HEADER_SIZE 104
#define EXTENSION_AT HEADER_SIZE
#define BACKING_AT 144
#define BACKING "base.qcow2"

static void put(uint8_t *at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t) (value >> 8 * (bytes - 1 - i));
}

static void make(uint8_t head[512])
{
    memset(head, 0, 512);
    memcpy(head, "QFI\xfb", 4);
    put(head + 4, 3, 4);
    put(head + 8, BACKING_AT, 8);
    put(head + 16, strlen(BACKING), 4);
    put(head + 20, 16, 4);
    put(head + 24, 5 << 20, 8);
    put(head + 80, 1, 8);
    put(head + 100, HEADER_SIZE, 4);
    put(head + EXTENSION_AT, 0xe2792aca, 4);
    put(head + EXTENSION_AT + 4, 5, 4);
    memcpy(head + EXTENSION_AT + 8, "qcow2", 5);
    memcpy(head + BACKING_AT, BACKING, strlen(BACKING));
}

static void test_qcow2(void)
{
    g_autofree char *path = NULL;
    StorageImage image;
    uint8_t head[512];

    make(head);
    storage_image_read(head, sizeof head, &image);
    g_assert_cmpint(image.format, ==, VOLUME_FORMAT_QCOW2);
    g_assert_true(image.has_capacity && image.lazy_refcounts);
    g_assert_cmpuint(image.capacity, ==, 5 << 20);
    g_assert_cmpuint(image.cluster_size, ==, 65536);
    g_assert_cmpint(image.compat, ==, VOLUME_COMPAT_1_1);
    g_assert_cmpstr(image.backing, ==, BACKING);
    g_assert_cmpint(image.backing_format, ==, VOLUME_FORMAT_QCOW2);
    path = storage_image_backing_path(&image, "/pool");
    g_assert_cmpstr(path, ==, "/pool/" BACKING);
    storage_image_clear(&image);
}

/* Whatever number of the header is changed so: no backing file, and still qcow2. */
static void test_lies(void)
{
    static const struct {
        unsigned at, bytes;
        uint64_t value;
        bool capacity;
    } lies[] = {
        {8, 8, UINT64_MAX, true},
        {8, 8, 511, true},
        {8, 8, 0, true},
        {8, 8, HEADER_SIZE - 1, true},
        {16, 4, UINT32_MAX, true},
        {16, 4, 0, true},
        {16, 4, 1024, true},
        {4, 4, 2, true},
        {4, 4, 7, false},
        {20, 4, 8, false},
        {20, 4, 22, false},
        {20, 4, UINT32_MAX, false},
        {100, 4, UINT32_MAX, false},
        {100, 4, 72, false},
        {BACKING_AT, 1, 0, true},
        {BACKING_AT, 1, 0xff, true},
        {BACKING_AT, 1, 1, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lies); i++) {
        StorageImage image;
        uint8_t head[512];

        make(head);
        put(head + lies[i].at, lies[i].value, lies[i].bytes);
        storage_image_read(head, sizeof head, &image);
        g_assert_cmpint(image.format, ==, VOLUME_FORMAT_QCOW2);
        g_assert_cmpint(image.has_capacity, ==, lies[i].capacity);
        if (lies[i].at != 4)
            g_assert_null(image.backing);
        storage_image_clear(&image);
    }
}

/* Cut off anywhere, nothing behind the end is read; a sanitizer would tell. */
static void test_cut(void)
{
    for (size_t size = 0; size <= 512; size++) {
        uint8_t head[512];
        uint8_t *cut;
        StorageImage image;

        make(head);
        cut = g_memdup2(head, size);
        storage_image_read(cut, size, &image);
        g_assert_cmpint(image.backing != NULL, ==, size >= BACKING_AT + strlen(BACKING));
        storage_image_clear(&image);
        g_free(cut);
    }
}

static void test_format_of_extension(void)
{
    StorageImage image;
    uint8_t head[512];

    make(head);
    put(head + EXTENSION_AT + 4, UINT32_MAX, 4);
    storage_image_read(head, sizeof head, &image);
    g_assert_cmpstr(image.backing, ==, BACKING);
    g_assert_cmpint(image.backing_format, ==, VOLUME_FORMAT_NONE);
    storage_image_clear(&image);
}

static void test_paths(void)
{
    static const char *const paths[][2] = {
        {"/a//b/", "/a/b"},
        {"../up", "/pool/../up"},
        {"nbd://host/x", "nbd://host/x"},
        {"json:{\"driver\":\"null\"}", "json:{\"driver\":\"null\"}"},
        {"dir/a:b", "/pool/dir/a:b"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(paths); i++) {
        StorageImage image = {.backing = (char *) (uintptr_t) paths[i][0]};
        g_autofree char *path = storage_image_backing_path(&image, "/pool");

        g_assert_cmpstr(path, ==, paths[i][1]);
    }
}

static void test_others(void)
{
    uint8_t iso[32780] = {0};
    uint8_t vmdk[64] = "KDMV";
    StorageImage image;

    memcpy(iso + 32769, "CD001", 5);
    storage_image_read(iso, sizeof iso, &image);
    g_assert_cmpint(image.format, ==, VOLUME_FORMAT_ISO);
    vmdk[12] = 6;
    storage_image_read(vmdk, sizeof vmdk, &image);
    g_assert_cmpint(image.format, ==, VOLUME_FORMAT_VMDK);
    g_assert_cmpuint(image.capacity, ==, 6 * 512);
    memset(vmdk + 12, 0xff, 8);
    storage_image_read(vmdk, sizeof vmdk, &image);
    g_assert_false(image.has_capacity);
    storage_image_read((const uint8_t *) "", 0, &image);
    g_assert_cmpint(image.format, ==, VOLUME_FORMAT_RAW);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/storage-image/qcow2", test_qcow2);
    g_test_add_func("/storage-image/lies", test_lies);
    g_test_add_func("/storage-image/cut", test_cut);
    g_test_add_func("/storage-image/format-of-extension", test_format_of_extension);
    g_test_add_func("/storage-image/paths", test_paths);
    g_test_add_func("/storage-image/others", test_others);
    return g_test_run();
}
