/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Character devices: <serial>, <console> and <channel>. One struct and one way to read the host's
 * end; they differ in the <target>, the guest's end.
 * Of the host's end there is one <source>; of UDP two, for what is sent and what is received.
 * A missing port stays -1 here: domain_settle() numbers the ports when all of them are known.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

#define CHARDEV_PORT_MAX 65535
#define SPICE_AGENT "com.redhat.spice.0"

static bool is_network(const DomainChardev *chardev)
{
    return chardev->type == DOMAIN_CHARDEV_TYPE_TCP || chardev->type == DOMAIN_CHARDEV_TYPE_UDP;
}

/* Attributes that some types have: each with a bit for every such type. */
static bool check_attributes(xmlNode *node, const DomainChardev *chardev, GError **err)
{
    static const struct {
        const char *name;
        unsigned types;
        const char *words;
    } rows[] = {
        {"path",
         1 << DOMAIN_CHARDEV_TYPE_PTY | 1 << DOMAIN_CHARDEV_TYPE_FILE |
             1 << DOMAIN_CHARDEV_TYPE_UNIX,
         "'file' and 'unix'"},
        {"append", 1 << DOMAIN_CHARDEV_TYPE_FILE, "'file'"},
        {"mode",
         1 << DOMAIN_CHARDEV_TYPE_UNIX | 1 << DOMAIN_CHARDEV_TYPE_TCP |
             1 << DOMAIN_CHARDEV_TYPE_UDP,
         "'unix', 'tcp' and 'udp'"},
        {"host", 1 << DOMAIN_CHARDEV_TYPE_TCP | 1 << DOMAIN_CHARDEV_TYPE_UDP, "'tcp' and 'udp'"},
        {"service", 1 << DOMAIN_CHARDEV_TYPE_TCP | 1 << DOMAIN_CHARDEV_TYPE_UDP, "'tcp' and 'udp'"},
        {"tls", 1 << DOMAIN_CHARDEV_TYPE_TCP, "'tcp'"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (xmlHasProp(node, BAD_CAST rows[i].name) && !(rows[i].types & (1u << chardev->type)))
            return xml_invalid(node, err, "%s is for type %s", rows[i].name, rows[i].words);
    }
    return true;
}

static bool read_mode(xmlNode *node, bool none, bool *ret_listen, GError **err)
{
    g_autofree char *mode = xml_attr(node, "mode");

    if (mode && strcmp(mode, "bind") != 0 && strcmp(mode, "connect") != 0)
        return xml_invalid(node, err, "mode '%s' is neither bind nor connect", mode);
    *ret_listen = mode ? strcmp(mode, "bind") == 0 : none;
    return true;
}

/* Only UDP has two, one for each direction. */
static bool is_second(xmlNode *node)
{
    for (xmlNode *at = node->prev; at; at = at->prev) {
        if (at->type == XML_ELEMENT_NODE && xmlStrEqual(at->name, node->name))
            return true;
    }
    return false;
}

static bool read_path(xmlNode *node, DomainChardev *chardev, GError **err)
{
    if (is_second(node))
        return xml_invalid(node, err, "appears twice");
    if (!xml_attr_path(node, "path", &chardev->path, err))
        return false;
    if (chardev->type == DOMAIN_CHARDEV_TYPE_UNIX && !xml_check_socket(node, chardev->path, err))
        return false;
    return XML_ATTR_ENUM(node, "append", tristate_on, &chardev->append, err) &&
           read_mode(node, !chardev->path, &chardev->listen, err);
}

static bool read_place(xmlNode *node, DomainChardev *chardev, GError **err)
{
    bool udp = chardev->type == DOMAIN_CHARDEV_TYPE_UDP, bind;
    DomainChardevPlace *place;

    if (!read_mode(node, false, &bind, err) ||
        !XML_ATTR_ENUM(node, "tls", tristate_yes, &chardev->tls, err))
        return false;
    if (chardev->tls == TRISTATE_ON)
        return xml_unsupported(node, err, "tls='yes': character devices have no TLS here");
    place = udp && bind ? &chardev->local : &chardev->place;
    if (place->service || (is_second(node) && !udp))
        return xml_invalid(node, err, udp ? "a second one of that mode" : "appears twice");
    chardev->listen = bind && !udp;
    xml_attr_string(node, "host", &place->host);
    return xml_need_string(node, "service", &place->service, err) &&
           xml_check_word(node, "service", place->service, err) &&
           (place == &chardev->local || xml_need_string(node, "host", &place->host, err));
}

static bool parse_source(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"reconnect", XML_REFUSE, NULL},
        {"seclabel", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"path mode append host service tls", children};
    DomainChardev *chardev = target;

    return xml_walk(node, &shape, NULL, NULL, err) && check_attributes(node, chardev, err) &&
           (is_network(chardev) ? read_place(node, chardev, err) : read_path(node, chardev, err));
}

