/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Single devices of a definition: which one a document means, by the rules of each kind, and what
 * becomes of the definition when one comes, changes or goes.
 */
#include "conf/device_edit.h"

#include <string.h>

#define PCI(slot) "<address type='pci' domain='0' bus='0' slot='" slot "' function='0'/>"
#define MAC1 "<mac address='52:54:00:00:00:01'/>"
#define MAC2 "<mac address='52:54:00:00:00:02'/>"

static const char document[] =
    "<domain type='qemu'><name>edited</name><maxMemory slots='4'>1048576</maxMemory>"
    "<memory>393216</memory>"
    "<cpu><numa><cell id='0' cpus='0' memory='131072'/></numa></cpu><devices>"
    "<disk><source file='/a'/><target dev='vda'/>" PCI(
        "3") "</disk>"
             "<disk device='cdrom'><target dev='hda'/><alias name='ua-drive'/></disk>"
             "<controller type='scsi' index='0' model='virtio-scsi'/>"
             "<controller type='scsi' index='1' model='virtio-scsi'/>"
             "<filesystem><source dir='/srv'/><target dir='tag'/></filesystem>"
             "<interface type='user'>" MAC1 PCI(
                 "4") "</interface>"
                      "<interface type='user'>" MAC2 PCI(
                          "5") "</interface>"
                               "<serial type='file'><source path='/log'/><target "
                               "port='0'/></serial>"
                               "<channel type='unix'><target type='virtio' "
                               "name='org.one'/></channel>"
                               "<channel type='unix'><target type='virtio' "
                               "name='org.two'/></channel>"
                               "<input type='tablet' bus='usb'/><input type='keyboard' "
                               "bus='virtio'/>"
                               "<graphics type='vnc' port='5901' passwd='old'/>"
                               "<video><model type='vga'/></video><video><model "
                               "type='virtio'/></video>"
                               "<watchdog model='i6300esb' action='pause'/><memballoon "
                               "model='virtio'/>"
                               "<rng model='virtio'><rate bytes='64' period='500'/><backend "
                               "model='random'>/dev/random"
                               "</backend></rng>"
                               "<rng model='virtio'><backend model='builtin'/></rng><panic "
                               "model='isa'/>"
                               "<memory "
                               "model='dimm'><target><size>131072</size><node>0</node></target></"
                               "memory>"
                               "<memory "
                               "model='dimm'><target><size>131072</size><node>0</node></target></"
                               "memory>"
                               "</devices></domain>";

