/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts: what a device of a guest is made of for QEMU: descriptors, objects, block nodes, character
 * and network backends, and last the device itself, each depending on none but earlier ones.
 *
 * The same list becomes options of a command line (qemu/argv.h) or commands on a running guest's
 * monitor (qemu/parts_plug.h). Building one asks nobody and opens nothing.
 */
#ifndef VMRPC_QEMU_PARTS_H
#define VMRPC_QEMU_PARTS_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>

typedef enum {
    PART_FD,       /* a descriptor of ours in a set of QEMU's, which nodes name as /dev/fdset/N */
    PART_NAMED_FD, /* a descriptor of ours that a backend takes by its name: a tap, a socket */
    PART_OBJECT,   /* object-add: "qom-type", "id" and properties */
    PART_BLOCKDEV, /* blockdev-add: "driver", "node-name" ... */
    PART_CHARDEV,  /* chardev-add: "id" and "backend" */
    PART_NETDEV,   /* netdev_add: "type", "id" ... */
    PART_DEVICE,   /* device_add: "driver", "id" ... */
} PartKind;

typedef struct Part {
    PartKind kind;
    json_t *body; /* as the command takes it; NULL for descriptors */
    char *name;   /* the id, node name or name of the descriptor */
    int fd;       /* descriptors: owned by the list; -1 otherwise */
    unsigned set; /* PART_FD: number of its set in QEMU */
} Part;

typedef struct Parts Parts;

Parts *parts_new(void);
void parts_free(Parts *parts); /* takes NULL; closes descriptors */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parts, parts_free)

unsigned parts_count(const Parts *parts);
const Part *parts_at(const Parts *parts, unsigned place);

/* Takes over body, whose id or node name is read from it. */
void parts_add(Parts *parts, PartKind kind, json_t *body);
/* Takes over fd. A set may get several, of different access modes: QEMU opens the one that fits. */
void parts_add_fd(Parts *parts, unsigned set, int fd, const char *opaque);
void parts_add_named_fd(Parts *parts, const char *name, int fd);

#endif
