/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a person sits at: <graphics>, <video>, <input>.
 * Where a VNC server listens can be said twice (an attribute and a <listen>): the two must agree.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

#define VNC_PORT_MIN 5900 /* QEMU counts displays from here */
#define VALID_TO "%Y-%m-%dT%H:%M:%S"
#define VNC_PASSWORD_MAX 8    /* RFC 6143, section 7.2.2: the rest would be ignored */
#define SPICE_PASSWORD_MAX 60 /* the server's own limit */

/* Merges one more word about where to listen into what is known. */
static bool set_listen(xmlNode *node, DomainGraphics *graphics, DomainListen listen, char **known,
                       const char *value, GError **err)
{
    if (graphics->listen != DOMAIN_LISTEN_DEFAULT && graphics->listen != listen)
        return xml_invalid(node, err, "asks to listen in two different ways");
    graphics->listen = listen;
    if (!value || !known)
        return true;
    if (*known && strcmp(*known, value) != 0)
        return xml_invalid(node, err, "asks to listen on '%s' and on '%s'", *known, value);
    g_free(*known);
    *known = g_strdup(value);
    return true;
}

static bool parse_listen(xmlNode *node, void *target, GError **err)
{
    DomainGraphics *graphics = target;
    DomainListen listen = DOMAIN_LISTEN_DEFAULT;
    g_autofree char *address = NULL;
    g_autofree char *socket = NULL;

    if (!xml_check_empty(node, "type address socket", err) ||
        !XML_NEED_ENUM(node, "type", domain_listen, &listen, err))
        return false;
    xml_attr_string(node, "address", &address);
    if (!xml_attr_path(node, "socket", &socket, err) || !xml_check_socket(node, socket, err))
        return false;
    if ((address && listen != DOMAIN_LISTEN_ADDRESS) || (socket && listen != DOMAIN_LISTEN_SOCKET))
        return xml_invalid(node, err, "type '%s' has no %s", domain_listen_to_string(listen),
                           address ? "address" : "socket");
    if (listen == DOMAIN_LISTEN_ADDRESS)
        return set_listen(node, graphics, listen, &graphics->address, address, err);
    return set_listen(node, graphics, listen,
                      listen == DOMAIN_LISTEN_SOCKET ? &graphics->socket : NULL, socket, err);
}

static bool parse_listen_attributes(xmlNode *node, DomainGraphics *graphics, GError **err)
{
    g_autofree char *address = NULL;
    g_autofree char *socket = NULL;

    xml_attr_string(node, "listen", &address);
    if (!xml_attr_path(node, "socket", &socket, err) || !xml_check_socket(node, socket, err))
        return false;
    if (address &&
        !set_listen(node, graphics, DOMAIN_LISTEN_ADDRESS, &graphics->address, address, err))
        return false;
    return !socket ||
           set_listen(node, graphics, DOMAIN_LISTEN_SOCKET, &graphics->socket, socket, err);
}

/* No port, port -1 and autoport='yes' all mean: any free one. With autoport a number is the one
 * that was chosen. */
static bool parse_port(xmlNode *node, DomainGraphics *graphics, GError **err)
{
    Tristate autoport = TRISTATE_ABSENT;
    int64_t port = -1;
    bool is_tcp = domain_graphics_is_tcp(graphics);

    if (!xml_attr_signed(node, "port", -1, 65535, &port, err) ||
        !XML_ATTR_ENUM(node, "autoport", tristate_yes, &autoport, err))
        return false;
    if (!is_tcp && port != -1 && autoport != TRISTATE_ON)
        return xml_invalid(node, err, "port %d, but it listens on no port", (int) port);
    if (is_tcp && port == -1 && autoport == TRISTATE_OFF)
        return xml_invalid(node, err, "autoport='no' needs a port");
    if (port == 0)
        return xml_invalid(node, err, "port 0");
    if (port != -1 && port < VNC_PORT_MIN && graphics->type == DOMAIN_GRAPHICS_TYPE_VNC)
        return xml_unsupported(node, err, "port %d (supported: %d to 65535)", (int) port,
                               VNC_PORT_MIN);
    graphics->autoport = is_tcp && (port == -1 || autoport == TRISTATE_ON);
    graphics->port = is_tcp ? (int) port : -1;
    return true;
}

/* YYYY-MM-DDThh:mm:ss of UTC, without a zone. */
static bool parse_valid_to(xmlNode *node, DomainGraphics *graphics, GError **err)
{
    g_autofree char *text = xml_attr(node, "passwdValidTo");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = NULL;
    g_autofree char *again = NULL;

    if (!text)
        return true;
    time = g_date_time_new_from_iso8601(text, utc);
    again = time ? g_date_time_format(time, VALID_TO) : NULL;
    if (g_strcmp0(again, text) != 0 || (graphics->valid_to = g_date_time_to_unix(time)) <= 0)
        return xml_invalid(node, err,
                           "passwdValidTo='%s' is no time like 2030-12-31T23:59:59 (of UTC)", text);
    return true;
}

static bool parse_graphics_audio(xmlNode *node, void *target, GError **err)
{
    return domain_parse_audio_id(node, &((DomainGraphics *) target)->audio, err);
}