static DomainDef *edited(void)
{
    g_autoptr(GError) error = NULL;
    DomainDef *def = domain_def_parse(document, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_no_error(error);
    return def;
}

static DomainDevice device_of(const char *xml)
{
    g_autoptr(GError) error = NULL;
    DomainDevice device;

    device_edit_parse(xml, &device, &error);
    g_assert_no_error(error);
    return device;
}

/* ---- which one is meant ---- */

typedef struct {
    const char *xml;
    int place; /* among its kind */
    ErrorCode code;
} Case;

#define FOUND(xml, place)                                                                          \
    {                                                                                              \
        xml, place, 0                                                                              \
    }
#define MISSING(xml)                                                                               \
    {                                                                                              \
        xml, -1, ERR_DEVICE_MISSING                                                                \
    }

static const Case cases[] = {
    /* a disk by its target, wherever it is plugged in and whatever else is said of it */
    FOUND("<disk device='cdrom'><target dev='hda'/></disk>", 1),
    FOUND("<disk><source file='/other'/><target dev='vda'/>" PCI("9") "</disk>", 0),
    FOUND("<disk><target dev='vda'/></disk>", 0),
    MISSING("<disk><source file='/a'/><target dev='vdb'/></disk>"),
    FOUND("<disk device='cdrom'><target dev='hda'/><alias name='ua-drive'/></disk>", 1),
    MISSING("<disk device='cdrom'><target dev='hda'/><alias name='ua-other'/></disk>"),
    FOUND("<disk device='cdrom'><target dev='hda'/><alias name='ide0-0-0'/></disk>", 1),
    /* an interface by its MAC address, or by its address if it has not got any */
    FOUND("<interface type='user'>" MAC2 "</interface>", 1),
    FOUND("<interface type='user'>" MAC2 PCI("4") "</interface>", 1),
    FOUND("<interface type='user'>" PCI("4") "</interface>", 0),
    MISSING("<interface type='user'>" PCI("9") "</interface>"),
    MISSING("<interface type='user'><mac address='52:54:00:00:00:03'/></interface>"),
    {"<interface type='user'/>", -1, ERR_OPERATION_FAILED},
    /* a controller by type and index */
    FOUND("<controller type='scsi' index='1'/>", 1),
    FOUND("<controller type='scsi' index='0' model='virtio-scsi'/>", 0),
    MISSING("<controller type='scsi' index='0' model='lsilogic'/>"),
    MISSING("<controller type='scsi' index='2'/>"),
    MISSING("<controller type='usb' index='0'/>"),
    {"<controller type='scsi'/>", -1, ERR_OPERATION_FAILED},
    FOUND("<filesystem><source dir='/x'/><target dir='tag'/></filesystem>", 0),
    MISSING("<filesystem><source dir='/srv'/><target dir='gat'/></filesystem>"),
    /* character devices by what they are, and where the host's end is if that is said */
    FOUND("<serial type='file'><source path='/log'/></serial>", 0),
    MISSING("<serial type='file'><source path='/gol'/></serial>"),
    MISSING("<serial type='pty'/>"),
    MISSING("<serial type='file'><source path='/log'/><target port='1'/></serial>"),
    FOUND("<channel type='unix'><target type='virtio' name='org.two'/></channel>", 1),
    MISSING("<channel type='pty'><target type='virtio' name='org.two'/></channel>"),
    MISSING("<channel type='unix'><target type='virtio' name='org.three'/></channel>"),
    FOUND("<input type='keyboard' bus='virtio'/>", 1),
    MISSING("<input type='keyboard' bus='usb'/>"),
    FOUND("<graphics type='vnc' port='5999'/>", 0),
    FOUND("<video><model type='virtio'/></video>", 1),
    MISSING("<video><model type='qxl'/></video>"),
    /* a random number device by its source and its rate */
    FOUND("<rng model='virtio'><backend model='builtin'/></rng>", 1),
    FOUND("<rng model='virtio'><rate bytes='64' period='500'/>"
          "<backend model='random'>/dev/random</backend></rng>",
          0),
    MISSING("<rng model='virtio'><backend model='random'>/dev/random</backend></rng>"),
    MISSING("<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"),
    FOUND("<watchdog model='i6300esb' action='pause'/>", 0),
    MISSING("<watchdog model='i6300esb' action='reset'/>"),
    MISSING("<watchdog model='ib700' action='pause'/>"),
    FOUND("<memballoon model='virtio'/>", 0),
    FOUND("<panic model='isa'/>", 0),
    /* of memory modules that are alike, any will do */
    FOUND("<memory model='dimm'><target><size>131072</size></target></memory>", 0),
    FOUND("<memory model='dimm'><target><size>131072</size><node>0</node></target></memory>", 0),
    MISSING("<memory model='dimm'><target><size>131072</size><node>1</node></target></memory>"),
    MISSING("<memory model='dimm'><target><size>65536</size></target></memory>"),
};

static void test_find(void)
{
    g_autoptr(DomainDef) def = edited();

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        DomainDevice wanted = device_of(cases[i].xml), found;
        g_autoptr(GError) error = NULL;

        g_test_message("%s", cases[i].xml);
        if (device_edit_find(def, &wanted, &found, &error)) {
            g_assert_cmpint(cases[i].place, >=, 0);
            g_assert_true(found.info ==
                          domain_device_at(def, wanted.kind, (unsigned) cases[i].place).info);
        } else {
            g_assert_cmpint(error_code(error), ==, cases[i].code);
            g_assert_cmpint(cases[i].place, ==, -1);
        }
        domain_device_free(wanted);
    }
}

