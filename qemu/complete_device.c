/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Controllers, interfaces, graphics and the other devices made complete, or refused. */
#include "qemu/complete.h"

#include "qemu/address.h"
#include "qemu/machine_type.h"

#define VNC_PORT_MIN 5900
#define VNC_PORT_MAX 65535

static const char *const pci_cards[] = {
    "virtio", "e1000",   "e1000e",   "rtl8139", "ne2k_pci", "pcnet",
    "i82551", "i82557b", "i82559er", "vmxnet3", "tulip",
};

static MachineFamily family_of(const DomainDef *def)
{
    MachineFamily family = MACHINE_PC;

    machine_type_family(def->os.machine, &family);
    return family;
}

static bool has_pci(const DomainDef *def)
{
    return machine_type_has_pci(family_of(def));
}

DomainController *complete_controller(DomainDef *def, DomainControllerType type, unsigned index)
{
    DomainController *controller;

    for (unsigned i = 0; i < def->controllers->len; i++) {
        controller = def->controllers->pdata[i];
        if (controller->type == type && controller->index == index)
            return controller;
    }
    controller = domain_controller_new();
    controller->type = type;
    controller->index = index;
    g_ptr_array_add(def->controllers, controller);
    return controller;
}

static bool controller_complete(const DomainDef *def, DomainController *controller, GError **err)
{
    const char *type = domain_controller_type_to_string(controller->type);
    MachineFamily family = family_of(def);
    bool isa = controller->type == DOMAIN_CONTROLLER_IDE ||
               controller->type == DOMAIN_CONTROLLER_FDC ||
               controller->model == DOMAIN_CONTROLLER_MODEL_NONE;

    if (!machine_type_has_pci(family) && !isa)
        return complete_refuse(err, "a controller of type '%s' on machine type isapc", type);
    if (isa && controller->index > 0)
        return complete_refuse(err, "a second controller of type '%s'", type);
    if (controller->model != DOMAIN_CONTROLLER_MODEL_DEFAULT)
        return true;
    if (controller->type == DOMAIN_CONTROLLER_SCSI)
        controller->model = DOMAIN_CONTROLLER_MODEL_LSILOGIC;
    else if (controller->type == DOMAIN_CONTROLLER_USB)
        controller->model = family == MACHINE_Q35 ? DOMAIN_CONTROLLER_MODEL_QEMU_XHCI
                                                  : DOMAIN_CONTROLLER_MODEL_PIIX3_UHCI;
    else if (controller->type == DOMAIN_CONTROLLER_PCI && controller->index > 0)
        return complete_refuse(err, "PCI controller %u without a model", controller->index);
    else if (controller->type == DOMAIN_CONTROLLER_PCI)
        controller->model = family == MACHINE_Q35 ? DOMAIN_CONTROLLER_MODEL_PCIE_ROOT
                                                  : DOMAIN_CONTROLLER_MODEL_PCI_ROOT;
    return true;
}

static bool controller_check_pci(MachineFamily family, const DomainController *controller,
                                 GError **err)
{
    DomainControllerModel model = controller->model;
    bool express = model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT ||
                   model == DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE ||
                   model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT ||
                   model == DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE;
    bool root =
        model == DOMAIN_CONTROLLER_MODEL_PCI_ROOT || model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT;

    if (controller->type != DOMAIN_CONTROLLER_PCI)
        return true;
    if ((express && family != MACHINE_Q35) ||
        (model == DOMAIN_CONTROLLER_MODEL_PCI_ROOT && family != MACHINE_PC) ||
        root != (controller->index == 0))
        return complete_refuse(err, "PCI controller %u of model '%s' on this machine type",
                               controller->index, domain_controller_model_to_string(model));
    return true;
}

static bool controller_check_iothread(const DomainController *controller, GError **err)
{
    return !controller->iothread || controller->model == DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI ||
           complete_refuse(err,
                           "an I/O thread of a SCSI controller of model '%s', only virtio-scsi",
                           domain_controller_model_to_string(controller->model));
}

static bool controller_check_ports(const DomainController *controller, GError **err)
{
    bool xhci = controller->model == DOMAIN_CONTROLLER_MODEL_QEMU_XHCI ||
                controller->model == DOMAIN_CONTROLLER_MODEL_NEC_XHCI;

    if (controller->ports >= 0 && controller->type == DOMAIN_CONTROLLER_USB && !xhci)
        return complete_refuse(err, "ports of a USB controller of model '%s'",
                               domain_controller_model_to_string(controller->model));
    return true;
}

