/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the devices have in common, and the small ones: see device_parts.h. */
#include "qemu/device_parts.h"

#include "conf/domain_device.h"
#include "qemu/address.h"
#include "qemu/tap.h"
#include "qemu/vsock.h"

MachineFamily device_family(const DomainDef *def)
{
    MachineFamily family = MACHINE_PC;

    machine_type_family(def->os.machine, &family);
    return family;
}

json_t *device_new(const DomainDef *def, const char *driver, const DomainDeviceInfo *info)
{
    json_t *device = json_pack("{s:s, s:s}", "driver", driver, "id", info->alias);

    g_assert(device);
    address_set(def, device, info);
    return device;
}

void device_set_iothread(json_t *device, unsigned id)
{
    g_autofree char *name = id ? g_strdup_printf("iothread%u", id) : NULL;

    device_set_string(device, "iothread", name);
}

void device_set_integer(json_t *device, const char *key, json_int_t value)
{
    json_object_set_new(device, key, json_integer(value));
}

void device_set_string(json_t *device, const char *key, const char *value)
{
    if (value)
        json_object_set_new(device, key, json_string(value));
}

void device_set_switch(json_t *device, const char *key, Tristate value)
{
    if (value)
        json_object_set_new(device, key, json_boolean(value == TRISTATE_ON));
}

void device_set_bus(const DomainDef *def, json_t *device, DomainControllerType type, unsigned index,
                    unsigned number)
{
    const DomainController *controller = domain_controller_by_index(def, type, index);
    g_autofree char *bus = NULL;

    g_assert(controller); /* complete_domain() has added what was missing */
    bus = g_strdup_printf("%s.%u", controller->info.alias, number);
    device_set_string(device, "bus", bus);
}

DomainBoot device_disk_boot(const DomainDisk *disk)
{
    switch (disk->device) {
    case DOMAIN_DISK_DEVICE_CDROM:
        return DOMAIN_BOOT_CDROM;
    case DOMAIN_DISK_DEVICE_FLOPPY:
        return DOMAIN_BOOT_FLOPPY;
    default:
        return DOMAIN_BOOT_DISK;
    }
}

/* The device that <boot dev=> means. */
static const DomainDeviceInfo *boot_first(const DomainDef *def, DomainBoot kind)
{
    if (kind == DOMAIN_BOOT_NETWORK)
        return def->interfaces->len ? def->interfaces->pdata[0] : NULL;
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        if (device_disk_boot(disk) == kind)
            return &disk->info;
    }
    return NULL;
}

unsigned device_boot_order(const DomainDef *def, const DomainDeviceInfo *info, DomainBoot kind)
{
    if (info->boot_order || device_family(def) == MACHINE_ISAPC || boot_first(def, kind) != info)
        return info->boot_order;
    for (unsigned i = 0; i < def->os.n_boot; i++) {
        if (def->os.boot[i] == kind)
            return i + 1;
    }
    return 0;
}

void device_set_boot(const DomainDef *def, json_t *device, const DomainDeviceInfo *info,
                     DomainBoot kind)
{
    unsigned order = device_boot_order(def, info, kind);

    if (order)
        device_set_integer(device, "bootindex", order);
}

/* Where the first, second ... NE2000 card of an ISA machine is looked for. */
static void interface_set_isa(const DomainDef *def, const DomainInterface *interface,
                              json_t *device)
{
    static const int ports[] = {0x300, 0x320, 0x340, 0x360, 0x280, 0x380};
    static const int irqs[] = {9, 10, 11, 3, 4, 5};
    unsigned number = 0;

    while (number < def->interfaces->len && def->interfaces->pdata[number] != interface)
        number++;
    if (number < G_N_ELEMENTS(ports)) {
        device_set_integer(device, "iobase", ports[number]);
        device_set_integer(device, "irq", irqs[number]);
    }
}

void device_parts_interface(const DomainDef *def, const DomainInterface *interface, Parts *parts)
{
    const char *driver =
        g_str_equal(interface->model, "virtio") ? "virtio-net-pci" : interface->model;
    g_autofree char *netdev = g_strconcat("host", interface->info.alias, NULL);
    g_autofree char *tap = tap_fd_name(interface);
    json_t *device = device_new(def, driver, &interface->info);
    char mac[MAC_TEXT_SIZE];

    mac_format(interface->mac, mac);
    if (interface->type == DOMAIN_INTERFACE_TYPE_USER)
        parts_add(parts, PART_NETDEV, json_pack("{s:s, s:s}", "type", "user", "id", netdev));
    else
        parts_add(parts, PART_NETDEV,
                  json_pack("{s:s, s:s, s:s}", "type", "tap", "id", netdev, "fd", tap));
    device_set_string(device, "netdev", netdev);
    device_set_string(device, "mac", mac);
    if (g_str_equal(driver, "ne2k_isa"))
        interface_set_isa(def, interface, device);
    device_set_boot(def, device, &interface->info, DOMAIN_BOOT_NETWORK);
    parts_add(parts, PART_DEVICE, device);
}

