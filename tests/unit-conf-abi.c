/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of the same hardware are told from others, which are refused with a difference. */
#include "conf/domain_abi.h"

#include <string.h>

static const char document[] =
    "<domain type='qemu'><name>x</name><uuid>4dea24b3-1d52-d8f3-2516-782e98a23fa0</uuid>"
    "<title>A</title><memory unit='KiB'>4096</memory><vcpu>2</vcpu>"
    "<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>"
    "<cpu mode='custom'><model>qemu64</model>"
    "<feature policy='require' name='aes'/></cpu><on_crash>destroy</on_crash>"
    "<devices><disk device='disk'><source file='/a.img'/><target dev='vda' bus='virtio'/>"
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/></disk>"
    "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='e1000'/></interface>"
    "<serial type='pty'><target port='0'/></serial><graphics type='vnc' port='5901'/>"
    "<watchdog model='i6300esb' action='reset'/><video><model type='vga'/></video>"
    "</devices></domain>";

static DomainDef *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    DomainDef *def = domain_def_parse(text, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_no_error(error);
    return def;
}

/* The document with one text in place of another, which must be in it. */
static DomainDef *changed(const char *from, const char *to)
{
    g_auto(GStrv) parts = g_strsplit(document, from, 2);
    g_autofree char *text = g_strjoin(to, parts[0], parts[1], NULL);

    g_assert_nonnull(parts[1]);
    return parse(text);
}

static void same(const char *from, const char *to)
{
    g_autoptr(DomainDef) was = parse(document), now = changed(from, to);
    g_autoptr(GError) error = NULL;

    g_assert_true(domain_abi_check(was, now, &error));
    g_assert_no_error(error);
}

static void differs(const char *from, const char *to, const char *words)
{
    g_autoptr(DomainDef) was = parse(document), now = changed(from, to);

    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false(i ? domain_abi_check(now, was, &error) : domain_abi_check(was, now, &error));
        g_assert_cmpint(error_code(error), ==, ERR_CONFIG_UNSUPPORTED);
        if (!strstr(error->message, words))
            g_error("'%s' does not name '%s'", error->message, words);
    }
}

/* What the guest does not see. */
static void test_same(void)
{
    same("<title>A</title>", "<title>B</title>");
    same("/a.img", "/b.img");
    same("type='user'", "type='ethernet'");
    same("<graphics type='vnc' port='5901'/>", "");
    same("<graphics", "<memballoon model='none'/><graphics");
    same("<on_crash>destroy", "<on_crash>restart");
    same("action='reset'", "action='pause'");
    same("<serial type='pty'>", "<serial type='null'>");
}

static void test_differs(void)
{
    differs("<name>x", "<name>y", "name '");
    differs("a23fa0", "a23fa1", "uuid 4dea24b3");
    differs("type='qemu'", "type='kvm'", "virtualization");
    differs("machine='pc'", "machine='isapc'", "machine type");
    differs("4096", "8192", "KiB of memory");
    differs("<vcpu>2", "<vcpu>1", "virtual CPU");
    differs("<acpi/>", "", "ACPI o");
    differs("qemu64", "Nehalem", "CPU ");
    differs("</model>", "</model><topology sockets='2' cores='1' threads='1'/>", "CPU topology 2/");
    differs("'require'", "'disable'", "CPU feature aes");
    differs("dev='vda'", "dev='vdb'", "disk 'vd");
    differs("slot='0x05'", "slot='0x06'", "disk 'vda' (virtio) at ");
    differs("00:01'", "00:02'", "interface 52:54:00:00:00:0");
    differs("e1000", "rtl8139", "interface 52:54:00:00:00:01");
    differs("bus='virtio'/>", "bus='virtio'/><serial>S1</serial>", "disk 'vda' (virtio");
    differs("bus='virtio'/>", "bus='virtio'/><readonly/>", "disk 'vda' (virtio");
    differs("<acpi/>", "<acpi/><vmport state='off'/>", "vmport off");
    differs("<acpi/>", "<acpi/><hyperv><spinlocks retries='5000'/></hyperv>", "Hyper-V ");
    differs("<os>", "<maxMemory slots='2'>8192</maxMemory><os>", "8192 KiB of memory at most");
    differs("</cpu>", "<numa><cell cpus='0-1' memory='4096'/></numa></cpu>", "NUMA cell 0 of 4096");
    differs("<os>", "<genid/><os>", "generation ID");
    differs("<os>", "<sysinfo type='fwcfg'><entry name='opt/x'>y</entry></sysinfo><os>", "fw_cfg");
    differs("hvm</type>", "hvm</type><smbios mode='host'/>", "SMBIOS mode 'host'");
    differs("<on_crash>", "<clock offset='utc'><timer name='hpet' present='no'/></clock><on_crash>",
            "timer 'hpet' with present='no'");
    differs("type='vga'", "type='vga' vram='16384'", "video (vga");
    differs("<graphics", "<controller type='virtio-serial' vectors='4'/><graphics",
            "virtio-serial controller 0 (, 4 vectors)");
    differs("i6300esb", "ib700", "watchdog (i");
    differs("type='vga'", "type='cirrus'", "video (");
    differs("<watchdog model='i6300esb' action='reset'/>", "", "watchdog (i6300esb)");
    differs("<graphics",
            "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
            "<graphics",
            "rng");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/abi/same", test_same);
    g_test_add_func("/conf/abi/differs", test_differs);
    return g_test_run();
}
