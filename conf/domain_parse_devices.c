/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <devices>: the table of all kinds of devices, what every device has in common, and the devices
 * that are little more than a model. A kind of device without a row is unknown and refused.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

#define DEVICE_ALIAS_MAX 255 /* bytes */

bool domain_parse_alias(xmlNode *node, void *target, GError **err)
{
    DomainDeviceInfo *info = target;

    if (!xml_check_empty(node, "name", err) || !xml_need_string(node, "name", &info->alias, err) ||
        !xml_check_word(node, "name", info->alias, err))
        return false;
    if (strlen(info->alias) > DEVICE_ALIAS_MAX)
        return xml_invalid(node, err, "name has more than %d bytes", DEVICE_ALIAS_MAX);
    return true;
}

bool domain_parse_boot_order(xmlNode *node, void *target, GError **err)
{
    DomainDeviceInfo *info = target;

    return xml_check_empty(node, "order", err) && xml_need_attr(node, "order", err) &&
           xml_attr_unsigned(node, "order", 1, INT_MAX, &info->boot_order, err);
}

bool domain_parse_address(xmlNode *node, void *target, GError **err)
{
    DomainDeviceInfo *info = target;

    return domain_address_parse(node, &info->address, err);
}

static bool parse_emulator(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_string(node, "", &def->emulator, err);
}

static const uint8_t no_mac[MAC_BYTES];

static bool parse_mac(xmlNode *node, void *target, GError **err)
{
    DomainInterface *interface = target;
    g_autofree char *text = xml_attr(node, "address");

    if (!xml_check_empty(node, "address", err))
        return false;
    if (!text || !mac_parse(text, interface->mac))
        return xml_invalid(node, err, "address '%s' is not a MAC address", text ? text : "");
    if (mac_is_multicast(interface->mac))
        return xml_invalid(node, err, "address '%s' is a multicast address", text);
    if (memcmp(interface->mac, no_mac, MAC_BYTES) == 0)
        return xml_invalid(node, err, "address '%s' belongs to no interface", text);
    return true;
}

static bool parse_interface_model(xmlNode *node, void *target, GError **err)
{
    DomainInterface *interface = target;

    return xml_check_empty(node, "type", err) &&
           xml_attr_word(node, "type", &interface->model, err);
}

static bool parse_link(xmlNode *node, void *target, GError **err)
{
    DomainInterface *interface = target;

    return xml_check_empty(node, "state", err) &&
           XML_ATTR_ENUM(node, "state", domain_link, &interface->link, err);
}

static bool parse_interface(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"mac", XML_ONE, parse_mac},
        {"model", XML_ONE, parse_interface_model},
        {"link", XML_ONE, parse_link},
        {"source", XML_ONE, domain_parse_interface_source},
        {"target", XML_ONE, domain_parse_interface_target},
        DOMAIN_BOOT_DEVICE_CHILDREN,
        {"acpi", XML_REFUSE, NULL},
        {"backend", XML_REFUSE, NULL},
        {"backenddomain", XML_REFUSE, NULL},
        {"bandwidth", XML_REFUSE, NULL},
        {"coalesce", XML_REFUSE, NULL},
        {"driver", XML_REFUSE, NULL},
        {"filterref", XML_REFUSE, NULL},
        {"guest", XML_REFUSE, NULL},
        {"ip", XML_REFUSE, NULL},
        {"mtu", XML_REFUSE, NULL},
        {"port", XML_REFUSE, NULL},
        {"portForward", XML_REFUSE, NULL},
        {"rom", XML_REFUSE, NULL},
        {"route", XML_REFUSE, NULL},
        {"script", XML_REFUSE, NULL},
        {"teaming", XML_REFUSE, NULL},
        {"tune", XML_REFUSE, NULL},
        {"virtualport", XML_REFUSE, NULL},
        {"vlan", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"type", children};
    DomainDef *def = target;
    DomainInterface *interface = domain_interface_new();

    g_ptr_array_add(def->interfaces, interface);
    if (!XML_ATTR_ENUM(node, "type", domain_interface_type, &interface->type, err) ||
        !xml_walk(node, &shape, interface, &interface->info.kept, err))
        return false;
    if (interface->type == DOMAIN_INTERFACE_TYPE_BRIDGE && !interface->bridge)
        return xml_invalid(node, err, "of type 'bridge' has no <source bridge=>");
    interface->mac_generated = memcmp(interface->mac, no_mac, MAC_BYTES) == 0;
    if (interface->mac_generated)
        mac_generate(interface->mac);
    return true;
}

static bool parse_stats(xmlNode *node, void *target, GError **err)
{
    DomainMemballoon *memballoon = target;

    return xml_check_empty(node, "period", err) &&
           xml_attr_unsigned(node, "period", 0, INT_MAX, &memballoon->stats_period, err);
}

static bool parse_memballoon(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"stats", XML_ONE, parse_stats},
        DOMAIN_DEVICE_CHILDREN,
        {"driver", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"model autodeflate freePageReporting", children};
    DomainDef *def = target;
    DomainMemballoon *memballoon = def->memballoon = domain_memballoon_new();

    return XML_ATTR_ENUM(node, "model", domain_memballoon_model, &memballoon->model, err) &&
           XML_ATTR_ENUM(node, "autodeflate", tristate_on, &memballoon->autodeflate, err) &&
           XML_ATTR_ENUM(node, "freePageReporting", tristate_on, &memballoon->free_page_reporting,
                         err) &&
           xml_walk(node, &shape, memballoon, &memballoon->info.kept, err);
}

