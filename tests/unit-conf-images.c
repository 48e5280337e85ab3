/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The images of a disk: what a document gives of its chain, and what the driver found of it. */
#include "conf/domain.h"

#include <string.h>

#define HEAD                                                                                       \
    "<domain type='qemu'><name>x</name><memory>1</memory><devices><disk type='file'>"              \
    "<target dev='vda'/>"
#define TAIL "</disk></devices></domain>"

static DomainDef *parse(const char *disk, DomainParseFlags flags)
{
    g_autofree char *xml = g_strconcat(HEAD, disk, TAIL, NULL);
    g_autoptr(GError) error = NULL;
    DomainDef *def = domain_def_parse(xml, flags, &error);

    g_assert_no_error(error);
    return def;
}

static DomainDisk *first_disk(const DomainDef *def)
{
    return g_ptr_array_index(def->disks, 0);
}

static void test_given(void)
{
    static const char images[] = "      <source file='/over'/>\n"
                                 "      <backingStore type='block'>\n"
                                 "        <format type='raw'/>\n"
                                 "        <source dev='/dev/base'/>\n"
                                 "        <backingStore/>\n"
                                 "      </backingStore>\n";
    g_autoptr(DomainDef) def = parse(images, DOMAIN_PARSE_DEFAULT);
    const DomainImage *image = first_disk(def)->image;
    g_autofree char *text = domain_def_format(def, 0);

    g_assert_cmpuint(domain_image_count(image), ==, 2);
    g_assert_true(image->chain_known);
    g_assert_false(image->chain_found);
    g_assert_cmpint(image->backing->type, ==, DOMAIN_DISK_TYPE_BLOCK);
    g_assert_cmpstr(image->backing->path, ==, "/dev/base");
    g_assert_cmpstr(image->backing->format, ==, "raw");
    g_assert_true(image->backing->chain_known);
    g_assert_null(image->backing->backing);
    g_assert_nonnull(strstr(text, images));
}

static void test_not_given(void)
{
    g_autoptr(DomainDef) def = parse("<source file='/over'/>", DOMAIN_PARSE_DEFAULT);
    g_autofree char *text = domain_def_format(def, 0);

    g_assert_false(first_disk(def)->image->chain_known);
    g_assert_null(strstr(text, "backingStore"));
}

/* Found by the driver: shown while the guest runs, copied, and no part of the definition. */
static void test_found(void)
{
    g_autoptr(DomainDef) def = parse("<source file='/over'/>", DOMAIN_PARSE_DEFAULT);
    DomainImage *image = first_disk(def)->image;
    g_autoptr(DomainDef) copy = NULL;
    g_autofree char *live = NULL, *inactive = NULL, *copied = NULL;

    image->index = 1;
    image->chain_known = image->chain_found = true;
    image->backing = domain_image_new(DOMAIN_DISK_TYPE_FILE, "/base", "qcow2");
    image->backing->index = 3;
    image->backing->chain_known = image->backing->chain_found = true;
    def->id = 1;
    live = domain_def_format(def, 0);
    inactive = domain_def_format(def, DOMAIN_FORMAT_INACTIVE);
    g_assert_nonnull(strstr(live, "      <source file='/over' index='1'/>\n"
                                  "      <backingStore type='file' index='3'>\n"
                                  "        <format type='qcow2'/>\n"
                                  "        <source file='/base'/>\n"
                                  "        <backingStore/>\n"
                                  "      </backingStore>\n"));
    g_assert_nonnull(strstr(inactive, "<source file='/over'/>"));
    g_assert_null(strstr(inactive, "backingStore"));
    copy = domain_def_copy(def);
    copied = domain_def_format(copy, DOMAIN_FORMAT_INACTIVE);
    g_assert_cmpstr(copied, ==, inactive);
    g_assert_cmpuint(first_disk(copy)->last_index, ==, 3);
    g_assert_cmpstr(domain_image_by_index(first_disk(copy)->image, 3)->path, ==, "/base");
    g_assert_null(domain_image_by_index(first_disk(copy)->image, 2));
}

static DomainImage *chain_of(unsigned images)
{
    DomainImage *first = NULL;

    for (unsigned i = images; i > 0; i--) {
        g_autofree char *path = g_strdup_printf("/image/%u", i);
        DomainImage *image = domain_image_new(DOMAIN_DISK_TYPE_FILE, path, "qcow2");

        image->index = i;
        image->chain_known = image->chain_found = true;
        image->backing = first;
        first = image;
    }
    return first;
}

