/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <devices> as text: the counterpart of domain_parse_devices.c and its neighbours. */
#include "conf/domain_format.h"

void domain_format_info(DomainWriter *writer, const DomainDeviceInfo *info)
{
    XmlWriter *xml = &writer->xml;

    if (info->alias && (writer->live || g_str_has_prefix(info->alias, "ua-")))
        xml_writer_leaf_attr(xml, "alias", "name", info->alias);
    if (info->boot_order > 0) {
        xml_writer_open(xml, "boot");
        xml_writer_attr_number(xml, "order", info->boot_order);
        xml_writer_close(xml, "boot");
    }
    domain_address_format(xml, &info->address);
    xml_writer_kept(xml, info->kept);
}

/* 0: it was not given. */
static void format_size(XmlWriter *xml, const char *name, unsigned value)
{
    if (value > 0)
        xml_writer_attr_number(xml, name, value);
}

static void format_disk_driver(XmlWriter *xml, const DomainDisk *disk)
{
    const char *format = disk->image ? disk->image->format : disk->empty_format;

    if (!disk->driver_name && !format && !disk->cache && !disk->io && !disk->discard &&
        !disk->detect_zeroes && !disk->error_policy && !disk->rerror_policy &&
        !disk->copy_on_read && !disk->iothread)
        return;
    xml_writer_open(xml, "driver");
    xml_writer_attr(xml, "name", disk->driver_name);
    xml_writer_attr(xml, "type", format);
    if (disk->cache != DOMAIN_DISK_CACHE_DEFAULT)
        xml_writer_attr(xml, "cache", domain_disk_cache_to_string(disk->cache));
    xml_writer_attr(xml, "error_policy", domain_disk_error_to_string(disk->error_policy));
    xml_writer_attr(xml, "rerror_policy", domain_disk_error_to_string(disk->rerror_policy));
    xml_writer_attr(xml, "io", domain_disk_io_to_string(disk->io));
    xml_writer_attr(xml, "copy_on_read", tristate_on_to_string(disk->copy_on_read));
    xml_writer_attr(xml, "discard", domain_disk_discard_to_string(disk->discard));
    xml_writer_attr(xml, "detect_zeroes", domain_disk_detect_zeroes_to_string(disk->detect_zeroes));
    format_size(xml, "iothread", disk->iothread);
    xml_writer_close(xml, "driver");
}

static void format_disk(DomainWriter *writer, const DomainDisk *disk)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "disk");
    xml_writer_attr(xml, "type",
                    domain_disk_type_to_string(disk->image ? disk->image->type : disk->empty_type));
    xml_writer_attr(xml, "device", domain_disk_device_to_string(disk->device));
    xml_writer_attr(xml, "snapshot", disk->snapshot);
    format_disk_driver(xml, disk);
    domain_format_image(writer, disk->image);
    domain_format_mirror(writer, disk->mirror);
    xml_writer_open(xml, "target");
    xml_writer_attr(xml, "dev", disk->target);
    xml_writer_attr(xml, "bus", domain_disk_bus_to_string(disk->bus));
    if (disk->tray_open)
        xml_writer_attr(xml, "tray", "open");
    xml_writer_close(xml, "target");
    domain_format_iotune(writer, disk->iotune);
    xml_writer_flag(xml, "readonly", disk->readonly);
    xml_writer_flag(xml, "shareable", disk->shareable);
    xml_writer_leaf(xml, "serial", disk->serial);
    domain_format_info(writer, &disk->info);
    xml_writer_close(xml, "disk");
}

static void format_controller(DomainWriter *writer, const DomainController *controller)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "controller");
    xml_writer_attr(xml, "type", domain_controller_type_to_string(controller->type));
    xml_writer_attr_number(xml, "index", controller->index);
    xml_writer_attr(xml, "model", domain_controller_model_to_string(controller->model));
    if (controller->ports >= 0)
        xml_writer_attr_number(xml, "ports", controller->ports);
    if (controller->vectors >= 0)
        xml_writer_attr_number(xml, "vectors", controller->vectors);
    if (controller->iothread) {
        xml_writer_open(xml, "driver");
        xml_writer_attr_number(xml, "iothread", controller->iothread);
        xml_writer_close(xml, "driver");
    }
    domain_format_info(writer, &controller->info);
    xml_writer_close(xml, "controller");
}

