/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where a device is plugged in: the <address> element of each device.
 *
 * Read here and written here as libvirt writes it; whether such a place exists on the board and is
 * free is the driver's to say (qemu/address.h), which also fills in what a document leaves open.
 */
#ifndef VMRPC_CONF_DEVICE_ADDRESS_H
#define VMRPC_CONF_DEVICE_ADDRESS_H

#include "base/error.h"
#include "conf/enum.h"
#include "conf/xml_writer.h"

typedef enum {
    DOMAIN_ADDRESS_NONE, /* not given */
    DOMAIN_ADDRESS_PCI,
    DOMAIN_ADDRESS_DRIVE,
    DOMAIN_ADDRESS_VIRTIO_SERIAL,
    DOMAIN_ADDRESS_USB,
    DOMAIN_ADDRESS_ISA,
    DOMAIN_ADDRESS_DIMM,
    DOMAIN_ADDRESS_LAST
} DomainAddressType;
ENUM_DECLARE(domain_address_type, DomainAddressType);

#define DOMAIN_PCI_SLOTS 32
#define DOMAIN_PCI_FUNCTIONS 8
#define DOMAIN_USB_PORT_SIZE 16 /* "1", or "1.2.4.3" below hubs, and a NUL */

typedef struct {
    DomainAddressType type;
    union {
        struct {
            unsigned domain, bus; /* bus: the index of its PCI controller */
            unsigned slot, function;
            Tristate multifunction;
        } pci; /* all 0: one of this type, which is left open */
        struct {
            unsigned controller, bus, target, unit;
        } drive;
        struct {
            unsigned controller, bus, port;
        } virtio_serial;
        struct {
            unsigned bus;                    /* the index of its USB controller */
            char port[DOMAIN_USB_PORT_SIZE]; /* "": any */
        } usb;
        struct {
            unsigned iobase, irq; /* 0: not given */
        } isa;
        struct {
            unsigned slot;
            uint64_t base; /* 0: not given */
        } dimm;
    };
} DomainAddress;

struct _xmlNode;
bool domain_address_parse(struct _xmlNode *node, DomainAddress *address, GError **err);
/* Nothing if there is none. */
void domain_address_format(XmlWriter *xml, const DomainAddress *address);

/* "0000:00:03.0" and the like for messages; to be freed. */
char *domain_address_text(const DomainAddress *address);
bool domain_address_equal(const DomainAddress *a, const DomainAddress *b);
/* There is none, or it is of a type only. */
bool domain_address_is_open(const DomainAddress *address);

#endif
