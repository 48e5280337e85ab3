/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of devices as text, and back: see device_address.h. */
#include "conf/device_address.h"

#include "conf/xml_value.h"

#include <string.h>

ENUM_DEFINE(domain_address_type, DomainAddressType, DOMAIN_ADDRESS_LAST, NULL, "pci", "drive",
            "virtio-serial", "usb", "isa", "dimm");

/* Decimal, or hexadecimal with 0x. */
static bool parse_number(xmlNode *node, const char *name, uint64_t max, uint64_t *ret, GError **err)
{
    g_autofree char *text = xml_attr(node, name);
    bool hex = text && (g_str_has_prefix(text, "0x") || g_str_has_prefix(text, "0X"));

    if (!text)
        return true;
    if (!g_ascii_string_to_unsigned(hex ? text + 2 : text, hex ? 16 : 10, 0, max, ret, NULL))
        return xml_invalid(node, err, "%s='%s' is no number from 0 to 0x%" G_GINT64_MODIFIER "x",
                           name, text, max);
    return true;
}

static bool parse_unsigned(xmlNode *node, const char *name, unsigned max, unsigned *ret,
                           GError **err)
{
    uint64_t value = *ret;

    if (!parse_number(node, name, max, &value, err))
        return false;
    *ret = (unsigned) value;
    return true;
}

static bool parse_pci(xmlNode *node, DomainAddress *address, GError **err)
{
    return xml_check_empty(node, "type domain bus slot function multifunction", err) &&
           parse_unsigned(node, "domain", 0xffff, &address->pci.domain, err) &&
           parse_unsigned(node, "bus", 0xff, &address->pci.bus, err) &&
           parse_unsigned(node, "slot", DOMAIN_PCI_SLOTS - 1, &address->pci.slot, err) &&
           parse_unsigned(node, "function", DOMAIN_PCI_FUNCTIONS - 1, &address->pci.function,
                          err) &&
           XML_ATTR_ENUM(node, "multifunction", tristate_on, &address->pci.multifunction, err);
}

static bool parse_drive(xmlNode *node, DomainAddress *address, GError **err)
{
    return xml_check_empty(node, "type controller bus target unit", err) &&
           parse_unsigned(node, "controller", 0xffff, &address->drive.controller, err) &&
           parse_unsigned(node, "bus", 0xff, &address->drive.bus, err) &&
           parse_unsigned(node, "target", 0xff, &address->drive.target, err) &&
           parse_unsigned(node, "unit", 0x3fff, &address->drive.unit, err);
}

static bool parse_virtio_serial(xmlNode *node, DomainAddress *address, GError **err)
{
    return xml_check_empty(node, "type controller bus port", err) &&
           parse_unsigned(node, "controller", 0xffff, &address->virtio_serial.controller, err) &&
           parse_unsigned(node, "bus", 0, &address->virtio_serial.bus, err) &&
           parse_unsigned(node, "port", 0xffff, &address->virtio_serial.port, err);
}

/* Numbers from 1 with dots between. */
static bool is_usb_port(const char *port)
{
    g_auto(GStrv) numbers = g_strsplit(port, ".", -1);

    for (unsigned i = 0; numbers[i]; i++) {
        if (!g_ascii_string_to_unsigned(numbers[i], 10, 1, 255, NULL, NULL))
            return false;
    }
    return numbers[0] != NULL;
}

static bool parse_usb(xmlNode *node, DomainAddress *address, GError **err)
{
    g_autofree char *port = xml_attr(node, "port");

    if (!xml_check_empty(node, "type bus port", err) ||
        !parse_unsigned(node, "bus", 0xff, &address->usb.bus, err))
        return false;
    if (!port)
        return true;
    if (g_strlcpy(address->usb.port, port, sizeof address->usb.port) >= sizeof address->usb.port ||
        !is_usb_port(port))
        return xml_invalid(node, err, "port='%s' is no USB port like 1 or 1.2", port);
    return true;
}

static bool parse_isa(xmlNode *node, DomainAddress *address, GError **err)
{
    return xml_check_empty(node, "type iobase irq", err) &&
           parse_unsigned(node, "iobase", 0xffff, &address->isa.iobase, err) &&
           parse_unsigned(node, "irq", 15, &address->isa.irq, err);
}

static bool parse_dimm(xmlNode *node, DomainAddress *address, GError **err)
{
    return xml_check_empty(node, "type slot base", err) &&
           parse_unsigned(node, "slot", 0xffff, &address->dimm.slot, err) &&
           parse_number(node, "base", G_MAXUINT64, &address->dimm.base, err);
}

/* Addresses of other architectures and of devices that are no device of a PC. */
static bool type_is_foreign(const char *type)
{
    static const char *const foreign[] = {"ccw",         "ccid", "spapr-vio", "virtio-s390",
                                          "virtio-mmio", "mdev", "unassigned"};

    for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
        if (g_str_equal(type, foreign[i]))
            return true;
    }
    return false;
}