bool domain_parse_graphics(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"listen", XML_MANY, parse_listen},
        {"alias", XML_ONE, domain_parse_alias},
        {"audio", XML_ONE, parse_graphics_audio},
        {"channel", XML_MANY, domain_parse_spice_channel},
        {"clipboard", XML_ONE, domain_parse_spice},
        {"filetransfer", XML_ONE, domain_parse_spice},
        {"gl", XML_ONE, domain_parse_spice},
        {"image", XML_ONE, domain_parse_spice},
        {"jpeg", XML_ONE, domain_parse_spice},
        {"mouse", XML_ONE, domain_parse_spice},
        {"playback", XML_ONE, domain_parse_spice},
        {"streaming", XML_ONE, domain_parse_spice},
        {"zlib", XML_ONE, domain_parse_spice},
        {0},
    };
    static const XmlShape shape = {
        "type port autoport listen socket passwd passwdValidTo sharePolicy keymap "
        "tlsPort defaultMode",
        children};
    DomainDef *def = target;
    DomainGraphics *graphics = domain_graphics_new();
    size_t max;

    g_ptr_array_add(def->graphics, graphics);
    if (!XML_NEED_ENUM(node, "type", domain_graphics_type, &graphics->type, err) ||
        !xml_walk(node, &shape, graphics, &graphics->info.kept, err) ||
        !parse_listen_attributes(node, graphics, err) || !parse_port(node, graphics, err) ||
        !xml_attr_word(node, "keymap", &graphics->keymap, err) ||
        !XML_ATTR_ENUM(node, "sharePolicy", domain_graphics_share, &graphics->share, err) ||
        !parse_valid_to(node, graphics, err) || !domain_parse_spice_attributes(node, graphics, err))
        return false;
    if (graphics->share && graphics->type != DOMAIN_GRAPHICS_TYPE_VNC)
        return xml_invalid(node, err, "sharePolicy is for type 'vnc'");
    graphics->password = xml_attr(node, "passwd");
    max = graphics->type == DOMAIN_GRAPHICS_TYPE_VNC ? VNC_PASSWORD_MAX : SPICE_PASSWORD_MAX;
    if (graphics->password && strlen(graphics->password) > max)
        return xml_unsupported(node, err, "a password of more than %zu bytes", max);
    return true;
}

static bool parse_video_model(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"acceleration", XML_REFUSE, NULL},
        {"resolution", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"type vram ram vgamem heads primary", children};
    DomainVideo *video = target;
    Tristate primary = TRISTATE_ABSENT;

    if (!xml_walk(node, &shape, NULL, NULL, err) ||
        !XML_ATTR_ENUM(node, "type", domain_video_model, &video->model, err) ||
        !XML_ATTR_ENUM(node, "primary", tristate_yes, &primary, err) ||
        !xml_attr_unsigned(node, "vram", 1, INT_MAX, &video->vram_kib, err) ||
        !xml_attr_unsigned(node, "ram", 1, INT_MAX, &video->ram_kib, err) ||
        !xml_attr_unsigned(node, "vgamem", 1, INT_MAX, &video->vgamem_kib, err) ||
        !xml_attr_unsigned(node, "heads", 1, 16, &video->heads, err))
        return false;
    if (video->model != DOMAIN_VIDEO_QXL && (video->ram_kib || video->vgamem_kib))
        return xml_unsupported(node, err, "ram and vgamem with type '%s'",
                               domain_video_model_to_string(video->model));
    if (video->model == DOMAIN_VIDEO_NONE && (video->vram_kib || video->heads))
        return xml_invalid(node, err, "type 'none' has neither vram nor heads");
    video->primary = primary == TRISTATE_ON;
    return true;
}

bool domain_parse_video(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"model", XML_ONE, parse_video_model},
        DOMAIN_DEVICE_CHILDREN,
        {"acpi", XML_REFUSE, NULL},
        {"driver", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"", children};
    DomainDef *def = target;
    DomainVideo *video = domain_video_new();

    g_ptr_array_add(def->videos, video);
    return xml_walk(node, &shape, video, &video->info.kept, err);
}

bool domain_parse_input(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        DOMAIN_DEVICE_CHILDREN,
        {"acpi", XML_REFUSE, NULL},
        {"driver", XML_REFUSE, NULL},
        {"source", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"type bus", children};
    DomainDef *def = target;
    DomainInput *input = domain_input_new();

    g_ptr_array_add(def->inputs, input);
    if (!XML_NEED_ENUM(node, "type", domain_input_type, &input->type, err))
        return false;
    input->bus = input->type == DOMAIN_INPUT_TABLET ? DOMAIN_INPUT_BUS_USB : DOMAIN_INPUT_BUS_PS2;
    if (!XML_ATTR_ENUM(node, "bus", domain_input_bus, &input->bus, err))
        return false;
    if (input->type == DOMAIN_INPUT_TABLET && input->bus == DOMAIN_INPUT_BUS_PS2)
        return xml_unsupported(node, err, "a tablet on bus 'ps2'");
    return xml_walk(node, &shape, input, &input->info.kept, err);
}
