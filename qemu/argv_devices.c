/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Interfaces, graphics, video, input and the single devices, on the command line.
 *
 * A VNC server that was asked for any port gets "to=": QEMU takes the first free one itself, so no
 * probe of ours can be overtaken by another program.
 */
#include "qemu/argv_private.h"

#define VNC_PORT_BASE 5900
#define VNC_DISPLAY_MAX (65535 - VNC_PORT_BASE)

static void set_integer(json_t *device, const char *key, json_int_t value)
{
    json_object_set_new(device, key, json_integer(value));
}

static void set_switch(json_t *device, const char *key, Tristate value)
{
    if (value)
        json_object_set_new(device, key, json_boolean(value == TRISTATE_ON));
}

/* Where the first, second ... NE2000 card of an ISA machine is looked for. */
static void interface_set_isa(json_t *device, unsigned number)
{
    static const int ports[] = {0x300, 0x320, 0x340, 0x360, 0x280, 0x380};
    static const int irqs[] = {9, 10, 11, 3, 4, 5};

    if (number < G_N_ELEMENTS(ports)) {
        set_integer(device, "iobase", ports[number]);
        set_integer(device, "irq", irqs[number]);
    }
}

static void add_interface(Argv *argv, const DomainInterface *interface, unsigned number)
{
    const char *driver =
        g_str_equal(interface->model, "virtio") ? "virtio-net-pci" : interface->model;
    g_autofree char *netdev = g_strconcat("host", interface->info.alias, NULL);
    json_t *device = argv_device(driver, &interface->info);
    char mac[MAC_TEXT_SIZE];

    mac_format(interface->mac, mac);
    argv_addf(argv, "-netdev", "user,id=%s", netdev);
    json_object_set_new(device, "netdev", json_string(netdev));
    json_object_set_new(device, "mac", json_string(mac));
    if (g_str_equal(driver, "ne2k_isa"))
        interface_set_isa(device, number);
    argv_set_boot(argv, device, &interface->info, DOMAIN_BOOT_NETWORK);
    argv_add_json(argv, "-device", device);
}

static void add_vnc(Argv *argv, const DomainGraphics *graphics)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *place = argv_comma(graphics->listen == DOMAIN_LISTEN_SOCKET ? graphics->socket
                                        : graphics->address                      ? graphics->address
                                                                                 : "127.0.0.1");
    bool bare = strchr(place, ':') && place[0] != '[';

    if (graphics->listen == DOMAIN_LISTEN_NONE)
        g_string_append(text, "none");
    else if (graphics->listen == DOMAIN_LISTEN_SOCKET)
        g_string_append_printf(text, "unix:%s", place);
    else if (graphics->autoport)
        g_string_append_printf(text, bare ? "[%s]:0,to=%d" : "%s:0,to=%d", place, VNC_DISPLAY_MAX);
    else
        g_string_append_printf(text, bare ? "[%s]:%d" : "%s:%d", place,
                               graphics->port - VNC_PORT_BASE);
    if (graphics->password)
        g_string_append(text, ",password=on");
    argv_add(argv, "-vnc", text->str);
    if (graphics->keymap)
        argv_add(argv, "-k", graphics->keymap);
}

static const char *video_driver(const Argv *argv, const DomainVideo *video, bool primary)
{
    switch (video->model) {
    case DOMAIN_VIDEO_CIRRUS:
        return argv->family == MACHINE_ISAPC ? "isa-cirrus-vga" : "cirrus-vga";
    case DOMAIN_VIDEO_QXL:
        return primary ? "qxl-vga" : "qxl";
    case DOMAIN_VIDEO_VIRTIO:
        return primary ? "virtio-vga" : "virtio-gpu-pci";
    case DOMAIN_VIDEO_BOCHS:
        return "bochs-display";
    case DOMAIN_VIDEO_VGA:
        if (argv->family == MACHINE_ISAPC)
            return "isa-vga";
        return primary ? "VGA" : "secondary-vga";
    default:
        return NULL;
    }
}