static bool parse_protocol(xmlNode *node, void *target, GError **err)
{
    DomainChardev *chardev = target;

    if (!xml_check_empty(node, "type", err))
        return false;
    if (chardev->type != DOMAIN_CHARDEV_TYPE_TCP)
        return xml_invalid(node, err, "is for type 'tcp'");
    return XML_NEED_ENUM(node, "type", domain_chardev_protocol, &chardev->protocol, err);
}

static bool read_target(xmlNode *node, DomainChardev *chardev, GError **err)
{
    int64_t port = -1;

    if (!XML_ATTR_ENUM(node, "type", domain_chardev_target, &chardev->target, err) ||
        !xml_attr_signed(node, "port", 0, CHARDEV_PORT_MAX, &port, err))
        return false;
    chardev->port = (int) port;
    return true;
}

static bool bad_target(xmlNode *node, const DomainChardev *chardev, const char *supported,
                       GError **err)
{
    return xml_unsupported(node, err, "type '%s' (supported: %s)",
                           domain_chardev_target_to_string(chardev->target), supported);
}

/* <model> names the device that the type stands for; with these three it is the same word. */
static bool parse_target_model(xmlNode *node, void *target, GError **err)
{
    DomainChardev *chardev = target;
    const char *only = domain_chardev_target_to_string(chardev->target);
    g_autofree char *name = xml_attr(node, "name");

    if (name && strcmp(name, only) != 0)
        return xml_unsupported(node, err, "name '%s' with target type '%s'", name, only);
    return xml_check_empty(node, "name", err);
}

static bool parse_serial_target(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"model", XML_ONE, parse_target_model}, {0}};
    static const XmlShape shape = {"type port", children};
    DomainChardev *chardev = target;

    if (!read_target(node, chardev, err))
        return false;
    if (chardev->target > DOMAIN_CHARDEV_TARGET_PCI_SERIAL)
        return bad_target(node, chardev, "isa-serial, usb-serial, pci-serial", err);
    return xml_walk(node, &shape, chardev, NULL, err);
}

static bool parse_console_target(xmlNode *node, void *target, GError **err)
{
    DomainChardev *chardev = target;

    if (!read_target(node, chardev, err))
        return false;
    if (chardev->target != DOMAIN_CHARDEV_TARGET_SERIAL &&
        chardev->target != DOMAIN_CHARDEV_TARGET_VIRTIO)
        return bad_target(node, chardev, "serial, virtio", err);
    return xml_check_empty(node, "type port", err);
}

/* state says whether a running guest has opened the channel; what it cannot mean is nothing. */
static bool parse_channel_target(xmlNode *node, void *target, GError **err)
{
    DomainChardev *chardev = target;
    g_autofree char *state = NULL;

    if (!read_target(node, chardev, err) || !xml_attr_word(node, "name", &chardev->name, err))
        return false;
    if (chardev->target != DOMAIN_CHARDEV_TARGET_VIRTIO)
        return bad_target(node, chardev, "virtio", err);
    state = xml_attr(node, "state");
    if (state)
        domain_channel_state_from_string(state, &chardev->state);
    return xml_check_empty(node, "type name state", err);
}