static bool need_usb(DomainDef *def, const char *what, GError **err)
{
    const DomainController *usb;

    if (!has_pci(def))
        return complete_refuse(err, "%s on USB: machine type isapc has none", what);
    usb = complete_controller(def, DOMAIN_CONTROLLER_USB, 0);
    return usb->model != DOMAIN_CONTROLLER_MODEL_NONE ||
           complete_refuse(err, "%s on USB in a domain with USB turned off", what);
}

static bool need_pci(const DomainDef *def, const char *what, GError **err)
{
    return has_pci(def) ||
           complete_refuse(err, "%s needs PCI, which machine type isapc lacks", what);
}

static bool interface_complete(const DomainDef *def, DomainInterface *interface, GError **err)
{
    if (!interface->model)
        interface->model = g_strdup(has_pci(def) ? "rtl8139" : "ne2k_isa");
    if (g_str_equal(interface->model, "ne2k_isa"))
        return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(pci_cards); i++) {
        if (g_str_equal(interface->model, pci_cards[i]))
            return need_pci(def, interface->model, err);
    }
    return complete_refuse(err, "network card model '%s'", interface->model);
}

static bool graphics_complete(DomainDef *def, GError **err)
{
    const DomainGraphics *graphics;

    if (def->graphics->len == 0)
        return true;
    if (def->graphics->len > 1)
        return complete_refuse(err, "more than one <graphics>");
    graphics = def->graphics->pdata[0];
    if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && !graphics->autoport &&
        domain_graphics_is_tcp(graphics) &&
        (graphics->port < VNC_PORT_MIN || graphics->port > VNC_PORT_MAX))
        return complete_refuse(err, "VNC port %d, only %d to %d", graphics->port, VNC_PORT_MIN,
                               VNC_PORT_MAX);
    if (def->videos->len == 0)
        g_ptr_array_add(def->videos, domain_video_new());
    return true;
}

static bool video_check(const DomainDef *def, const DomainVideo *video, unsigned place,
                        GError **err)
{
    const char *model = domain_video_model_to_string(video->model);

    if (!has_pci(def) &&
        (place > 0 || (video->model != DOMAIN_VIDEO_VGA && video->model != DOMAIN_VIDEO_CIRRUS &&
                       video->model != DOMAIN_VIDEO_NONE)))
        return complete_refuse(err, "video adapter '%s' on machine type isapc", model);
    if (video->heads > 1 && video->model != DOMAIN_VIDEO_QXL && video->model != DOMAIN_VIDEO_VIRTIO)
        return complete_refuse(err, "%u heads of video adapter '%s'", video->heads, model);
    if (place > 0 && video->model == DOMAIN_VIDEO_CIRRUS)
        return complete_refuse(err, "'cirrus' as a second video adapter");
    if ((video->vram_kib && video->model != DOMAIN_VIDEO_BOCHS &&
         video->model != DOMAIN_VIDEO_CIRRUS && video->model != DOMAIN_VIDEO_QXL &&
         video->vram_kib % 1024) ||
        video->vgamem_kib % 1024)
        return complete_refuse(err, "video memory of '%s' that is no whole number of MiB", model);
    return true;
}

static bool chardev_check(DomainDef *def, const DomainChardev *chardev, const char *kind,
                          GError **err)
{
    bool serial = g_str_equal(kind, "serial");

    if (chardev->mirrors_serial)
        return true;
    if (chardev->target == DOMAIN_CHARDEV_TARGET_USB_SERIAL)
        return need_usb(def, "a serial port", err);
    if (chardev->target == DOMAIN_CHARDEV_TARGET_PCI_SERIAL)
        return need_pci(def, "a PCI serial port", err);
    if (chardev->target == DOMAIN_CHARDEV_TARGET_VIRTIO) {
        complete_controller(def, DOMAIN_CONTROLLER_VIRTIO_SERIAL, 0);
        return need_pci(def, kind, err);
    }
    if (!serial)
        return complete_refuse(err, "%s %d, which is neither virtio nor the first serial port",
                               kind, chardev->port);
    return chardev->port < 4 ||
           complete_refuse(err, "ISA serial port %d, only 0 to 3", chardev->port);
}