static void test_no_device(void)
{
    static const char *const bad[] = {"<domain/>", "<emulator>/x</emulator>", "<teapot/>", "", "x"};

    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        DomainDevice device;

        g_assert_false(device_edit_parse(bad[i], &device, &error));
        g_assert_nonnull(error);
    }
}

/* ---- changes ---- */

static void check_insert(const char *xml, ErrorCode code)
{
    g_autoptr(DomainDef) def = edited();
    DomainDevice device = device_of(xml);
    unsigned count = domain_device_count(def, device.kind);
    DomainDeviceKind kind = device.kind;
    g_autoptr(GError) error = NULL;
    bool done = device_edit_insert(def, device, DOMAIN_PARSE_DEFAULT, &error);

    g_test_message("%s", xml);
    g_assert_true(done == (code == 0));
    if (done)
        g_assert_cmpuint(domain_device_count(def, kind), ==, count + 1);
    else
        g_assert_cmpint(error_code(error), ==, code);
}

static void test_insert(void)
{
    check_insert("<disk><source file='/b'/><target dev='vdb'/></disk>", 0);
    check_insert("<disk><source file='/b'/><target dev='vda'/></disk>", ERR_OPERATION_INVALID);
    check_insert("<disk><source file='/b'/><target dev='vdb'/><alias name='ua-drive'/></disk>",
                 ERR_XML);
    check_insert("<disk><target dev='vdb'/></disk>", ERR_XML);
    check_insert("<disk device='cdrom'><target dev='hdb'/></disk>", 0);
    check_insert("<interface type='user'/>", 0);
    check_insert("<interface type='user'>" MAC1 "</interface>", ERR_OPERATION_FAILED);
    check_insert("<controller type='scsi'/>", 0);
    check_insert("<controller type='scsi' index='1'/>", ERR_XML);
    check_insert("<filesystem><source dir='/x'/><target dir='gat'/></filesystem>", 0);
    check_insert("<filesystem><source dir='/x'/><target dir='tag'/></filesystem>",
                 ERR_OPERATION_INVALID);
    check_insert("<watchdog model='ib700'/>", ERR_OPERATION_INVALID);
    check_insert("<memballoon model='none'/>", ERR_OPERATION_INVALID);
    check_insert("<channel type='unix'><target type='virtio' name='org.three'/></channel>", 0);
}

