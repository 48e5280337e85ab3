/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <serial>, <console> and <channel> as text. A console that mirrors the first serial port is
 * written from that port, so the two can never disagree.
 */
#include "conf/domain_format.h"

static void format_place(XmlWriter *xml, const char *mode, const DomainChardevPlace *place,
                         Tristate tls)
{
    if (!place->service)
        return;
    xml_writer_open(xml, "source");
    xml_writer_attr(xml, "mode", mode);
    xml_writer_attr(xml, "host", place->host);
    xml_writer_attr(xml, "service", place->service);
    xml_writer_attr(xml, "tls", tristate_yes_to_string(tls));
    xml_writer_close(xml, "source");
}

static void format_network(XmlWriter *xml, const DomainChardev *chardev)
{
    if (chardev->type == DOMAIN_CHARDEV_TYPE_UDP) {
        format_place(xml, "bind", &chardev->local, TRISTATE_ABSENT);
        format_place(xml, "connect", &chardev->place, TRISTATE_ABSENT);
        return;
    }
    format_place(xml, chardev->listen ? "bind" : "connect", &chardev->place, chardev->tls);
    xml_writer_leaf_attr(xml, "protocol", "type",
                         domain_chardev_protocol_to_string(chardev->protocol));
}

static void format_source(DomainWriter *writer, const DomainChardev *chardev)
{
    XmlWriter *xml = &writer->xml;

    if (chardev->type == DOMAIN_CHARDEV_TYPE_TCP || chardev->type == DOMAIN_CHARDEV_TYPE_UDP)
        format_network(xml, chardev);
    if (!chardev->path || (chardev->type == DOMAIN_CHARDEV_TYPE_PTY && !writer->live))
        return;
    xml_writer_open(xml, "source");
    if (chardev->type == DOMAIN_CHARDEV_TYPE_UNIX)
        xml_writer_attr(xml, "mode", chardev->listen ? "bind" : "connect");
    xml_writer_attr(xml, "path", chardev->path);
    if (chardev->type == DOMAIN_CHARDEV_TYPE_FILE)
        xml_writer_attr(xml, "append", tristate_on_to_string(chardev->append));
    xml_writer_close(xml, "source");
}

static void format_serial_target(XmlWriter *xml, const DomainChardev *serial)
{
    const char *type = domain_chardev_target_to_string(serial->target);

    xml_writer_open(xml, "target");
    xml_writer_attr(xml, "type", type);
    xml_writer_attr_number(xml, "port", serial->port);
    xml_writer_leaf_attr(xml, "model", "name", type);
    xml_writer_close(xml, "target");
}

static void format_serial(DomainWriter *writer, const DomainChardev *serial)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "serial");
    xml_writer_attr(xml, "type", domain_chardev_type_to_string(serial->type));
    format_source(writer, serial);
    format_serial_target(xml, serial);
    domain_format_info(writer, &serial->info);
    xml_writer_close(xml, "serial");
}

static void format_console(DomainWriter *writer, const DomainChardev *console,
                           const DomainChardev *device)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "console");
    xml_writer_attr(xml, "type", domain_chardev_type_to_string(device->type));
    if (writer->live && device->type == DOMAIN_CHARDEV_TYPE_PTY)
        xml_writer_attr(xml, "tty", device->path);
    format_source(writer, device);
    xml_writer_open(xml, "target");
    xml_writer_attr(xml, "type", domain_chardev_target_to_string(console->target));
    xml_writer_attr_number(xml, "port", console->port);
    xml_writer_close(xml, "target");
    if (device != console) {
        DomainDeviceInfo info = console->info;

        info.alias = device->info.alias;
        domain_format_info(writer, &info);
    } else {
        domain_format_info(writer, &console->info);
    }
    xml_writer_close(xml, "console");
}

static void format_channel(DomainWriter *writer, const DomainChardev *channel)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "channel");
    xml_writer_attr(xml, "type", domain_chardev_type_to_string(channel->type));
    format_source(writer, channel);
    xml_writer_open(xml, "target");
    xml_writer_attr(xml, "type", domain_chardev_target_to_string(channel->target));
    xml_writer_attr(xml, "name", channel->name);
    if (writer->live)
        xml_writer_attr(xml, "state", domain_channel_state_to_string(channel->state));
    xml_writer_close(xml, "target");
    domain_format_info(writer, &channel->info);
    xml_writer_close(xml, "channel");
}

void domain_format_serials(DomainWriter *writer, const DomainDef *def)
{
    for (unsigned i = 0; i < def->serials->len; i++)
        format_serial(writer, g_ptr_array_index(def->serials, i));
    for (unsigned i = 0; i < def->consoles->len; i++) {
        const DomainChardev *console = g_ptr_array_index(def->consoles, i);
        const DomainChardev *device =
            console->mirrors_serial ? g_ptr_array_index(def->serials, 0) : console;

        format_console(writer, console, device);
    }
    for (unsigned i = 0; i < def->channels->len; i++)
        format_channel(writer, g_ptr_array_index(def->channels, i));
}
