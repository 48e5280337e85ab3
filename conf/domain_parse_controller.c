/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <controller>: what other devices plug into. A model must be one of its type's; the elements that
 * place a PCI or USB controller among the others are wishes like an <address>, and kept.
 * An index that is not given stays CONTROLLER_NO_INDEX until domain_settle() numbers it.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

/* The first and last model of a type; both DEFAULT: it has none to choose from. */
static const DomainControllerModel models[][2] = {
    [DOMAIN_CONTROLLER_SCSI] = {DOMAIN_CONTROLLER_MODEL_LSILOGIC,
                                DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI},
    [DOMAIN_CONTROLLER_USB] = {DOMAIN_CONTROLLER_MODEL_PIIX3_UHCI, DOMAIN_CONTROLLER_MODEL_NONE},
    [DOMAIN_CONTROLLER_PCI] = {DOMAIN_CONTROLLER_MODEL_PCI_ROOT,
                               DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE},
    [DOMAIN_CONTROLLER_VIRTIO_SERIAL] = {0},
};
G_STATIC_ASSERT(G_N_ELEMENTS(models) == DOMAIN_CONTROLLER_LAST);

static bool check_model(xmlNode *node, const DomainController *controller, GError **err)
{
    DomainControllerModel first = models[controller->type][0], last = models[controller->type][1];
    g_autoptr(GString) list = NULL;

    if (controller->model == DOMAIN_CONTROLLER_MODEL_DEFAULT ||
        (controller->model >= first && controller->model <= last))
        return true;
    list = g_string_new(NULL);
    for (unsigned i = first; first && i <= last; i++)
        g_string_append_printf(list, "%s%s", list->len ? ", " : "",
                               domain_controller_model_to_string(i));
    return xml_unsupported(node, err, "model '%s' with type '%s' (supported: %s)",
                           domain_controller_model_to_string(controller->model),
                           domain_controller_type_to_string(controller->type),
                           list->len ? list->str : "none given");
}

/* An element of one type of controller only, which is kept. */
static bool keep_place(xmlNode *node, DomainController *controller, DomainControllerType type,
                       GError **err)
{
    if (controller->type != type)
        return xml_unsupported(node, err, "in a controller of type '%s'",
                               domain_controller_type_to_string(controller->type));
    return xml_keep(node, &controller->info.kept, err);
}

/* The ports of companions follow from their models. */
static bool parse_master(xmlNode *node, void *target, GError **err)
{
    DomainController *controller = target;
    unsigned own = domain_controller_is_companion(controller)
                       ? 2 * (controller->model - DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1)
                       : 0;
    unsigned port = own;

    if (!xml_check_empty(node, "startport", err) ||
        !xml_attr_unsigned(node, "startport", 0, CONTROLLER_INDEX_MAX, &port, err))
        return false;
    if (port != own)
        return xml_unsupported(node, err, "startport='%u' (supported: %u)", port, own);
    return keep_place(node, controller, DOMAIN_CONTROLLER_USB, err);
}

/* The device that the model of the controller stands for: no other is made. */
static bool parse_device(xmlNode *node, void *target, GError **err)
{
    static const char *const devices[DOMAIN_CONTROLLER_MODEL_LAST] = {
        [DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE] = "pci-bridge",
        [DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE] = "i82801b11-bridge",
        [DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT] = "pcie-root-port",
        [DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE] = "pcie-pci-bridge",
    };
    DomainController *controller = target;
    const char *only = devices[controller->model];
    g_autofree char *name = xml_attr(node, "name");

    if (!xml_check_empty(node, "name", err))
        return false;
    if (name && g_strcmp0(name, only) != 0)
        return xml_unsupported(node, err, "name '%s' (supported: %s)", name, only ? only : "none");
    return keep_place(node, controller, DOMAIN_CONTROLLER_PCI, err);
}

/* Numbers that a guest may read of a bridge are those of its index. */
static bool parse_target(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"node", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"busNr chassis chassisNr hotplug port", children};
    Tristate hotplug = TRISTATE_ABSENT;

    if (!xml_walk(node, &shape, NULL, NULL, err) ||
        !XML_ATTR_ENUM(node, "hotplug", tristate_on, &hotplug, err))
        return false;
    if (hotplug == TRISTATE_OFF)
        return xml_unsupported(node, err, "hotplug='off'");
    return keep_place(node, target, DOMAIN_CONTROLLER_PCI, err);
}

static bool parse_driver(xmlNode *node, void *target, GError **err)
{
    DomainController *controller = target;

    if (!xml_check_empty(node, "iothread", err) ||
        !xml_attr_unsigned(node, "iothread", 1, INT_MAX, &controller->iothread, err))
        return false;
    return !controller->iothread || controller->type == DOMAIN_CONTROLLER_SCSI ||
           xml_unsupported(node, err, "iothread in a controller of type '%s'",
                           domain_controller_type_to_string(controller->type));
}

static bool parse_numbers(xmlNode *node, DomainController *controller, GError **err)
{
    int64_t ports = -1, vectors = -1;

    controller->index = CONTROLLER_NO_INDEX;
    if (!xml_attr_unsigned(node, "index", 0, CONTROLLER_INDEX_MAX, &controller->index, err) ||
        !xml_attr_signed(node, "ports", 1, 1024, &ports, err) ||
        !xml_attr_signed(node, "vectors", 0, 1024, &vectors, err))
        return false;
    controller->ports = (int) ports;
    controller->vectors = (int) vectors;
    if (vectors != -1 && controller->type != DOMAIN_CONTROLLER_VIRTIO_SERIAL)
        return xml_invalid(node, err, "vectors= is for type 'virtio-serial'");
    if (ports != -1 && controller->type != DOMAIN_CONTROLLER_VIRTIO_SERIAL &&
        controller->model != DOMAIN_CONTROLLER_MODEL_NEC_XHCI &&
        controller->model != DOMAIN_CONTROLLER_MODEL_QEMU_XHCI)
        return xml_invalid(node, err, "ports= is for type 'virtio-serial' and the xhci models");
    return true;
}

bool domain_parse_controller(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        DOMAIN_DEVICE_CHILDREN,           {"master", XML_ONE, parse_master},
        {"model", XML_ONE, parse_device}, {"target", XML_ONE, parse_target},
        {"acpi", XML_REFUSE, NULL},       {"driver", XML_ONE, parse_driver},
        {"pcihole64", XML_REFUSE, NULL},  {0},
    };
    static const XmlShape shape = {"type index model ports vectors", children};
    DomainDef *def = target;
    DomainController *controller = domain_controller_new();

    g_ptr_array_add(def->controllers, controller);
    return XML_NEED_ENUM(node, "type", domain_controller_type, &controller->type, err) &&
           XML_ATTR_ENUM(node, "model", domain_controller_model, &controller->model, err) &&
           check_model(node, controller, err) && parse_numbers(node, controller, err) &&
           xml_walk(node, &shape, controller, &controller->info.kept, err);
}