static bool chardevs_check(DomainDef *def, GPtrArray *chardevs, const char *kind, GError **err)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        if (!chardev_check(def, chardevs->pdata[i], kind, err))
            return false;
    }
    return true;
}

static bool input_check(DomainDef *def, const DomainInput *input, GError **err)
{
    if (input->bus == DOMAIN_INPUT_BUS_USB)
        return need_usb(def, "an input device", err);
    return input->bus == DOMAIN_INPUT_BUS_PS2 || need_pci(def, "a virtio input device", err);
}

static bool has_spice(const DomainDef *def)
{
    return def->graphics->len > 0 &&
           ((const DomainGraphics *) def->graphics->pdata[0])->type == DOMAIN_GRAPHICS_TYPE_SPICE;
}

/* Where there is sound, something must take it: who looks at the screen, or else nobody, since a
 * machine like this has no speakers. */
static bool sounds_complete(DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->sounds->len; i++) {
        const DomainSound *sound = def->sounds->pdata[i];

        if (!(sound->model == DOMAIN_SOUND_USB ? need_usb(def, "a sound card", err)
                                               : need_pci(def, "a sound card", err)))
            return false;
    }
    if (def->sounds->len > 0 && def->audios->len == 0) {
        DomainAudio *audio = domain_audio_new();

        audio->type = has_spice(def) ? DOMAIN_AUDIO_SPICE : DOMAIN_AUDIO_NONE;
        g_ptr_array_add(def->audios, audio);
        domain_audio_number(def);
    }
    for (unsigned i = 0; i < def->audios->len; i++) {
        if (((const DomainAudio *) def->audios->pdata[i])->type == DOMAIN_AUDIO_SPICE &&
            !has_spice(def))
            return complete_refuse(err, "<audio type='spice'> without <graphics type='spice'>");
    }
    return true;
}

static bool redirdevs_complete(DomainDef *def, GError **err)
{
    if (def->redirdevs->len > 0 && !has_spice(def))
        return complete_refuse(err, "<redirdev type='spicevmc'> without <graphics type='spice'>");
    return def->redirdevs->len == 0 || need_usb(def, "a redirected device", err);
}

static bool singles_complete(DomainDef *def, GError **err)
{
    if (!def->memballoon && has_pci(def))
        def->memballoon = domain_memballoon_new();
    if (def->memballoon && def->memballoon->model == DOMAIN_MEMBALLOON_VIRTIO &&
        !need_pci(def, "a virtio balloon", err))
        return false;
    if (def->watchdog && def->watchdog->model == DOMAIN_WATCHDOG_I6300ESB &&
        !need_pci(def, "watchdog 'i6300esb'", err))
        return false;
    if (def->vsock && !need_pci(def, "a vsock device", err))
        return false;
    return (def->rngs->len == 0 || need_pci(def, "a virtio random number device", err)) &&
           (def->filesystems->len == 0 || need_pci(def, "a shared folder", err));
}

static bool controllers_complete(DomainDef *def, GError **err)
{
    if (has_pci(def))
        complete_controller(def, DOMAIN_CONTROLLER_PCI, 0);
    for (unsigned i = 0; i < def->controllers->len; i++) {
        if (!controller_complete(def, def->controllers->pdata[i], err) ||
            !controller_check_pci(family_of(def), def->controllers->pdata[i], err) ||
            !controller_check_ports(def->controllers->pdata[i], err) ||
            !controller_check_iothread(def->controllers->pdata[i], err))
            return false;
    }
    return true;
}

/* Controllers after the devices that need them, and then, when all is there, addresses. */
bool complete_devices(DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        if (!interface_complete(def, def->interfaces->pdata[i], err))
            return false;
    }
    if (!graphics_complete(def, err))
        return false;
    for (unsigned i = 0; i < def->videos->len; i++) {
        if (!video_check(def, def->videos->pdata[i], i, err))
            return false;
    }
    for (unsigned i = 0; i < def->inputs->len; i++) {
        if (!input_check(def, def->inputs->pdata[i], err))
            return false;
    }
    return sounds_complete(def, err) && redirdevs_complete(def, err) &&
           chardevs_check(def, def->serials, "serial", err) &&
           chardevs_check(def, def->consoles, "console", err) &&
           chardevs_check(def, def->channels, "channel", err) && singles_complete(def, err) &&
           controllers_complete(def, err) && address_assign(def, err);
}
