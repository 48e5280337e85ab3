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

/* <master> of USB companions; <model> and <target> of PCI bridges and ports. */
static bool parse_place(xmlNode *node, void *target, GError **err)
{
    DomainController *controller = target;
    bool is_master = strcmp((const char *) node->name, "master") == 0;

    if (controller->type != (is_master ? DOMAIN_CONTROLLER_USB : DOMAIN_CONTROLLER_PCI))
        return xml_unsupported(node, err, "in a controller of type '%s'",
                               domain_controller_type_to_string(controller->type));
    return xml_keep(node, &controller->info.kept, err);
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
        DOMAIN_DEVICE_CHILDREN,          {"master", XML_ONE, parse_place},
        {"model", XML_ONE, parse_place}, {"target", XML_ONE, parse_place},
        {"acpi", XML_REFUSE, NULL},      {"driver", XML_ONE, parse_driver},
        {"pcihole64", XML_REFUSE, NULL}, {0},
    };
    static const XmlShape shape = {"type index model ports vectors", children};
    DomainDef *def = target;
    DomainController *controller = domain_controller_new();
    g_autofree char *type = xml_attr(node, "type");

    g_ptr_array_add(def->controllers, controller);
    if (!type)
        return xml_invalid(node, err, "has no attribute 'type'");
    return XML_ATTR_ENUM(node, "type", domain_controller_type, &controller->type, err) &&
           XML_ATTR_ENUM(node, "model", domain_controller_model, &controller->model, err) &&
           check_model(node, controller, err) && parse_numbers(node, controller, err) &&
           xml_walk(node, &shape, controller, &controller->info.kept, err);
}