static void format_interface_target(DomainWriter *writer, const DomainInterface *interface)
{
    XmlWriter *xml = &writer->xml;
    bool chosen = interface->target && interface->managed != TRISTATE_OFF &&
                  g_str_has_prefix(interface->target, DOMAIN_INTERFACE_CHOSEN);

    if (!interface->target || (chosen && !writer->live))
        return;
    xml_writer_open(xml, "target");
    xml_writer_attr(xml, "dev", interface->target);
    xml_writer_attr(xml, "managed", tristate_yes_to_string(interface->managed));
    xml_writer_close(xml, "target");
}

static void format_interface(DomainWriter *writer, const DomainInterface *interface)
{
    XmlWriter *xml = &writer->xml;
    char mac[MAC_TEXT_SIZE];

    mac_format(interface->mac, mac);
    xml_writer_open(xml, "interface");
    xml_writer_attr(xml, "type", domain_interface_type_to_string(interface->type));
    xml_writer_leaf_attr(xml, "mac", "address", mac);
    xml_writer_leaf_attr(xml, "source", "bridge", interface->bridge);
    format_interface_target(writer, interface);
    xml_writer_leaf_attr(xml, "model", "type", interface->model);
    xml_writer_leaf_attr(xml, "link", "state", domain_link_to_string(interface->link));
    domain_format_info(writer, &interface->info);
    xml_writer_close(xml, "interface");
}

static void format_input(DomainWriter *writer, const DomainInput *input)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "input");
    xml_writer_attr(xml, "type", domain_input_type_to_string(input->type));
    xml_writer_attr(xml, "bus", domain_input_bus_to_string(input->bus));
    domain_format_info(writer, &input->info);
    xml_writer_close(xml, "input");
}

static void format_listen(XmlWriter *xml, const DomainGraphics *graphics)
{
    if (graphics->listen == DOMAIN_LISTEN_DEFAULT)
        return;
    xml_writer_open(xml, "listen");
    xml_writer_attr(xml, "type", domain_listen_to_string(graphics->listen));
    xml_writer_attr(xml, "address", graphics->address);
    xml_writer_attr(xml, "socket", graphics->socket);
    xml_writer_close(xml, "listen");
}

static void format_valid_to(XmlWriter *xml, int64_t valid_to)
{
    g_autoptr(GDateTime) time = valid_to ? g_date_time_new_from_unix_utc(valid_to) : NULL;
    g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S") : NULL;

    xml_writer_attr(xml, "passwdValidTo", text);
}

static void format_graphics(DomainWriter *writer, const DomainGraphics *graphics)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "graphics");
    xml_writer_attr(xml, "type", domain_graphics_type_to_string(graphics->type));
    xml_writer_attr(xml, "socket", graphics->socket);
    if (graphics->autoport) {
        if (writer->live || graphics->type == DOMAIN_GRAPHICS_TYPE_VNC)
            xml_writer_attr_number(xml, "port", writer->live ? graphics->port : -1);
        xml_writer_attr(xml, "autoport", "yes");
    } else if (graphics->port != -1) {
        xml_writer_attr_number(xml, "port", graphics->port);
        xml_writer_attr(xml, "autoport", "no");
    }
    xml_writer_attr(xml, "listen", graphics->address);
    xml_writer_attr(xml, "keymap", graphics->keymap);
    if (writer->secure)
        xml_writer_attr(xml, "passwd", graphics->password);
    format_valid_to(xml, graphics->valid_to);
    xml_writer_attr(xml, "sharePolicy", domain_graphics_share_to_string(graphics->share));
    xml_writer_attr(xml, "defaultMode", graphics->spice.insecure ? "insecure" : NULL);
    format_listen(xml, graphics);
    domain_spice_format(xml, &graphics->spice);
    domain_format_audio_id(xml, graphics->audio);
    domain_format_info(writer, &graphics->info);
    xml_writer_close(xml, "graphics");
}

static void format_video(DomainWriter *writer, const DomainVideo *video)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "video");
    xml_writer_open(xml, "model");
    xml_writer_attr(xml, "type", domain_video_model_to_string(video->model));
    format_size(xml, "ram", video->ram_kib);
    format_size(xml, "vram", video->vram_kib);
    format_size(xml, "vgamem", video->vgamem_kib);
    format_size(xml, "heads", video->heads);
    if (video->primary)
        xml_writer_attr(xml, "primary", "yes");
    xml_writer_close(xml, "model");
    domain_format_info(writer, &video->info);
    xml_writer_close(xml, "video");
}

