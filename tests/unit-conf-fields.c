/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a short document says, field by field, and what it leaves open for the driver. */
#include "conf/domain.h"

static DomainDef *parse(const char *xml)
{
    g_autoptr(GError) error = NULL;
    DomainDef *def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_no_error(error);
    return def;
}

static void test_fields(void)
{
    g_autoptr(DomainDef) def = parse(
        "<domain type='qemu'><name>demo1</name><uuid>4dea23b3-1d52-d8f3-2516-782e98a23fa0</uuid>"
        "<memory>131072</memory><vcpu>1</vcpu><os><type arch='x86_64' "
        "machine='isapc'>hvm</type></os>"
        "<devices><disk type='file' device='disk'><source file='/srv/diskboot.img'/>"
        "<target dev='hda'/></disk><interface type='user'><mac address='24:42:53:21:52:45'/>"
        "</interface><graphics type='vnc' port='5906'/></devices></domain>");
    const DomainDisk *disk = g_ptr_array_index(def->disks, 0);
    const DomainInterface *interface = g_ptr_array_index(def->interfaces, 0);
    const DomainGraphics *graphics = g_ptr_array_index(def->graphics, 0);

    g_assert_cmpint(def->type, ==, DOMAIN_TYPE_QEMU);
    g_assert_cmpint(def->id, ==, -1);
    g_assert_cmpuint(def->uuid[0], ==, 0x4d);
    g_assert_cmpuint(def->memory_kib, ==, 131072);
    g_assert_cmpuint(def->current_memory_kib, ==, 131072);
    g_assert_cmpuint(def->max_vcpus, ==, 1);
    g_assert_cmpstr(def->os.machine, ==, "isapc");
    g_assert_cmpstr(disk->image->path, ==, "/srv/diskboot.img");
    g_assert_cmpint(disk->bus, ==, DOMAIN_DISK_BUS_IDE);
    g_assert_cmpuint(interface->mac[5], ==, 0x45);
    g_assert_cmpint(graphics->port, ==, 5906);
    g_assert_false(graphics->autoport);
}

static void test_left_open(void)
{
    g_autoptr(DomainDef) def = parse("<domain type='kvm'><name>x</name><memory>1</memory><devices>"
                                     "<interface/><graphics type='vnc'/></devices></domain>");
    const DomainInterface *interface = g_ptr_array_index(def->interfaces, 0);
    const DomainGraphics *graphics = g_ptr_array_index(def->graphics, 0);

    g_assert_null(def->os.arch);
    g_assert_null(def->os.machine);
    g_assert_null(def->emulator);
    g_assert_null(def->memballoon);
    g_assert_null(def->cpu);
    g_assert_null(interface->model);
    g_assert_true(graphics->autoport);
    g_assert_cmpint(def->on_poweroff, ==, DOMAIN_ACTION_DESTROY);
    g_assert_cmpint(def->on_reboot, ==, DOMAIN_ACTION_RESTART);
    g_assert_false(uuid_is_nil(def->uuid));
    g_assert_cmpmem(interface->mac, 3, "\x52\x54\x00", 3);
}

static void test_numbered(void)
{
    g_autoptr(DomainDef) def =
        parse("<domain type='qemu'><name>x</name><memory>1</memory><devices>"
              "<controller type='scsi'/><controller type='scsi' index='0'/><controller type='usb'/>"
              "<controller type='scsi'/></devices></domain>");
    static const unsigned expected[] = {1, 0, 0, 2};

    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++) {
        const DomainController *controller = g_ptr_array_index(def->controllers, i);

        g_assert_cmpuint(controller->index, ==, expected[i]);
    }
}

/* As they are listed, started from and named by: not as somebody happened to write them down. */
static void test_disks(void)
{
    g_autoptr(DomainDef) def = parse("<domain type='qemu'><name>x</name><memory>1</memory><devices>"
                                     "<disk><source file='/1'/><target dev='sdb'/></disk>"
                                     "<disk><source file='/2'/><target dev='vdaa'/></disk>"
                                     "<disk><source file='/3'/><target dev='vdb'/></disk>"
                                     "<disk><source file='/4'/><target dev='sdc' bus='usb'/></disk>"
                                     "<disk><source file='/5'/><target dev='sda'/></disk>"
                                     "<disk><source file='/6'/><target dev='vdc'/></disk>"
                                     "</devices></domain>");
    static const char *const expected[] = {"/5", "/1", "/3", "/6", "/2", "/4"};

    g_assert_cmpuint(def->disks->len, ==, G_N_ELEMENTS(expected));
    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        g_assert_cmpstr(disk->image->path, ==, expected[i]);
    }
}

/* Of people who write down the first number that comes to their mind. */
static void test_uuid(void)
{
    g_autoptr(DomainDef) def = parse("<domain type='qemu'><name>x</name><memory>1</memory>"
                                     "<uuid>11111111-1111-1111-1111-111111111111</uuid></domain>");

    for (unsigned i = 0; i < UUID_BYTES; i++)
        g_assert_cmpuint(def->uuid[i], ==, 0x11);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/fields/fields", test_fields);
    g_test_add_func("/conf/fields/left-open", test_left_open);
    g_test_add_func("/conf/fields/numbered", test_numbered);
    g_test_add_func("/conf/fields/disks", test_disks);
    g_test_add_func("/conf/fields/uuid", test_uuid);
    return g_test_run();
}