static bool check_path(xmlNode *node, const DomainChardev *chardev, bool is_channel, GError **err)
{
    bool needed = chardev->type == DOMAIN_CHARDEV_TYPE_FILE ||
                  (chardev->type == DOMAIN_CHARDEV_TYPE_UNIX && !(is_channel && chardev->listen));

    if (needed && !chardev->path)
        return xml_invalid(node, err, "type '%s' needs a <source path=>",
                           domain_chardev_type_to_string(chardev->type));
    if (chardev->type == DOMAIN_CHARDEV_TYPE_SPICEVMC && !is_channel)
        return xml_unsupported(node, err, "type 'spicevmc', which is for channels");
    if (is_network(chardev) && !chardev->place.service)
        return xml_invalid(node, err, "type '%s' needs a <source host= service=>",
                           domain_chardev_type_to_string(chardev->type));
    return true;
}

static DomainChardev *add_chardev(GPtrArray *array, DomainChardevTarget target)
{
    DomainChardev *chardev = domain_chardev_new();

    chardev->target = target;
    chardev->port = -1;
    g_ptr_array_add(array, chardev);
    return chardev;
}

static bool read_chardev(xmlNode *node, const XmlShape *shape, DomainChardev *chardev, GError **err)
{
    chardev->type = DOMAIN_CHARDEV_TYPE_PTY;
    if (!XML_ATTR_ENUM(node, "type", domain_chardev_type, &chardev->type, err))
        return false;
    chardev->listen = chardev->type == DOMAIN_CHARDEV_TYPE_UNIX;
    return xml_walk(node, shape, chardev, &chardev->info.kept, err);
}

#define CHARDEV_CHILDREN                                                                           \
    {"source", XML_MANY, parse_source}, DOMAIN_DEVICE_CHILDREN, {"acpi", XML_REFUSE, NULL},        \
        {"log", XML_REFUSE, NULL},                                                                 \
    {                                                                                              \
        "protocol", XML_ONE, parse_protocol                                                        \
    }

bool domain_parse_serial(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"target", XML_ONE, parse_serial_target}, CHARDEV_CHILDREN, {0}};
    static const XmlShape shape = {"type", children};
    DomainDef *def = target;
    DomainChardev *serial = add_chardev(def->serials, DOMAIN_CHARDEV_TARGET_ISA_SERIAL);

    return read_chardev(node, &shape, serial, err) && check_path(node, serial, false, err);
}

bool domain_parse_console(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"target", XML_ONE, parse_console_target}, CHARDEV_CHILDREN, {0}};
    static const XmlShape shape = {"type tty", children};
    DomainDef *def = target;
    DomainChardev *console = add_chardev(def->consoles, DOMAIN_CHARDEV_TARGET_SERIAL);

    if (!read_chardev(node, &shape, console, err))
        return false;
    if (console->type == DOMAIN_CHARDEV_TYPE_PTY && !console->path)
        xml_attr_string(node, "tty", &console->path);
    return check_path(node, console, false, err);
}

bool domain_parse_channel(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"target", XML_ONE, parse_channel_target}, CHARDEV_CHILDREN, {0}};
    static const XmlShape shape = {"type", children};
    DomainDef *def = target;
    DomainChardev *channel = add_chardev(def->channels, DOMAIN_CHARDEV_TARGET_LAST);

    if (!read_chardev(node, &shape, channel, err) || !check_path(node, channel, true, err))
        return false;
    if (channel->type == DOMAIN_CHARDEV_TYPE_SPICEVMC && !channel->name)
        channel->name = g_strdup(SPICE_AGENT);
    if (channel->target == DOMAIN_CHARDEV_TARGET_LAST)
        return xml_invalid(node, err, "has no <target type=>");
    return true;
}
