/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Character devices: <serial>, <console> and <channel>. Each has an end on the host (its type and
 * source) and one in the guest (its target).
 */
#ifndef VMRPC_CONF_DOMAIN_CHARDEV_H
#define VMRPC_CONF_DOMAIN_CHARDEV_H

#include "conf/domain_devices.h"

typedef enum {
    DOMAIN_CHARDEV_TYPE_NULL,
    DOMAIN_CHARDEV_TYPE_PTY,
    DOMAIN_CHARDEV_TYPE_FILE,
    DOMAIN_CHARDEV_TYPE_UNIX,
    DOMAIN_CHARDEV_TYPE_TCP,
    DOMAIN_CHARDEV_TYPE_UDP,
    DOMAIN_CHARDEV_TYPE_SPICEVMC, /* channel only: by SPICE, to whoever looks at the screen */
    DOMAIN_CHARDEV_TYPE_LAST
} DomainChardevType;
ENUM_DECLARE(domain_chardev_type, DomainChardevType);

typedef enum {
    DOMAIN_CHARDEV_PROTOCOL_RAW,
    DOMAIN_CHARDEV_PROTOCOL_TELNET,
    DOMAIN_CHARDEV_PROTOCOL_LAST
} DomainChardevProtocol;
ENUM_DECLARE(domain_chardev_protocol, DomainChardevProtocol);

typedef enum {
    DOMAIN_CHARDEV_TARGET_ISA_SERIAL, /* serial: the default */
    DOMAIN_CHARDEV_TARGET_USB_SERIAL,
    DOMAIN_CHARDEV_TARGET_PCI_SERIAL,
    DOMAIN_CHARDEV_TARGET_SERIAL, /* console: mirrors the first serial port */
    DOMAIN_CHARDEV_TARGET_VIRTIO, /* console: virtconsole; channel: virtserialport */
    DOMAIN_CHARDEV_TARGET_LAST
} DomainChardevTarget;
ENUM_DECLARE(domain_chardev_target, DomainChardevTarget);

/* Whether somebody in the guest has opened a channel. */
typedef enum {
    DOMAIN_CHANNEL_STATE_UNKNOWN,
    DOMAIN_CHANNEL_STATE_CONNECTED,
    DOMAIN_CHANNEL_STATE_DISCONNECTED,
    DOMAIN_CHANNEL_STATE_LAST
} DomainChannelState;
ENUM_DECLARE(domain_channel_state, DomainChannelState);

/* On the network: a name or a number each; NULL: not given. */
typedef struct {
    char *host;
    char *service;
} DomainChardevPlace;

typedef struct {
    DomainDeviceInfo info;
    DomainChardevType type;
    char *path;      /* file, unix: as given (unix of a channel: NULL lets the driver choose);
                      * pty: live */
    Tristate append; /* file: append instead of truncate */
    unsigned set;    /* live: of its file's descriptor at the hypervisor; 0: it has the path */
    bool listen;     /* unix, tcp: mode='bind', QEMU listens; else 'connect' */
    DomainChardevPlace place; /* tcp: where it listens or connects to; udp: where it sends to */
    DomainChardevPlace local; /* udp: where it listens */
    DomainChardevProtocol protocol; /* tcp */
    Tristate tls;                   /* tcp: never ON */
    DomainChardevTarget target;
    int port;                 /* of the target, numbered by the parser; a channel's means nothing */
    char *name;               /* channel: org.qemu.guest_agent.0 ... */
    DomainChannelState state; /* channel: live */
    bool
        handed; /* unix of a channel, live: its socket is made by the driver, which hands it over */
    bool mirrors_serial; /* console 0 of target serial: the same device as serials[0], so a driver
                          * makes nothing of it and fills in serials[0] only */
} DomainChardev;

DomainChardev *domain_chardev_new(void);
void domain_chardev_free(void *chardev); /* takes NULL */

/* The host's ends are the same, but for what is live. */
bool domain_chardev_same_source(const DomainChardev *a, const DomainChardev *b);
/* Hands over the host's end. */
void domain_chardev_move_source(DomainChardev *from, DomainChardev *to);

#endif
