/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a guest would notice and nobody can honour is refused, by name, line and code. */
#include "conf/domain.h"

#include <string.h>

typedef struct {
    const char *inside; /* of <domain>, on line 2 */
    ErrorCode code;
    const char *message; /* how it begins */
} Case;

#define UNSUPPORTED(inside, what)                                                                  \
    {                                                                                              \
        inside, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: " what                         \
    }
#define DEVICE(device, what) UNSUPPORTED("<devices>" device "</devices>", what)
#define INVALID(inside, what)                                                                      \
    {                                                                                              \
        inside, ERR_XML, what                                                                      \
    }
#define BAD_DEVICE(device, what) INVALID("<devices>" device "</devices>", what)

#define BAD_IOTUNE(limits, what)                                                                   \
    DISK_IOTUNE("<disk><source file='/x'/><iotune>" limits "</iotune><target dev='vda'/></disk>",  \
                what)
#define DISK_IOTUNE(device, what)                                                                  \
    {                                                                                              \
        "<devices>" device "</devices>", ERR_CONFIG_UNSUPPORTED, what                              \
    }

#define LONG "sixtyletterssixtyletterssixtyletterssixtyletterssixtyletters"

static const Case cases[] = {
    INVALID("<cputune><iothreadpin iothread='2' cpuset='0'/><iothreadpin iothread='2' cpuset='0'/>"
            "</cputune>",
            "<cputune> (line 2): I/O thread 2 is pinned twice"),
    UNSUPPORTED("<defaultiothread thread_pool_max='9'/>", "<defaultiothread> (line 2)"),
    INVALID("<iothreadids><iothread id='0'/></iothreadids>",
            "<iothread> (line 2): attribute id='0'"),
    UNSUPPORTED("<memory unit='KiB' slots='3'>1</memory>", "<memory> (line 2): attribute 'slots'"),
    UNSUPPORTED("<frobnicate/>", "<frobnicate> (line 2): unknown element within <domain>"),
    UNSUPPORTED("<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/>",
                "<q:commandline> (line 2): extensions"),
    UNSUPPORTED("<seclabel type='dynamic'/>", "<seclabel> (line 2): type 'dynamic'"),
    UNSUPPORTED("<os><type>xen</type></os>", "<type> (line 2): 'xen' (supported: hvm)"),
    UNSUPPORTED("<features><kvm/></features>", "<kvm> (line 2)"),
    UNSUPPORTED("<on_reboot>coredump-restart</on_reboot>", "<on_reboot> (line 2): action"),
    UNSUPPORTED("<cpu><cache mode='emulate'/></cpu>", "<cache> (line 2)"),
    UNSUPPORTED("<cputune><shares>7</shares></cputune>", "<shares> (line 2)"),
    UNSUPPORTED("<clock offset='absolute'/>", "<clock> (line 2): offset 'absolute'"),
    DEVICE("<disk type='network'/>", "<disk> (line 2): type 'network' (supported: file, block)"),
    DEVICE("<disk><source file='/x'/><target dev='vda' bus='nvme'/></disk>",
           "<target> (line 2): bus 'nvme'"),
    DEVICE("<disk><encryption format='luks'/></disk>", "<encryption> (line 2)"),
    DEVICE("<disk device='cdrom'><target dev='vda'/></disk>", "<disk> (line 2): device 'cdrom'"),
    DEVICE("<interface type='network'/>",
           "<interface> (line 2): type 'network' (supported: user, bridge, ethernet)"),
    DEVICE("<interface type='user'><bandwidth/></interface>", "<bandwidth> (line 2)"),
    DEVICE("<serial type='stdio'/>", "<serial> (line 2): type 'stdio'"),
    DEVICE("<channel type='spiceport'/>", "<channel> (line 2): type 'spiceport'"),
    DEVICE("<graphics type='rdp'/>", "<graphics> (line 2): type 'rdp' (supported: vnc, spice)"),
    DEVICE("<graphics type='vnc'/><graphics type='vnc'/>", "more than one <graphics>"),
    DEVICE("<controller type='ide' model='virtio-scsi'/>", "<controller> (line 2): model"),
    DEVICE("<hostdev/>", "<hostdev> (line 2)"),
    DEVICE("<sound model='sb16'/>", "<sound> (line 2): model 'sb16' (supported: ich6"),
    DEVICE("<audio type='alsa'/>", "<audio> (line 2): type 'alsa' (supported: none"),
    DEVICE("<teapot/>", "<teapot> (line 2): unknown element within <devices>"),
    DEVICE("<watchdog model='itco'/>", "<watchdog> (line 2): model 'itco'"),
    INVALID("<name>again</name>", "<name> (line 2): appears twice"),
    INVALID("stray", "<domain> (line 1): holds text"),
    INVALID("<uuid>4dea23b3</uuid>", "<uuid> (line 2): '4dea23b3' is not a UUID"),
    INVALID("<title>a\nb</title>", "<title> (line 2): must be a single line"),
    INVALID("<currentMemory>999999999</currentMemory>", "<currentMemory> of 999999999 KiB"),
    INVALID("<vcpu>0</vcpu>", "<vcpu> (line 2): '0' is not a number from 1"),
    INVALID("<vcpu current='3'>2</vcpu>", "<vcpu> (line 2): attribute current='3'"),
    INVALID("<cpu><topology sockets='2' cores='1' threads='1'/></cpu>", "<topology> of 2 sockets"),
    INVALID("<cpu><model>a,b=c</model></cpu>", "<model> (line 2): the name 'a,b=c'"),
    INVALID("<os><initrd>/i</initrd></os>", "<os> (line 2): <initrd> needs a <kernel>"),
    BAD_DEVICE("<disk type='file'><target dev='vda'/></disk>", "disk 'vda' has no <source>"),
    BAD_DEVICE("<disk><source file='/x'/><target dev='xvda'/></disk>",
               "<target> (line 2): dev 'xvda'"),
    BAD_DEVICE("<disk><source file='/x'/></disk>", "<disk> (line 2): has no <target>"),
    BAD_DEVICE("<disk type='file'><source dev='/x'/></disk>", "<source> (line 2)"),
    BAD_DEVICE("<disk device='cdrom'><target dev='hda'/></disk>"
               "<disk device='cdrom'><target dev='hda'/></disk>",
               "two disks have the target 'hda'"),
    BAD_DEVICE("<interface><mac address='01:00:00:00:00:01'/></interface>", "<mac> (line 2)"),
    BAD_DEVICE("<interface><boot order='1'/></interface><interface><boot order='1'/></interface>",
               "two devices have the boot order 1"),
    BAD_DEVICE(
        "<interface><alias name='ua-1'/></interface><interface><alias name='ua-1'/></interface>",
        "two devices have the alias 'ua-1'"),
    BAD_DEVICE("<sound/>", "<sound> (line 2): has no attribute 'model'"),
    BAD_DEVICE("<audio id='0' type='none'/>", "<audio> (line 2): attribute id='0'"),
    BAD_DEVICE("<graphics type='vnc'><audio id='3'/></graphics>", "a <graphics> names audio"),
    BAD_DEVICE("<serial type='file'/>", "<serial> (line 2): type 'file' needs a <source path=>"),
    BAD_DEVICE("<controller type='usb' index='1'/><controller type='usb' index='1'/>",
               "two controllers of type 'usb' have the index 1"),
    BAD_DEVICE("<video><model type='none'/></video><video/>", "<video> of type 'none'"),
    INVALID("<vcpu cpuset=',,^-'>1</vcpu>", "<vcpu> (line 2): cpuset ',,^-' is not a list"),
    INVALID("<vcpu>2</vcpu><vcpus><vcpu id='0' enabled='yes'/><vcpu id='0' enabled='yes'/></vcpus>",
            "<vcpu> (line 2): CPU 0 is there twice"),
    INVALID("<cputune><vcpupin vcpu='0' cpuset='1'/><vcpupin vcpu='0' cpuset='2'/></cputune>",
            "<vcpupin> (line 2): CPU 0 is there twice"),
    INVALID("<cpu><numa><cell cpus='0' memory='1024'><distances><sibling id='0' value='10'/>"
            "<sibling id='0' value='11'/></distances></cell></numa></cpu>",
            "<sibling> (line 2): cell 0 is there twice"),
    INVALID("<cpu><numa><cell cpus='0' memory='1024'><distances><sibling id='0' value='11'/>"
            "</distances></cell></numa></cpu>",
            "NUMA cell 0: the distance to itself is 10, not 11"),
    UNSUPPORTED("<cpu><numa><cell cpus='0' memory='1024' discard='maybe'/></numa></cpu>",
                "<cell> (line 2): discard 'maybe'"),
    INVALID("<cpu><numa><cell cpus='0' memory='1x'/></numa></cpu>",
            "<cell> (line 2): attribute memory='1x' is not a number"),
    INVALID("<currentMemory unit='parsec'>1</currentMemory>",
            "<currentMemory> (line 2): unknown unit 'parsec'"),
    INVALID("<sysinfo type='smbios'><bios><entry name='vendor'>a</entry>"
            "<entry name='vendor'>b</entry></bios></sysinfo>",
            "<entry> (line 2): name 'vendor' is there twice"),
    INVALID("<sysinfo type='fwcfg'><entry name='opt/a'>a</entry><entry name='opt/a'>b</entry>"
            "</sysinfo>",
            "<entry> (line 2): 'opt/a' is there twice"),
    INVALID("<sysinfo type='fwcfg'><entry name='opt/a' file=''/></sysinfo>",
            "<entry> (line 2): 'opt/a' needs either a text or a file"),
    DEVICE("<controller type='pci' model='pcie-root-port'><model name='ioh3420'/></controller>",
           "<model> (line 2): name 'ioh3420' (supported: pcie-root-port)"),
    DEVICE("<controller type='pci' model='pcie-root-port'><target hotplug='off'/></controller>",
           "<target> (line 2): hotplug='off'"),
    DEVICE("<controller type='pci' model='pcie-root'><target><node>0</node></target></controller>",
           "<node> (line 2)"),
    DEVICE("<controller type='usb' model='ich9-uhci2'><master startport='4'/></controller>",
           "<master> (line 2): startport='4' (supported: 2)"),
    DEVICE("<disk><source file='/x'/><target dev='vda'/><backingStore detected='perhaps'/></disk>",
           "<backingStore> (line 2): detected 'perhaps'"),
    BAD_DEVICE("<controller type='usb' model='ich9-ehci1' index='0'/>"
               "<controller type='usb' model='ich9-ehci1' index='0'/>",
               "two controllers of type 'usb' have the index 0"),
    BAD_DEVICE("<input type='tablet'><address type='usb' bus='0' port='1..2'/></input>",
               "<address> (line 2): port='1..2' is no USB port"),
    BAD_DEVICE("<graphics type='vnc' passwd='x' passwdValidTo='2030-W01-1T23:59:59'/>",
               "<graphics> (line 2): passwdValidTo='2030-W01-1T23:59:59' is no time"),
    BAD_DEVICE("<disk><source file='a.img'/><target dev='vda'/></disk>",
               "<source> (line 2): 'a.img' is no absolute path"),
    BAD_DEVICE("<serial type='file'><source path='log'/></serial>",
               "<source> (line 2): 'log' is no absolute path"),
    BAD_DEVICE("<graphics type='vnc' socket='s'/>", "<graphics> (line 2): 's' is no absolute path"),
    BAD_DEVICE("<graphics type='vnc'><listen type='socket' socket='s'/></graphics>",
               "<listen> (line 2): 's' is no absolute path"),
    BAD_DEVICE("<serial type='unix'><source path='/" LONG "/" LONG "'/></serial>",
               "<source> (line 2): socket '/" LONG "/" LONG "' has more than 107 bytes"),
    BAD_DEVICE("<rng model='virtio'><backend model='random'>urandom</backend></rng>",
               "<backend> (line 2): 'urandom' is no absolute path"),
    INVALID("<os><kernel>k</kernel></os>", "<kernel> (line 2): 'k' is no absolute path"),
    INVALID("<os><loader type='pflash'>/l</loader><nvram>n</nvram></os>",
            "<nvram> (line 2): 'n' is no absolute path"),
    INVALID("<sysinfo type='fwcfg'><entry name='opt/a' file='f'/></sysinfo>",
            "<entry> (line 2): 'f' is no absolute path"),
    BAD_IOTUNE("<total_bytes_sec_max>1</total_bytes_sec_max>",
               "<disk> (line 2): disk 'vda': value 'total_bytes_sec_max' cannot be set"),
};

static void test_case(const void *data)
{
    const Case *c = data;
    bool has_memory = strstr(c->inside, "<memory ");
    g_autofree char *xml = g_strdup_printf("<domain type='qemu'><name>x</name>%s\n%s</domain>",
                                           has_memory ? "" : "<memory>1024</memory>", c->inside);
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_null(def);
    g_assert_cmpstr(error->message, !=, "");
    if (!g_str_has_prefix(error->message, c->message))
        g_error("'%s' does not begin with '%s'", error->message, c->message);
    g_assert_cmpint(error_code(error), ==, c->code);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/conf/refuse/%zu", i);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}