/* Into its place among the disks of its bus, not behind the last. */
static void test_disk_place(void)
{
    static const char *const expected[] = {"vda", "vdb", "vdc", "hda", "sda"};
    static const char *const added[] = {"vdc", "sda", "vdb"};
    g_autoptr(DomainDef) def = edited();
    g_autoptr(GError) error = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(added); i++) {
        g_autofree char *xml = g_strdup_printf(
            "<disk><source file='/%s'/><target dev='%s'/></disk>", added[i], added[i]);

        device_edit_insert(def, device_of(xml), DOMAIN_PARSE_DEFAULT, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpuint(def->disks->len, ==, G_N_ELEMENTS(expected));
    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
        g_assert_cmpstr(((DomainDisk *) def->disks->pdata[i])->target, ==, expected[i]);
}

/* What a definition cannot hold as well is refused before it is in it for good. */
static void test_growth(void)
{
    g_autofree char *xml = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(DomainDef) def = edited();
    g_autoptr(GError) error = NULL;

    for (unsigned i = 0; i < 40; i++)
        g_string_append(text, "<p:x/>");
    xml = g_strdup_printf("<input type='mouse' bus='usb' xmlns:p='urn:p'>%s</input>", text->str);
    g_assert_true(device_edit_insert(def, device_of(xml), DOMAIN_PARSE_DEFAULT, &error));
    domain_def_free(domain_def_copy(def));
    g_assert_false(device_edit_insert(def, device_of(xml), DOMAIN_PARSE_DEFAULT, &error));
    g_assert_cmpint(error_code(error), ==, ERR_XML);
    g_assert_nonnull(strstr(error->message, "declares more than 64 namespaces"));
}

static void test_memory(void)
{
    g_autoptr(DomainDef) def = edited();
    DomainDevice module = device_of(
        "<memory model='dimm'><target><size>65536</size><node>0</node></target></memory>");
    uint64_t before = def->memory_kib;
    g_autoptr(GError) error = NULL;

    device_edit_insert(def, module, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(def->memory_kib, ==, before + 65536);
    device_edit_take(def, &module);
    g_assert_cmpuint(def->memory_kib, ==, before);
    g_assert_cmpuint(def->memories->len, ==, 2);
    domain_device_free(module);
}

static void test_take(void)
{
    g_autoptr(DomainDef) def = edited();
    DomainDevice wanted = device_of("<watchdog model='i6300esb' action='pause'/>"), found;

    g_assert_true(device_edit_find(def, &wanted, &found, NULL));
    device_edit_take(def, &found);
    g_assert_null(def->watchdog);
    domain_device_free(found);
    g_assert_false(device_edit_find(def, &wanted, &found, NULL));
    domain_device_free(wanted);

    wanted = device_of("<interface type='user'>" MAC1 "</interface>");
    g_assert_true(device_edit_find(def, &wanted, &found, NULL));
    device_edit_take(def, &found);
    domain_device_free(found);
    g_assert_cmpuint(def->interfaces->len, ==, 1);
    domain_device_free(wanted);
}

/* What a document does not say of the place stays; what it says takes the place of what was. */
static void test_replace(void)
{
    g_autoptr(DomainDef) def = edited();
    DomainDevice second = device_of("<disk device='cdrom'><source file='/iso'/>"
                                    "<target dev='hda'/></disk>");
    g_autoptr(GError) error = NULL;
    DomainDevice found;

    g_assert_true(device_edit_find(def, &second, &found, NULL));
    device_edit_replace(def, &found, second, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(def->disks->len, ==, 2);
    g_assert_true(def->disks->pdata[1] == second.disk);
    g_assert_cmpstr(second.info->alias, ==, "ua-drive");
    g_assert_cmpstr(second.disk->image->path, ==, "/iso");

    second = device_of("<interface type='user'>" MAC1 "<link state='down'/></interface>");
    g_assert_true(device_edit_find(def, &second, &found, NULL));
    device_edit_replace(def, &found, second, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(second.info->address.pci.slot, ==, 4);

    second = device_of("<interface type='user'>" MAC1 PCI("8") "</interface>");
    g_assert_true(device_edit_find(def, &second, &found, NULL));
    device_edit_replace(def, &found, second, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(second.info->address.pci.slot, ==, 8);
}

/* Aliases of a guest that runs are none of the definition's; users' own are. */
static void test_alias(void)
{
    DomainDevice live = device_of("<rng model='virtio'><backend model='builtin'/>"
                                  "<alias name='rng0'/></rng>");
    DomainDevice own = device_of("<rng model='virtio'><backend model='builtin'/>"
                                 "<alias name='ua-rng'/></rng>");
    g_autoptr(DomainDef) def = edited();
    g_autofree char *name = device_edit_name(&own);
    DomainDevice found;

    g_assert_null(live.info->alias);
    g_assert_cmpstr(own.info->alias, ==, "ua-rng");
    g_assert_cmpstr(name, ==, "rng 'ua-rng'");
    g_assert_true(domain_device_by_alias(def, "ua-drive", &found));
    g_assert_true(found.info == domain_device_at(def, DOMAIN_DEVICE_DISK, 1).info);
    g_assert_false(domain_device_by_alias(def, "ua-rng", &found));
    domain_device_free(live);
    domain_device_free(own);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/device-edit/find", test_find);
    g_test_add_func("/conf/device-edit/no-device", test_no_device);
    g_test_add_func("/conf/device-edit/insert", test_insert);
    g_test_add_func("/conf/device-edit/disk-place", test_disk_place);
    g_test_add_func("/conf/device-edit/growth", test_growth);
    g_test_add_func("/conf/device-edit/memory", test_memory);
    g_test_add_func("/conf/device-edit/take", test_take);
    g_test_add_func("/conf/device-edit/replace", test_replace);
    g_test_add_func("/conf/device-edit/alias", test_alias);
    return g_test_run();
}