static const char *video_driver(MachineFamily family, const DomainVideo *video, bool primary)
{
    switch (video->model) {
    case DOMAIN_VIDEO_CIRRUS:
        return family == MACHINE_ISAPC ? "isa-cirrus-vga" : "cirrus-vga";
    case DOMAIN_VIDEO_QXL:
        return primary ? "qxl-vga" : "qxl";
    case DOMAIN_VIDEO_VIRTIO:
        return primary ? "virtio-vga" : "virtio-gpu-pci";
    case DOMAIN_VIDEO_BOCHS:
        return "bochs-display";
    case DOMAIN_VIDEO_VGA:
        if (family == MACHINE_ISAPC)
            return "isa-vga";
        return primary ? "VGA" : "secondary-vga";
    default:
        return NULL;
    }
}

/* The card comes with 4, 8 or 16 MiB: the next of these, as programs have always written 9 down. */
static unsigned video_cirrus_mib(unsigned vram_kib)
{
    unsigned mib = 4;

    while (mib < 16 && mib * 1024 < vram_kib)
        mib *= 2;
    return mib;
}

void device_parts_video(const DomainDef *def, const DomainVideo *video, Parts *parts)
{
    bool primary = def->videos->len > 0 && def->videos->pdata[0] == video;
    const char *driver = video_driver(device_family(def), video, primary);
    json_t *device;

    if (!driver)
        return;
    device = device_new(def, driver, &video->info);
    if (video->model == DOMAIN_VIDEO_QXL) {
        if (video->vram_kib)
            device_set_integer(device, "vram_size", (json_int_t) video->vram_kib * 1024);
        if (video->ram_kib)
            device_set_integer(device, "ram_size", (json_int_t) video->ram_kib * 1024);
        if (video->vgamem_kib)
            device_set_integer(device, "vgamem_mb", video->vgamem_kib / 1024);
    } else if (video->vram_kib && video->model == DOMAIN_VIDEO_BOCHS) {
        device_set_integer(device, "vgamem", (json_int_t) video->vram_kib * 1024);
    } else if (video->vram_kib && video->model == DOMAIN_VIDEO_CIRRUS) {
        device_set_integer(device, "vgamem_mb", video_cirrus_mib(video->vram_kib));
    } else if (video->vram_kib && video->model != DOMAIN_VIDEO_VIRTIO) {
        device_set_integer(device, "vgamem_mb", video->vram_kib / 1024);
    }
    if (video->heads && (video->model == DOMAIN_VIDEO_QXL || video->model == DOMAIN_VIDEO_VIRTIO))
        device_set_integer(device, "max_outputs", video->heads);
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_input(const DomainDef *def, const DomainInput *input, Parts *parts)
{
    static const char *const usb[] = {"usb-mouse", "usb-kbd", "usb-tablet"};
    static const char *const virtio[] = {"virtio-mouse-pci", "virtio-keyboard-pci",
                                         "virtio-tablet-pci"};
    bool is_usb = input->bus == DOMAIN_INPUT_BUS_USB;
    json_t *device;

    G_STATIC_ASSERT(G_N_ELEMENTS(usb) == DOMAIN_INPUT_LAST);
    G_STATIC_ASSERT(G_N_ELEMENTS(virtio) == DOMAIN_INPUT_LAST);
    if (input->bus == DOMAIN_INPUT_BUS_PS2) /* every PC has these */
        return;
    device = device_new(def, is_usb ? usb[input->type] : virtio[input->type], &input->info);
    parts_add(parts, PART_DEVICE, device);
}

/* The folder itself is an option of the command line, of which monitors know nothing. */
void device_parts_filesystem(const DomainDef *def, const DomainFilesystem *filesystem, Parts *parts)
{
    g_autofree char *folder = g_strconcat("fsdev-", filesystem->info.alias, NULL);
    json_t *device = device_new(def, "virtio-9p-pci", &filesystem->info);

    device_set_string(device, "fsdev", folder);
    device_set_string(device, "mount_tag", filesystem->target);
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_rng(const DomainDef *def, const DomainRng *rng, Parts *parts)
{
    g_autofree char *object = g_strconcat("obj", rng->info.alias, NULL);
    bool builtin = rng->backend == DOMAIN_RNG_BACKEND_BUILTIN;
    json_t *device = device_new(def, "virtio-rng-pci", &rng->info);

    parts_add(parts, PART_OBJECT,
              json_pack("{s:s, s:s, s:s*}", "qom-type", builtin ? "rng-builtin" : "rng-random",
                        "id", object, "filename", builtin ? NULL : rng->path));
    device_set_string(device, "rng", object);
    if (rng->rate_bytes) {
        device_set_integer(device, "max-bytes", rng->rate_bytes);
        device_set_integer(device, "period", rng->rate_period ? rng->rate_period : 1000);
    }
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_watchdog(const DomainDef *def, const DomainWatchdog *watchdog, Parts *parts)
{
    parts_add(parts, PART_DEVICE,
              device_new(def, domain_watchdog_model_to_string(watchdog->model), &watchdog->info));
}

void device_parts_panic(const DomainDef *def, const DomainPanic *panic, Parts *parts)
{
    json_t *device = device_new(def, "pvpanic", &panic->info);

    if (panic->info.address.type == DOMAIN_ADDRESS_ISA && panic->info.address.isa.iobase)
        device_set_integer(device, "ioport", panic->info.address.isa.iobase);
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_memballoon(const DomainDef *def, const DomainMemballoon *memballoon, Parts *parts)
{
    json_t *device;

    if (memballoon->model == DOMAIN_MEMBALLOON_NONE)
        return;
    device = device_new(def, "virtio-balloon-pci", &memballoon->info);
    device_set_switch(device, "deflate-on-oom", memballoon->autodeflate);
    device_set_switch(device, "free-page-reporting", memballoon->free_page_reporting);
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_vsock(const DomainDef *def, const DomainVsock *vsock, Parts *parts)
{
    g_autofree char *name = vsock_fd_name(vsock);
    json_t *device = device_new(def, "vhost-vsock-pci", &vsock->info);

    device_set_integer(device, "guest-cid", vsock->cid);
    device_set_string(device, "vhostfd", name);
    parts_add(parts, PART_DEVICE, device);
}

void device_parts_memory(const DomainDef *def, const DomainMemory *memory, Parts *parts)
{
    g_autofree char *object = g_strconcat("mem", memory->info.alias, NULL);
    json_t *backend = json_pack("{s:s, s:s, s:I}", "qom-type", "memory-backend-ram", "id", object,
                                "size", (json_int_t) memory->size_kib * 1024);
    json_t *device = device_new(def, "pc-dimm", &memory->info);
    const DomainAddress *address = &memory->info.address;

    (void) def;
    if (memory->access)
        device_set_switch(backend, "share",
                          memory->access == DOMAIN_MEM_ACCESS_SHARED ? TRISTATE_ON : TRISTATE_OFF);
    parts_add(parts, PART_OBJECT, backend);
    device_set_string(device, "memdev", object);
    if (memory->node >= 0)
        device_set_integer(device, "node", memory->node);
    device_set_integer(device, "slot", address->dimm.slot);
    if (address->dimm.base)
        device_set_integer(device, "addr", (json_int_t) address->dimm.base);
    parts_add(parts, PART_DEVICE, device);
}

bool device_parts(const DomainDef *def, const DomainDevice *device, Parts *parts, GError **err)
{
    switch (device->kind) {
    case DOMAIN_DEVICE_DISK:
        return device_parts_disk(def, device->disk, parts, err);
    case DOMAIN_DEVICE_CONTROLLER:
        device_parts_controller(def, device->controller, parts);
        break;
    case DOMAIN_DEVICE_INTERFACE:
        device_parts_interface(def, device->interface, parts);
        break;
    case DOMAIN_DEVICE_SERIAL:
    case DOMAIN_DEVICE_CONSOLE:
    case DOMAIN_DEVICE_CHANNEL:
        device_parts_chardev(def, device->chardev, parts);
        break;
    case DOMAIN_DEVICE_INPUT:
        device_parts_input(def, device->input, parts);
        break;
    case DOMAIN_DEVICE_VIDEO:
        device_parts_video(def, device->video, parts);
        break;
    case DOMAIN_DEVICE_REDIRDEV:
        device_parts_redirdev(def, device->redirdev, parts);
        break;
    case DOMAIN_DEVICE_SOUND:
        device_parts_sound(def, device->sound, parts);
        break;
    case DOMAIN_DEVICE_FILESYSTEM:
        device_parts_filesystem(def, device->filesystem, parts);
        break;
    case DOMAIN_DEVICE_RNG:
        device_parts_rng(def, device->rng, parts);
        break;
    case DOMAIN_DEVICE_MEMORY:
        device_parts_memory(def, device->memory, parts);
        break;
    case DOMAIN_DEVICE_WATCHDOG:
        device_parts_watchdog(def, device->watchdog, parts);
        break;
    case DOMAIN_DEVICE_MEMBALLOON:
        device_parts_memballoon(def, device->memballoon, parts);
        break;
    case DOMAIN_DEVICE_PANIC:
        device_parts_panic(def, device->panic, parts);
        break;
    case DOMAIN_DEVICE_VSOCK:
        device_parts_vsock(def, device->vsock, parts);
        break;
    default: /* no device of QEMU's */
        break;
    }
    return true;
}
