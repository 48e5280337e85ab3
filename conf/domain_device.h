/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One device of any kind, and all devices of a definition in the order of the document.
 *
 * A DomainDevice borrows: who owns the struct behind it is the definition, or whoever parsed it.
 */
#ifndef VMRPC_CONF_DOMAIN_DEVICE_H
#define VMRPC_CONF_DOMAIN_DEVICE_H

#include "conf/domain.h"

typedef enum {
    DOMAIN_DEVICE_DISK,
    DOMAIN_DEVICE_CONTROLLER,
    DOMAIN_DEVICE_FILESYSTEM,
    DOMAIN_DEVICE_INTERFACE,
    DOMAIN_DEVICE_SERIAL,
    DOMAIN_DEVICE_CONSOLE,
    DOMAIN_DEVICE_CHANNEL,
    DOMAIN_DEVICE_INPUT,
    DOMAIN_DEVICE_GRAPHICS,
    DOMAIN_DEVICE_VIDEO,
    DOMAIN_DEVICE_SOUND,
    DOMAIN_DEVICE_AUDIO, /* of the host: no guest sees it */
    DOMAIN_DEVICE_REDIRDEV,
    DOMAIN_DEVICE_RNG,
    DOMAIN_DEVICE_MEMORY,
    DOMAIN_DEVICE_WATCHDOG,
    DOMAIN_DEVICE_MEMBALLOON,
    DOMAIN_DEVICE_PANIC,
    DOMAIN_DEVICE_VSOCK,
    DOMAIN_DEVICE_LAST
} DomainDeviceKind;
ENUM_DECLARE(domain_device_kind, DomainDeviceKind); /* names of elements */

typedef struct DomainDevice {
    DomainDeviceKind kind;
    union {
        DomainDeviceInfo *info; /* of each: it comes first in all of them */
        DomainDisk *disk;
        DomainController *controller;
        DomainFilesystem *filesystem;
        DomainInterface *interface;
        DomainChardev *chardev; /* serial, console, channel */
        DomainInput *input;
        DomainGraphics *graphics;
        DomainVideo *video;
        DomainSound *sound;
        DomainAudio *audio;
        DomainRedirdev *redirdev;
        DomainRng *rng;
        DomainMemory *memory;
        DomainWatchdog *watchdog;
        DomainMemballoon *memballoon;
        DomainPanic *panic;
        DomainVsock *vsock;
    };
} DomainDevice;

/* The array that holds a kind; NULL: a domain has at most one, in domain_device_single(). */
GPtrArray *domain_device_array(const DomainDef *def, DomainDeviceKind kind);
DomainDeviceInfo **domain_device_single(DomainDef *def, DomainDeviceKind kind);

unsigned domain_device_count(const DomainDef *def, DomainDeviceKind kind);
/* place: below that count. */
DomainDevice domain_device_at(const DomainDef *def, DomainDeviceKind kind, unsigned place);

/* The device of that alias; false: there is none. */
bool domain_device_by_alias(const DomainDef *def, const char *alias, DomainDevice *ret_device);

/* Takes over a disk whose target and bus are known. Those of a bus lie together, in the order of
 * their letters, and the buses as they came: the first disk is the same wherever it is written. */
void domain_disk_insert(GPtrArray *disks, DomainDisk *disk);

/* The disk of that target ("vda"), borrowed; NULL: there is none. */
DomainDisk *domain_disk_by_target(const DomainDef *def, const char *target);

/* The same, also by the path of its image. */
DomainDisk *domain_disk_find(const DomainDef *def, const char *name);

/* The controller that is meant by type and index, no companion; borrowed, NULL: there is none. */
const DomainController *domain_controller_by_index(const DomainDef *def, DomainControllerType type,
                                                   unsigned index);

/* For one that no definition owns. */
void domain_device_free(DomainDevice device);

#endif
