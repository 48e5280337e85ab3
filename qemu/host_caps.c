/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Capability documents: see host_caps.h. What they promise is what complete_domain() lets pass: a
 * new device or bus is added here and there together.
 */
#include "qemu/host_caps.h"

#include "base/log.h"
#include "conf/capabilities.h"
#include "drivers/node.h"
#include "qemu/emulator.h"
#include "qemu/machine.h"
#include "qemu/machine_type.h"

#include <sys/utsname.h>

static Emulators *emulators_of(DomainDriver *driver)
{
    return ((QemuDriver *) driver)->emulators;
}

uint64_t host_caps_co_version(DomainDriver *driver)
{
    g_autofree char *path = emulator_find("x86_64");
    g_autoptr(GError) why = NULL;
    const Emulator *emulator = path ? emulator_co_ask(emulators_of(driver), path, &why) : NULL;

    if (why)
        log_warning("the version of QEMU is not known: %s", why->message);
    return emulator ? emulator->version : 0;
}

static unsigned max_vcpus(MachineFamily family)
{
    return family == MACHINE_Q35 ? HOST_VCPUS_MAX : family == MACHINE_PC ? 255 : 1;
}

static void add_guest(Capabilities *caps, const Emulators *emulators, const Emulator *emulator,
                      const char *arch, unsigned word_size)
{
    CapsGuest *guest = capabilities_add_guest(caps, "hvm", arch, word_size, emulator->path);

    for (unsigned i = 0; i < emulator->machines->len; i++) {
        const EmulatorMachine *machine = emulator->machines->pdata[i];
        MachineFamily family = MACHINE_PC;

        machine_type_family(machine->name, &family);
        capabilities_add_machine(guest, machine->name, machine->canonical, max_vcpus(family));
    }
    capabilities_add_domain_type(guest, "qemu");
    if (emulator_has_kvm(emulators))
        capabilities_add_domain_type(guest, "kvm");
    guest->acpi = guest->apic = guest->cpu_selection = guest->device_boot = true;
    guest->pae = word_size == 32;
}

static void add_topology(Capabilities *caps)
{
    NodeInfo node;
    CapsCell *cell;
    unsigned id = 0;

    node_read("", &node);
    caps->sockets = node.sockets;
    caps->dies = 1;
    caps->cores = node.cores;
    caps->threads = node.threads;
    if (node.nodes != 1) /* which memory is whose is not known here */
        return;
    cell = capabilities_add_cell(caps, 0, node.memory_kib);
    for (unsigned socket = 0; socket < node.sockets; socket++) {
        for (unsigned i = 0; i < node.cores * node.threads; i++) {
            CapsHostCpu cpu = {.id = id++, .socket = socket, .core = i / MAX(node.threads, 1)};

            g_array_append_val(cell->cpus, cpu);
        }
    }
}

char *host_caps_co_host(DomainDriver *driver, GError **err)
{
    static const struct {
        const char *arch;
        unsigned word_size;
    } guests[] = {{"x86_64", 64}, {"i686", 32}};
    g_autoptr(Capabilities) caps = capabilities_new();
    struct utsname names;

    uname(&names);
    caps->arch = g_strdup(names.machine);
    add_topology(caps);
    for (unsigned i = 0; i < G_N_ELEMENTS(guests); i++) {
        g_autofree char *path = emulator_find(guests[i].arch);
        const Emulator *emulator;

        if (!path)
            continue;
        emulator = emulator_co_ask(emulators_of(driver), path, err);
        if (!emulator)
            return NULL;
        add_guest(caps, emulators_of(driver), emulator, guests[i].arch, guests[i].word_size);
    }
    return capabilities_format(caps);
}

static void add_disk_caps(DomainCapabilities *caps, MachineFamily family)
{
    CapsDevice *disk = domain_capabilities_add_device(caps->devices, "disk", true);
    CapsEnum *bus;

    caps_device_add_enum(disk, "diskDevice", "disk", "cdrom", "floppy", "lun", NULL);
    bus = caps_device_add_enum(disk, "bus", "ide", "fdc", NULL);
    if (!machine_type_has_pci(family))
        return;
    caps_enum_add_value(bus, "scsi");
    caps_enum_add_value(bus, "virtio");
    caps_enum_add_value(bus, "usb");
    caps_enum_add_value(bus, "sata");
}