static bool parse_rate(xmlNode *node, void *target, GError **err)
{
    DomainRng *rng = target;

    return xml_check_empty(node, "bytes period", err) && xml_need_attr(node, "bytes", err) &&
           xml_attr_unsigned(node, "bytes", 1, UINT_MAX, &rng->rate_bytes, err) &&
           xml_attr_unsigned(node, "period", 1, UINT_MAX, &rng->rate_period, err);
}

static bool parse_rng_backend(xmlNode *node, void *target, GError **err)
{
    DomainRng *rng = target;

    if (!XML_ATTR_ENUM(node, "model", domain_rng_backend, &rng->backend, err) ||
        !xml_get_text(node, "model", &rng->path, err))
        return false;
    g_strstrip(rng->path);
    if (rng->backend == DOMAIN_RNG_BACKEND_BUILTIN) {
        if (*rng->path)
            return xml_invalid(node, err, "model 'builtin' has no path");
        g_clear_pointer(&rng->path, g_free);
    } else if (*rng->path == '\0') {
        g_free(rng->path);
        rng->path = g_strdup("/dev/urandom");
    }
    return !rng->path || xml_check_path(node, rng->path, err);
}

static bool parse_rng(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"rate", XML_ONE, parse_rate},
        {"backend", XML_ONE, parse_rng_backend},
        DOMAIN_DEVICE_CHILDREN,
        {"driver", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"model", children};
    DomainDef *def = target;
    DomainRng *rng = domain_rng_new();

    g_ptr_array_add(def->rngs, rng);
    if (!xml_check_only(node, "model", "virtio", err) ||
        !xml_walk(node, &shape, rng, &rng->info.kept, err))
        return false;
    if (rng->backend == DOMAIN_RNG_BACKEND_RANDOM && !rng->path)
        return xml_invalid(node, err, "has no <backend>");
    return true;
}

static const XmlChild bare_children[] = {DOMAIN_DEVICE_CHILDREN, {0}};

static bool parse_watchdog(xmlNode *node, void *target, GError **err)
{
    static const XmlShape shape = {"model action", bare_children};
    DomainDef *def = target;
    DomainWatchdog *watchdog = def->watchdog = domain_watchdog_new();

    return XML_NEED_ENUM(node, "model", domain_watchdog_model, &watchdog->model, err) &&
           XML_ATTR_ENUM(node, "action", domain_watchdog_action, &watchdog->action, err) &&
           xml_walk(node, &shape, watchdog, &watchdog->info.kept, err);
}

static bool parse_panic(xmlNode *node, void *target, GError **err)
{
    static const XmlShape shape = {"model", bare_children};
    DomainDef *def = target;
    DomainPanic *panic = def->panic = domain_panic_new();

    return xml_check_only(node, "model", "isa", err) &&
           xml_walk(node, &shape, panic, &panic->info.kept, err);
}

bool domain_parse_devices(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"emulator", XML_ONE, parse_emulator},
        {"disk", XML_MANY, domain_parse_disk},
        {"controller", XML_MANY, domain_parse_controller},
        {"filesystem", XML_MANY, domain_parse_filesystem},
        {"interface", XML_MANY, parse_interface},
        {"serial", XML_MANY, domain_parse_serial},
        {"console", XML_MANY, domain_parse_console},
        {"channel", XML_MANY, domain_parse_channel},
        {"input", XML_MANY, domain_parse_input},
        {"graphics", XML_MANY, domain_parse_graphics},
        {"video", XML_MANY, domain_parse_video},
        {"watchdog", XML_ONE, parse_watchdog},
        {"memballoon", XML_ONE, parse_memballoon},
        {"rng", XML_MANY, parse_rng},
        {"panic", XML_ONE, parse_panic},
        {"memory", XML_MANY, domain_parse_memory_device},
        {"sound", XML_MANY, domain_parse_sound},
        {"audio", XML_MANY, domain_parse_audio},
        {"crypto", XML_REFUSE, NULL},
        {"hostdev", XML_REFUSE, NULL},
        {"hub", XML_REFUSE, NULL},
        {"iommu", XML_REFUSE, NULL},
        {"lease", XML_REFUSE, NULL},
        {"nvram", XML_REFUSE, NULL},
        {"parallel", XML_REFUSE, NULL},
        {"pstore", XML_REFUSE, NULL},
        {"redirdev", XML_MANY, domain_parse_redirdev},
        {"redirfilter", XML_REFUSE, NULL},
        {"shmem", XML_REFUSE, NULL},
        {"smartcard", XML_REFUSE, NULL},
        {"tpm", XML_REFUSE, NULL},
        {"vsock", XML_ONE, domain_parse_vsock},
        {0},
    };
    static const XmlShape shape = {"", children};
    DomainDef *def = target;

    return xml_walk(node, &shape, def, &def->kept_devices, err);
}