bool domain_address_parse(xmlNode *node, DomainAddress *address, GError **err)
{
    static bool (*const parsers[])(xmlNode * node, DomainAddress * address, GError * *err) = {
        [DOMAIN_ADDRESS_PCI] = parse_pci,
        [DOMAIN_ADDRESS_DRIVE] = parse_drive,
        [DOMAIN_ADDRESS_VIRTIO_SERIAL] = parse_virtio_serial,
        [DOMAIN_ADDRESS_USB] = parse_usb,
        [DOMAIN_ADDRESS_ISA] = parse_isa,
        [DOMAIN_ADDRESS_DIMM] = parse_dimm,
    };
    g_autofree char *type = xml_attr(node, "type");

    G_STATIC_ASSERT(G_N_ELEMENTS(parsers) == DOMAIN_ADDRESS_LAST);
    if (type && type_is_foreign(type))
        return xml_unsupported(node, err, "type '%s'", type);
    memset(address, 0, sizeof *address);
    return XML_NEED_ENUM(node, "type", domain_address_type, &address->type, err) &&
           parsers[address->type](node, address, err);
}

static void attr_hex(XmlWriter *xml, const char *name, int digits, uint64_t value)
{
    g_autofree char *text = g_strdup_printf("0x%0*" G_GINT64_MODIFIER "x", digits, value);

    xml_writer_attr(xml, name, text);
}

static void format_pci(XmlWriter *xml, const DomainAddress *address)
{
    if (!domain_address_is_open(address)) {
        attr_hex(xml, "domain", 4, address->pci.domain);
        attr_hex(xml, "bus", 2, address->pci.bus);
        attr_hex(xml, "slot", 2, address->pci.slot);
        attr_hex(xml, "function", 1, address->pci.function);
    }
    xml_writer_attr(xml, "multifunction", tristate_on_to_string(address->pci.multifunction));
}

static void format_drive(XmlWriter *xml, const DomainAddress *address)
{
    xml_writer_attr_number(xml, "controller", address->drive.controller);
    xml_writer_attr_number(xml, "bus", address->drive.bus);
    xml_writer_attr_number(xml, "target", address->drive.target);
    xml_writer_attr_number(xml, "unit", address->drive.unit);
}

static void format_isa(XmlWriter *xml, const DomainAddress *address)
{
    if (address->isa.iobase)
        attr_hex(xml, "iobase", 1, address->isa.iobase);
    if (address->isa.irq)
        attr_hex(xml, "irq", 1, address->isa.irq);
}

void domain_address_format(XmlWriter *xml, const DomainAddress *address)
{
    if (address->type == DOMAIN_ADDRESS_NONE)
        return;
    xml_writer_open(xml, "address");
    xml_writer_attr(xml, "type", domain_address_type_to_string(address->type));
    switch (address->type) {
    case DOMAIN_ADDRESS_PCI:
        format_pci(xml, address);
        break;
    case DOMAIN_ADDRESS_DRIVE:
        format_drive(xml, address);
        break;
    case DOMAIN_ADDRESS_VIRTIO_SERIAL:
        xml_writer_attr_number(xml, "controller", address->virtio_serial.controller);
        xml_writer_attr_number(xml, "bus", address->virtio_serial.bus);
        xml_writer_attr_number(xml, "port", address->virtio_serial.port);
        break;
    case DOMAIN_ADDRESS_USB:
        xml_writer_attr_number(xml, "bus", address->usb.bus);
        xml_writer_attr(xml, "port", address->usb.port[0] ? address->usb.port : NULL);
        break;
    case DOMAIN_ADDRESS_ISA:
        format_isa(xml, address);
        break;
    default:
        xml_writer_attr_number(xml, "slot", address->dimm.slot);
        if (address->dimm.base)
            attr_hex(xml, "base", 1, address->dimm.base);
        break;
    }
    xml_writer_close(xml, "address");
}

char *domain_address_text(const DomainAddress *address)
{
    switch (address->type) {
    case DOMAIN_ADDRESS_PCI:
        return g_strdup_printf("%04x:%02x:%02x.%x", address->pci.domain, address->pci.bus,
                               address->pci.slot, address->pci.function);
    case DOMAIN_ADDRESS_DRIVE:
        return g_strdup_printf("controller %u, bus %u, target %u, unit %u",
                               address->drive.controller, address->drive.bus, address->drive.target,
                               address->drive.unit);
    case DOMAIN_ADDRESS_VIRTIO_SERIAL:
        return g_strdup_printf("controller %u, port %u", address->virtio_serial.controller,
                               address->virtio_serial.port);
    case DOMAIN_ADDRESS_USB:
        return g_strdup_printf("bus %u, port %s", address->usb.bus, address->usb.port);
    case DOMAIN_ADDRESS_ISA:
        return g_strdup_printf("I/O port 0x%x", address->isa.iobase);
    case DOMAIN_ADDRESS_DIMM:
        return g_strdup_printf("slot %u", address->dimm.slot);
    default:
        return g_strdup("none");
    }
}

bool domain_address_equal(const DomainAddress *a, const DomainAddress *b)
{
    g_autofree char *text_a = domain_address_text(a), *text_b = domain_address_text(b);

    return a->type == b->type && g_str_equal(text_a, text_b);
}

bool domain_address_is_open(const DomainAddress *address)
{
    return address->type == DOMAIN_ADDRESS_NONE ||
           (address->type == DOMAIN_ADDRESS_PCI && address->pci.domain == 0 &&
            address->pci.bus == 0 && address->pci.slot == 0 && address->pci.function == 0) ||
           (address->type == DOMAIN_ADDRESS_USB && !address->usb.port[0]);
}
