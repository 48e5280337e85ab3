/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an <interface> says of the host's side: the bridge that it is put on, and the device there.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <net/if.h>
#include <string.h>

/* What the kernel takes as the name of a network device, without what it could turn into another.
 */
static bool check_name(xmlNode *node, const char *name, GError **err)
{
    bool valid = strlen(name) < IF_NAMESIZE && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;

    for (const char *at = name; valid && *at; at++)
        valid = g_ascii_isalnum(*at) || strchr("_.-", *at);
    return valid ||
           xml_invalid(node, err,
                       "'%s' is no name of a network device: at most %d letters, digits and '_.-'",
                       name, IF_NAMESIZE - 1);
}

bool domain_parse_interface_source(xmlNode *node, void *target, GError **err)
{
    DomainInterface *interface = target;

    if (interface->type != DOMAIN_INTERFACE_TYPE_BRIDGE)
        return xml_unsupported(node, err, "for an interface of type '%s'",
                               domain_interface_type_to_string(interface->type));
    return xml_check_empty(node, "bridge", err) &&
           xml_need_string(node, "bridge", &interface->bridge, err) &&
           check_name(node, interface->bridge, err);
}

bool domain_parse_interface_target(xmlNode *node, void *target, GError **err)
{
    DomainInterface *interface = target;

    if (interface->type == DOMAIN_INTERFACE_TYPE_USER)
        return xml_unsupported(node, err, "for an interface of type 'user'");
    if (!xml_check_empty(node, "dev managed", err) ||
        !XML_ATTR_ENUM(node, "managed", tristate_yes, &interface->managed, err))
        return false;
    xml_attr_string(node, "dev", &interface->target);
    if (interface->managed == TRISTATE_OFF && interface->type != DOMAIN_INTERFACE_TYPE_ETHERNET)
        return xml_invalid(node, err, "managed='no' needs an interface of type 'ethernet'");
    if (interface->managed == TRISTATE_OFF && !interface->target)
        return xml_invalid(node, err, "managed='no' needs the name of the device in 'dev'");
    return !interface->target || check_name(node, interface->target, err);
}