/* What the driver found may be more than a document of somebody else's may hold. */
static void test_many_found(void)
{
    g_autoptr(DomainDef) def = parse("<source file='/over'/>", DOMAIN_PARSE_DEFAULT);
    g_autoptr(DomainDef) copy = NULL, read = NULL;
    g_autofree char *text = NULL;

    for (unsigned i = 1; i <= 340; i++) {
        DomainDisk *disk = domain_disk_new();

        disk->bus = DOMAIN_DISK_BUS_VIRTIO;
        disk->target = g_strdup_printf("vd%c%c", (int) ('a' + i / 26), (int) ('a' + i % 26));
        disk->image = chain_of(DOMAIN_IMAGES_MAX);
        g_ptr_array_add(def->disks, disk);
    }
    def->id = 1;
    text = domain_def_format(def, DOMAIN_FORMAT_STATUS);
    g_assert_null(domain_def_parse(text, DOMAIN_PARSE_DEFAULT, NULL));
    read = domain_def_parse(text, DOMAIN_PARSE_LIVE, NULL);
    g_assert_cmpuint(read->disks->len, ==, 341);
    copy = domain_def_copy(def);
    for (unsigned i = 1; i <= 340; i++) {
        const DomainDisk *disk = copy->disks->pdata[i];

        g_assert_cmpuint(domain_image_count(disk->image), ==, DOMAIN_IMAGES_MAX);
    }
}

/* Numbers are those of one run. */
static void test_numbers_forgotten(void)
{
    static const char images[] = "<source file='/over' index='4'/><backingStore type='file' "
                                 "index='5'><source file='/base'/></backingStore>";
    g_autoptr(DomainDef) live = parse(images, DOMAIN_PARSE_LIVE);
    g_autoptr(DomainDef) plain = parse(images, DOMAIN_PARSE_DEFAULT);

    g_assert_cmpuint(first_disk(live)->image->backing->index, ==, 5);
    g_assert_cmpuint(first_disk(plain)->image->index, ==, 0);
    g_assert_cmpuint(first_disk(plain)->image->backing->index, ==, 0);
    g_assert_cmpuint(first_disk(plain)->last_index, ==, 0);
}

static void test_empty_drive(void)
{
    g_autoptr(DomainDef) def =
        domain_def_parse("<domain type='qemu'><name>x</name><memory>1</memory><devices>"
                         "<disk type='block' device='cdrom'><driver name='qemu' type='raw'/>"
                         "<target dev='hda'/></disk></devices></domain>",
                         DOMAIN_PARSE_DEFAULT, NULL);
    g_autofree char *text = domain_def_format(def, 0);

    g_assert_null(first_disk(def)->image);
    g_assert_nonnull(strstr(text, "<disk type='block' device='cdrom'>\n"
                                  "      <driver name='qemu' type='raw'/>\n"
                                  "      <target"));
}

static void refuse(const char *disk, const char *message)
{
    g_autofree char *xml = g_strconcat(HEAD, disk, TAIL, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error));
    g_assert_nonnull(strstr(error->message, message));
}

static void test_refused(void)
{
    g_autoptr(GString) deep = g_string_new("<source file='/0'/>");

    refuse("<source file='/x'/><backingStore type='network'/>", "network");
    refuse("<source file='/x'/><backingStore type='file'/>", "has no <source>");
    refuse("<source file='/x'/><backingStore type='file'><source dev='/y'/></backingStore>",
           "in the attribute 'file'");
    refuse("<source file='/x'/><backingStore type='file'><source file='/y'/><odd/></backingStore>",
           "<odd>");
    for (unsigned i = 0; i < DOMAIN_IMAGES_MAX; i++)
        g_string_append(deep, "<backingStore type='file'><source file='/b'/>");
    for (unsigned i = 0; i < DOMAIN_IMAGES_MAX; i++)
        g_string_append(deep, "</backingStore>");
    refuse(deep->str, "more than 65 images");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/images/given", test_given);
    g_test_add_func("/conf/images/not-given", test_not_given);
    g_test_add_func("/conf/images/found", test_found);
    g_test_add_func("/conf/images/many-found", test_many_found);
    g_test_add_func("/conf/images/numbers-forgotten", test_numbers_forgotten);
    g_test_add_func("/conf/images/empty-drive", test_empty_drive);
    g_test_add_func("/conf/images/refused", test_refused);
    return g_test_run();
}