static void add_video(Argv *argv, const DomainVideo *video, bool primary)
{
    const char *driver = video_driver(argv, video, primary);
    json_t *device;

    if (!driver)
        return;
    device = argv_device(driver, &video->info);
    if (video->model == DOMAIN_VIDEO_QXL) {
        if (video->vram_kib)
            set_integer(device, "vram_size", (json_int_t) video->vram_kib * 1024);
        if (video->ram_kib)
            set_integer(device, "ram_size", (json_int_t) video->ram_kib * 1024);
        if (video->vgamem_kib)
            set_integer(device, "vgamem_mb", video->vgamem_kib / 1024);
    } else if (video->vram_kib && video->model == DOMAIN_VIDEO_BOCHS) {
        set_integer(device, "vgamem", (json_int_t) video->vram_kib * 1024);
    } else if (video->vram_kib && video->model != DOMAIN_VIDEO_VIRTIO) {
        set_integer(device, "vgamem_mb", video->vram_kib / 1024);
    }
    if (video->heads && (video->model == DOMAIN_VIDEO_QXL || video->model == DOMAIN_VIDEO_VIRTIO))
        set_integer(device, "max_outputs", video->heads);
    argv_add_json(argv, "-device", device);
}

static void add_input(Argv *argv, const DomainInput *input)
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
    device = argv_device(is_usb ? usb[input->type] : virtio[input->type], &input->info);
    if (is_usb)
        argv_set_bus(argv, device, DOMAIN_CONTROLLER_USB, 0, 0);
    argv_add_json(argv, "-device", device);
}

static void add_rng(Argv *argv, const DomainRng *rng)
{
    g_autofree char *object = g_strconcat("obj", rng->info.alias, NULL);
    json_t *device = argv_device("virtio-rng-pci", &rng->info);

    if (rng->backend == DOMAIN_RNG_BACKEND_BUILTIN)
        argv_addf(argv, "-object", "rng-builtin,id=%s", object);
    else
        argv_add_json(argv, "-object",
                      json_pack("{s:s, s:s, s:s}", "qom-type", "rng-random", "id", object,
                                "filename", rng->path));
    json_object_set_new(device, "rng", json_string(object));
    if (rng->rate_bytes) {
        set_integer(device, "max-bytes", rng->rate_bytes);
        set_integer(device, "period", rng->rate_period ? rng->rate_period : 1000);
    }
    argv_add_json(argv, "-device", device);
}

static void add_singles(Argv *argv)
{
    const DomainDef *def = argv->def;
    json_t *device;

    if (def->watchdog)
        argv_add_json(argv, "-device",
                      argv_device(domain_watchdog_model_to_string(def->watchdog->model),
                                  &def->watchdog->info));
    if (def->panic)
        argv_add_json(argv, "-device", argv_device("pvpanic", &def->panic->info));
    if (!def->memballoon || def->memballoon->model == DOMAIN_MEMBALLOON_NONE)
        return;
    device = argv_device("virtio-balloon-pci", &def->memballoon->info);
    set_switch(device, "deflate-on-oom", def->memballoon->autodeflate);
    set_switch(device, "free-page-reporting", def->memballoon->free_page_reporting);
    argv_add_json(argv, "-device", device);
}

void argv_devices(Argv *argv)
{
    const DomainDef *def = argv->def;

    for (unsigned i = 0; i < def->interfaces->len; i++)
        add_interface(argv, def->interfaces->pdata[i], i);
    for (unsigned i = 0; i < def->graphics->len; i++)
        add_vnc(argv, def->graphics->pdata[i]);
    for (unsigned i = 0; i < def->videos->len; i++)
        add_video(argv, def->videos->pdata[i], i == 0);
    for (unsigned i = 0; i < def->inputs->len; i++)
        add_input(argv, def->inputs->pdata[i]);
    for (unsigned i = 0; i < def->rngs->len; i++)
        add_rng(argv, def->rngs->pdata[i]);
    add_singles(argv);
}
