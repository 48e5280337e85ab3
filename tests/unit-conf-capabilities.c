/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two documents of capabilities, from structs to text. */
#include "conf/capabilities.h"

static void test_host(void)
{
    g_autoptr(Capabilities) caps = capabilities_new();
    CapsGuest *guest = capabilities_add_guest(caps, "hvm", "x86_64", 64, "/usr/bin/a&b");
    CapsCell *cell = capabilities_add_cell(caps, 0, 4096);
    CapsHostCpu cpu = {.id = 1, .socket = 0, .die = 0, .core = 1};
    g_autofree char *text = NULL;

    caps->arch = g_strdup("x86_64");
    caps->has_uuid = true;
    caps->uuid[0] = 0xab;
    caps->sockets = caps->cores = 1;
    g_array_append_val(cell->cpus, cpu);
    capabilities_add_machine(guest, "pc", "pc-i440fx-7.2", 255);
    capabilities_add_domain_type(guest, "qemu");
    guest->acpi = guest->pae = true;
    text = capabilities_format(caps);
    g_assert_cmpstr(text, ==,
                    "<capabilities>\n"
                    "  <host>\n"
                    "    <uuid>ab000000-0000-0000-0000-000000000000</uuid>\n"
                    "    <cpu>\n"
                    "      <arch>x86_64</arch>\n"
                    "      <topology sockets='1' cores='1'/>\n"
                    "    </cpu>\n"
                    "    <power_management/>\n"
                    "    <topology>\n"
                    "      <cells num='1'>\n"
                    "        <cell id='0'>\n"
                    "          <memory unit='KiB'>4096</memory>\n"
                    "          <cpus num='1'>\n"
                    "            <cpu id='1' socket_id='0' die_id='0' core_id='1'/>\n"
                    "          </cpus>\n"
                    "        </cell>\n"
                    "      </cells>\n"
                    "    </topology>\n"
                    "  </host>\n"
                    "  <guest>\n"
                    "    <os_type>hvm</os_type>\n"
                    "    <arch name='x86_64'>\n"
                    "      <wordsize>64</wordsize>\n"
                    "      <emulator>/usr/bin/a&amp;b</emulator>\n"
                    "      <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>\n"
                    "      <domain type='qemu'/>\n"
                    "    </arch>\n"
                    "    <features>\n"
                    "      <acpi default='on' toggle='yes'/>\n"
                    "      <pae/>\n"
                    "    </features>\n"
                    "  </guest>\n"
                    "</capabilities>\n");
}

static void test_domain(void)
{
    g_autoptr(DomainCapabilities) caps = domain_capabilities_new();
    CapsDevice *disk = domain_capabilities_add_device(caps->devices, "disk", true);
    g_autofree char *text = NULL;

    caps->path = g_strdup("/usr/bin/qemu");
    caps->domain_type = g_strdup("qemu");
    caps->max_vcpus = 8;
    caps_device_add_enum(disk, "bus", "ide", "virtio", NULL);
    domain_capabilities_add_device(caps->cpu_modes, "host-passthrough", false);
    domain_capabilities_add_cpu_model(caps, "qemu64", true, NULL);
    domain_capabilities_add_device(caps->features, "genid", false);
    text = domain_capabilities_format(caps);
    g_assert_cmpstr(text, ==,
                    "<domainCapabilities>\n"
                    "  <path>/usr/bin/qemu</path>\n"
                    "  <domain>qemu</domain>\n"
                    "  <vcpu max='8'/>\n"
                    "  <os supported='yes'>\n"
                    "    <loader supported='no'/>\n"
                    "  </os>\n"
                    "  <cpu>\n"
                    "    <mode name='host-passthrough' supported='no'/>\n"
                    "    <mode name='custom' supported='yes'>\n"
                    "      <model usable='yes'>qemu64</model>\n"
                    "    </mode>\n"
                    "  </cpu>\n"
                    "  <devices>\n"
                    "    <disk supported='yes'>\n"
                    "      <enum name='bus'>\n"
                    "        <value>ide</value>\n"
                    "        <value>virtio</value>\n"
                    "      </enum>\n"
                    "    </disk>\n"
                    "  </devices>\n"
                    "  <features>\n"
                    "    <genid supported='no'/>\n"
                    "  </features>\n"
                    "</domainCapabilities>\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/capabilities/host", test_host);
    g_test_add_func("/conf/capabilities/domain", test_domain);
    return g_test_run();
}
