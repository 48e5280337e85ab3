/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices, processors and memory of a guest, and of the machine, by the public interface. */
#include <stdbool.h>

#include "api_guest.h"

#define MAP_SIZE 128

/* Devices of USB go without the guest's being asked. */
#define STICK                                                                                      \
    "<disk type='file' device='disk'><source file='%s'/><target dev='sda' bus='usb'/></disk>"
#define BOTH (VMRPC_DOMAIN_AFFECT_LIVE | VMRPC_DOMAIN_AFFECT_CONFIG)

static char *make_stick(void)
{
    g_autofree char *image = g_build_filename(folder, "stick.img", NULL);
    g_autofree char *content = g_malloc0(65536);

    g_assert_true(g_file_set_contents(image, content, 65536, NULL));
    return g_strdup_printf(STICK, image);
}

static void check_document(Guest *guest, unsigned flags, const char *words, bool there)
{
    char *xml = API_GIVES(vmrpc_domain_xml(guest->domain, flags, &error));

    if (!strstr(xml, words) == there)
        g_error("'%s' is %s:\n%s", words, there ? "missing" : "there", xml);
    free(xml);
}

static void test_devices(void)
{
    g_autofree char *stick = make_stick();
    Guest guest;

    guest_init(&guest, "",
               "<controller type='usb' model='qemu-xhci'/>"
               "<disk type='file' device='cdrom'><target dev='hdc'/></disk>");
    API_FAILS(vmrpc_domain_device_attach(guest.domain, stick, VMRPC_DOMAIN_AFFECT_LIVE, &error),
              VMRPC_ERR_OPERATION_INVALID, "not running");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_FAILS(
        vmrpc_domain_device_attach(guest.domain, "<nonsense/>", VMRPC_DOMAIN_AFFECT_LIVE, &error),
        VMRPC_ERR_CONFIG_UNSUPPORTED, "nonsense");
    API_OK(vmrpc_domain_device_attach(guest.domain, stick, BOTH, &error));
    check_document(&guest, 0, "stick.img", true);
    check_document(&guest, VMRPC_DOMAIN_XML_INACTIVE, "stick.img", true);
    API_FAILS(vmrpc_domain_device_attach(guest.domain, stick, BOTH, &error),
              VMRPC_ERR_OPERATION_INVALID, "sda");
    API_OK(vmrpc_domain_device_detach(guest.domain, stick, VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    check_document(&guest, 0, "stick.img", true);
    API_OK(vmrpc_domain_device_detach(guest.domain, stick, VMRPC_DOMAIN_AFFECT_LIVE, &error));
    check_document(&guest, 0, "stick.img", false);
    API_OK(vmrpc_domain_device_attach(guest.domain, stick, VMRPC_DOMAIN_AFFECT_LIVE, &error));
    API_OK(vmrpc_domain_device_detach_by_alias(guest.domain, "usb-disk0", 0, &error));
    check_document(&guest, 0, "stick.img", false);
    API_FAILS(vmrpc_domain_device_detach_by_alias(guest.domain, "none", 0, &error),
              VMRPC_ERR_DEVICE_MISSING, "none");
    g_free(g_steal_pointer(&stick));
    stick = g_strdup_printf("<disk type='file' device='cdrom'><source file='%s/stick.img'/>"
                            "<target dev='hdc'/><readonly/></disk>",
                            folder);
    API_OK(vmrpc_domain_device_update(
        guest.domain, stick, VMRPC_DOMAIN_AFFECT_LIVE | VMRPC_DOMAIN_DEVICE_UPDATE_FORCE, &error));
    check_document(&guest, 0, "stick.img", true);
    guest_clear(&guest);
}

static void check_pins(Guest *guest)
{
    const uint8_t map[MAP_SIZE] = {1};
    uint8_t *maps = NULL;

    API_OK(vmrpc_domain_set_vcpu_pin(guest->domain, 0, map, sizeof(map), VMRPC_DOMAIN_AFFECT_LIVE,
                                     &error));
    g_assert_cmpint(
        vmrpc_domain_vcpu_pins(guest->domain, 2, MAP_SIZE, VMRPC_DOMAIN_AFFECT_LIVE, &maps, NULL),
        ==, 2);
    g_assert_cmpmem(maps, MAP_SIZE, map, MAP_SIZE);
    vmrpc_free(maps);
    API_OK(vmrpc_domain_set_emulator_pin(guest->domain, map, sizeof(map),
                                         VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    API_OK(vmrpc_domain_emulator_pin(guest->domain, MAP_SIZE, VMRPC_DOMAIN_AFFECT_CONFIG, &maps,
                                     &error));
    g_assert_cmpmem(maps, MAP_SIZE, map, MAP_SIZE);
    vmrpc_free(maps);
    API_FAILS(vmrpc_domain_set_vcpu_pin(guest->domain, 99, map, sizeof(map), 0, &error),
              VMRPC_ERR_INVALID_ARG, "99");
}

static void test_processors(void)
{
    VmrpcDomainVcpuInfo *infos = NULL;
    uint8_t *maps = NULL, *map = NULL;
    unsigned online = 0;
    Guest guest;
    char **models;

    guest_init(&guest, "<vcpu current='1'>3</vcpu>", "");
    g_assert_cmpint(vmrpc_domain_vcpus(guest.domain, VMRPC_DOMAIN_VCPUS_MAXIMUM, NULL), ==, 3);
    API_OK(vmrpc_domain_set_vcpus(guest.domain, 2, VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    g_assert_cmpint(vmrpc_domain_vcpus(guest.domain, VMRPC_DOMAIN_AFFECT_CONFIG, NULL), ==, 2);
    API_FAILS(vmrpc_domain_set_vcpus(guest.domain, 9, VMRPC_DOMAIN_AFFECT_CONFIG, &error),
              VMRPC_ERR_INVALID_ARG, "9");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_OK(vmrpc_domain_set_vcpus_enabled(guest.domain, "2", 1, VMRPC_DOMAIN_AFFECT_LIVE, &error));
    g_assert_cmpint(vmrpc_domain_vcpus(guest.domain, VMRPC_DOMAIN_AFFECT_LIVE, NULL), ==, 3);
    g_assert_cmpint(vmrpc_domain_vcpu_infos(guest.domain, MAP_SIZE, &infos, &maps, NULL), ==, 3);
    g_assert_cmpuint(infos[2].number, ==, 2);
    vmrpc_free(infos);
    vmrpc_free(maps);
    g_assert_cmpint(vmrpc_domain_vcpu_infos(guest.domain, 0, &infos, NULL, NULL), ==, 3);
    vmrpc_free(infos);
    check_pins(&guest);

    g_assert_cmpint(vmrpc_connection_max_vcpus(guest.connection, "qemu", NULL), >, 0);
    API_FAILS(vmrpc_connection_max_vcpus(guest.connection, "nonsense", &error),
              VMRPC_ERR_INVALID_ARG, "nonsense");
    models = API_GIVES(vmrpc_connection_cpu_models(guest.connection, "x86_64", &error));
    g_assert_true(g_strv_contains((const char *const *) models, "qemu64"));
    vmrpc_string_list_free(models);
    g_assert_cmpint(vmrpc_node_cpu_map(guest.connection, &online, &map, NULL), >=, 1);
    g_assert_cmpuint(online, >=, 1);
    g_assert_cmpint(map[0], !=, 0);
    vmrpc_free(map);
    g_assert_cmpint(vmrpc_node_cpu_map(guest.connection, NULL, NULL, NULL), >=, 1);
    guest_clear(&guest);
}

static void check_figure(VmrpcParams *figures, const char *name)
{
    uint64_t value = 0;

    g_assert_cmpint(vmrpc_params_uint64(figures, name, &value), ==, 1);
    g_assert_cmpuint(value, >, 0);
    vmrpc_params_free(figures);
}

static void test_memory(void)
{
    uint64_t bytes = 0, *cells = NULL;
    VmrpcDomainInfo info;
    Guest guest;

    guest_init(&guest, "", "<memballoon model='virtio'/>");
    API_OK(vmrpc_domain_set_memory(
        guest.domain, 65536, VMRPC_DOMAIN_SET_MEMORY_MAXIMUM | VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    API_OK(vmrpc_domain_set_memory(guest.domain, 32768, VMRPC_DOMAIN_AFFECT_CONFIG, &error));
    API_OK(vmrpc_domain_info(guest.domain, &info, &error));
    g_assert_cmpuint(info.max_memory_kib, ==, 65536);
    g_assert_cmpuint(info.memory_kib, ==, 32768);
    API_FAILS(vmrpc_domain_set_memory(guest.domain, 99999, VMRPC_DOMAIN_AFFECT_CONFIG, &error),
              VMRPC_ERR_INVALID_ARG, "99999");
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    API_OK(vmrpc_domain_set_memory_stats_period(guest.domain, 2, VMRPC_DOMAIN_AFFECT_LIVE, &error));
    API_FAILS(vmrpc_domain_set_memory(guest.domain, 65536,
                                      VMRPC_DOMAIN_SET_MEMORY_MAXIMUM | VMRPC_DOMAIN_AFFECT_LIVE,
                                      &error),
              VMRPC_ERR_OPERATION_INVALID, "");

    check_figure(API_GIVES(vmrpc_node_cpu_stats(guest.connection, VMRPC_NODE_ALL, &error)),
                 "kernel");
    check_figure(API_GIVES(vmrpc_node_memory_stats(guest.connection, VMRPC_NODE_ALL, &error)),
                 "free");
    API_GIVES_NOTHING(vmrpc_node_cpu_stats(guest.connection, 99999, &error), VMRPC_ERR_INVALID_ARG,
                      "");
    API_OK(vmrpc_node_free_memory(guest.connection, &bytes, &error));
    g_assert_cmpuint(bytes, >, 0);
    g_assert_cmpint(vmrpc_node_cells_free_memory(guest.connection, 0, 4, &cells, NULL), >=, 1);
    g_assert_cmpuint(cells[0], >, 0);
    vmrpc_free(cells);
    guest_clear(&guest);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/hardware/devices", test_devices);
    g_test_add_func("/api/hardware/processors", test_processors);
    g_test_add_func("/api/hardware/memory", test_memory);
    return guest_test_run();
}