static void add_device_caps(DomainCapabilities *caps, MachineFamily family, bool spice)
{
    bool pci = machine_type_has_pci(family);
    CapsDevice *device;
    CapsEnum *models;

    add_disk_caps(caps, family);
    device = domain_capabilities_add_device(caps->devices, "graphics", true);
    models = caps_device_add_enum(device, "type", "vnc", NULL);
    if (spice)
        caps_enum_add_value(models, "spice");
    device = domain_capabilities_add_device(caps->devices, "video", true);
    models = caps_device_add_enum(device, "modelType", "vga", "cirrus", "none", NULL);
    if (pci) {
        caps_enum_add_value(models, "virtio");
        caps_enum_add_value(models, "bochs");
        caps_enum_add_value(models, "qxl");
    }
    device = domain_capabilities_add_device(caps->devices, "rng", pci);
    if (pci) {
        caps_device_add_enum(device, "model", "virtio", NULL);
        caps_device_add_enum(device, "backendModel", "random", "builtin", NULL);
    }
    domain_capabilities_add_device(caps->devices, "hostdev", false);
    device = domain_capabilities_add_device(caps->devices, "filesystem", pci);
    if (pci)
        caps_device_add_enum(device, "driverType", "path", NULL);
    domain_capabilities_add_device(caps->devices, "tpm", false);
}

static void add_loader_caps(DomainCapabilities *caps, MachineFamily family)
{
    CapsEnum *type = caps_device_add_enum(caps->loader, "type", "rom", NULL);

    caps->loader->supported = true;
    if (machine_type_has_pci(family))
        caps_enum_add_value(type, "pflash");
    caps_device_add_enum(caps->loader, "readonly", "yes", "no", NULL);
}

/* virt-install looks for the migratability of host-passthrough, and a model within host-model, as
 * soon as the modes are there. */
static void add_cpu_caps(DomainCapabilities *caps, bool kvm)
{
    CapsDevice *mode = domain_capabilities_add_device(caps->cpu_modes, "host-passthrough", kvm);

    if (kvm)
        caps_device_add_enum(mode, "hostPassthroughMigratable", "on", "off", NULL);
    mode = domain_capabilities_add_device(caps->cpu_modes, "maximum", true);
    caps_device_add_enum(mode, "maximumMigratable", "on", "off", NULL);
    domain_capabilities_add_device(caps->cpu_modes, "host-model", true);
    caps->host_model = g_strdup(kvm ? "host" : "max");
    domain_capabilities_add_cpu_model(caps, "qemu64", true, NULL);
    domain_capabilities_add_cpu_model(caps, "qemu32", true, NULL);
}

static const char *text_or(const remote_opt_string text, const char *otherwise)
{
    return text && **text ? *text : otherwise;
}

static const char *canonical_machine(const Emulator *emulator, const char *name)
{
    for (unsigned i = 0; i < emulator->machines->len; i++) {
        const EmulatorMachine *machine = emulator->machines->pdata[i];

        if (g_str_equal(machine->name, name))
            return machine->canonical ? machine->canonical : machine->name;
    }
    return NULL;
}

char *host_caps_co_domain(DomainDriver *driver, const connect_get_domain_capabilities_args *args,
                          GError **err)
{
    const char *arch = text_or(args->arch, "x86_64"), *type = text_or(args->virt_type, "qemu");
    const char *machine = text_or(args->machine, "pc"), *wanted = text_or(args->emulator, NULL);
    g_autofree char *path = wanted ? g_strdup(wanted) : emulator_find(arch);
    g_autoptr(DomainCapabilities) caps = NULL;
    const Emulator *emulator;
    MachineFamily family;

    if (args->flags || (!g_str_equal(type, "qemu") && !g_str_equal(type, "kvm")) ||
        (!g_str_equal(arch, "x86_64") && !g_str_equal(arch, "i686")) || !path) {
        error_set(err, ERR_INVALID_ARG,
                  "no emulator for domains of type '%s' and architecture '%s'", type, arch);
        return NULL;
    }
    emulator = emulator_co_ask(emulators_of(driver), path, err);
    if (!emulator)
        return NULL;
    if (!machine_type_family(machine, &family) || !canonical_machine(emulator, machine)) {
        error_set(err, ERR_INVALID_ARG,
                  "the emulator '%s' has no machine type '%s' that can be used", path, machine);
        return NULL;
    }
    caps = domain_capabilities_new();
    caps->path = g_strdup(path);
    caps->domain_type = g_strdup(type);
    caps->machine = g_strdup(canonical_machine(emulator, machine));
    caps->arch = g_strdup(arch);
    caps->max_vcpus = max_vcpus(family);
    add_loader_caps(caps, family);
    add_cpu_caps(caps, g_str_equal(type, "kvm"));
    add_device_caps(caps, family, emulator->has_spice);
    return domain_capabilities_format(caps);
}