static void format_watchdog(DomainWriter *writer, const DomainWatchdog *watchdog)
{
    XmlWriter *xml = &writer->xml;

    if (!watchdog)
        return;
    xml_writer_open(xml, "watchdog");
    xml_writer_attr(xml, "model", domain_watchdog_model_to_string(watchdog->model));
    xml_writer_attr(xml, "action", domain_watchdog_action_to_string(watchdog->action));
    domain_format_info(writer, &watchdog->info);
    xml_writer_close(xml, "watchdog");
}

static void format_memballoon(DomainWriter *writer, const DomainMemballoon *memballoon)
{
    XmlWriter *xml = &writer->xml;

    if (!memballoon)
        return;
    xml_writer_open(xml, "memballoon");
    xml_writer_attr(xml, "model", domain_memballoon_model_to_string(memballoon->model));
    xml_writer_attr(xml, "autodeflate", tristate_on_to_string(memballoon->autodeflate));
    xml_writer_attr(xml, "freePageReporting",
                    tristate_on_to_string(memballoon->free_page_reporting));
    if (memballoon->stats_period > 0) {
        xml_writer_open(xml, "stats");
        xml_writer_attr_number(xml, "period", memballoon->stats_period);
        xml_writer_close(xml, "stats");
    }
    domain_format_info(writer, &memballoon->info);
    xml_writer_close(xml, "memballoon");
}

static void format_rng(DomainWriter *writer, const DomainRng *rng)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "rng");
    xml_writer_attr(xml, "model", "virtio");
    if (rng->rate_bytes > 0) {
        xml_writer_open(xml, "rate");
        xml_writer_attr_number(xml, "bytes", rng->rate_bytes);
        format_size(xml, "period", rng->rate_period);
        xml_writer_close(xml, "rate");
    }
    xml_writer_open(xml, "backend");
    xml_writer_attr(xml, "model", domain_rng_backend_to_string(rng->backend));
    if (rng->path)
        xml_writer_text(xml, rng->path);
    xml_writer_close(xml, "backend");
    domain_format_info(writer, &rng->info);
    xml_writer_close(xml, "rng");
}

static void format_panic(DomainWriter *writer, const DomainPanic *panic)
{
    XmlWriter *xml = &writer->xml;

    if (!panic)
        return;
    xml_writer_open(xml, "panic");
    xml_writer_attr(xml, "model", "isa");
    domain_format_info(writer, &panic->info);
    xml_writer_close(xml, "panic");
}

void domain_format_devices(DomainWriter *writer, const DomainDef *def)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "devices");
    xml_writer_leaf(xml, "emulator", def->emulator);
    for (unsigned i = 0; i < def->disks->len; i++)
        format_disk(writer, g_ptr_array_index(def->disks, i));
    for (unsigned i = 0; i < def->controllers->len; i++)
        format_controller(writer, g_ptr_array_index(def->controllers, i));
    for (unsigned i = 0; i < def->filesystems->len; i++)
        domain_format_filesystem(writer, g_ptr_array_index(def->filesystems, i));
    for (unsigned i = 0; i < def->interfaces->len; i++)
        format_interface(writer, g_ptr_array_index(def->interfaces, i));
    domain_format_serials(writer, def);
    for (unsigned i = 0; i < def->inputs->len; i++)
        format_input(writer, g_ptr_array_index(def->inputs, i));
    for (unsigned i = 0; i < def->graphics->len; i++)
        format_graphics(writer, g_ptr_array_index(def->graphics, i));
    for (unsigned i = 0; i < def->sounds->len; i++)
        domain_format_sound(writer, g_ptr_array_index(def->sounds, i));
    for (unsigned i = 0; i < def->audios->len; i++)
        domain_format_audio(writer, g_ptr_array_index(def->audios, i));
    for (unsigned i = 0; i < def->videos->len; i++)
        format_video(writer, g_ptr_array_index(def->videos, i));
    format_watchdog(writer, def->watchdog);
    format_memballoon(writer, def->memballoon);
    for (unsigned i = 0; i < def->redirdevs->len; i++)
        domain_format_redirdev(writer, g_ptr_array_index(def->redirdevs, i));
    for (unsigned i = 0; i < def->rngs->len; i++)
        format_rng(writer, g_ptr_array_index(def->rngs, i));
    format_panic(writer, def->panic);
    domain_format_vsock(writer, def->vsock);
    for (unsigned i = 0; i < def->memories->len; i++)
        domain_format_memory_device(writer, g_ptr_array_index(def->memories, i));
    xml_writer_kept(xml, def->kept_devices);
    xml_writer_close(xml, "devices");
}
