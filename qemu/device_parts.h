/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a device of a domain to what QEMU makes it of (qemu/parts.h), for a command line and for a
 * running guest alike. Pure: nothing is opened, nobody is asked.
 *
 * The definition must be complete and prepared (see argv.h); the device need not be in it yet. What
 * the machine has by itself is made of nothing.
 */
#ifndef VMRPC_QEMU_DEVICE_PARTS_H
#define VMRPC_QEMU_DEVICE_PARTS_H

#include "conf/domain_device.h"
#include "qemu/machine_type.h"
#include "qemu/parts.h"

bool device_parts(const DomainDef *def, const DomainDevice *device, Parts *parts, GError **err);

void device_parts_controller(const DomainDef *def, const DomainController *controller,
                             Parts *parts);
bool device_parts_disk(const DomainDef *def, const DomainDisk *disk, Parts *parts, GError **err);
void device_parts_interface(const DomainDef *def, const DomainInterface *interface, Parts *parts);
void device_parts_video(const DomainDef *def, const DomainVideo *video, Parts *parts);
void device_parts_sound(const DomainDef *def, const DomainSound *sound, Parts *parts);
/* "audio1": what a card or a screen calls its backend, to be freed; NULL: the guest has none. */
char *device_audio_id(const DomainDef *def, unsigned id);
void device_parts_redirdev(const DomainDef *def, const DomainRedirdev *redirdev, Parts *parts);
void device_parts_input(const DomainDef *def, const DomainInput *input, Parts *parts);
void device_parts_filesystem(const DomainDef *def, const DomainFilesystem *filesystem,
                             Parts *parts);
void device_parts_rng(const DomainDef *def, const DomainRng *rng, Parts *parts);
void device_parts_watchdog(const DomainDef *def, const DomainWatchdog *watchdog, Parts *parts);
void device_parts_panic(const DomainDef *def, const DomainPanic *panic, Parts *parts);
void device_parts_memballoon(const DomainDef *def, const DomainMemballoon *memballoon,
                             Parts *parts);
/* Its descriptor has the name of vsock_fd_name() (vsock.h). */
void device_parts_vsock(const DomainDef *def, const DomainVsock *vsock, Parts *parts);
void device_parts_memory(const DomainDef *def, const DomainMemory *memory, Parts *parts);
/* A serial port, console or channel. */
void device_parts_chardev(const DomainDef *def, const DomainChardev *chardev, Parts *parts);

/* ---- for those who write such functions ---- */

/* A new PART_DEVICE body with driver, id and, unless it is a drive's, its place. */
json_t *device_new(const DomainDef *def, const char *driver, const DomainDeviceInfo *info);
/* Puts the device on a bus of the controller: "ALIAS.number". */
void device_set_bus(const DomainDef *def, json_t *device, DomainControllerType type, unsigned index,
                    unsigned number);
/* The place in the order of booting, from 1; 0: none. */
unsigned device_boot_order(const DomainDef *def, const DomainDeviceInfo *info, DomainBoot kind);
/* Adds "bootindex" if the device has an order of its own or is the first of its kind. */
void device_set_boot(const DomainDef *def, json_t *device, const DomainDeviceInfo *info,
                     DomainBoot kind);
/* The kind that a boot order by kinds counts the disk among. */
DomainBoot device_disk_boot(const DomainDisk *disk);
/* Adds the I/O thread of that number; nothing if it is 0. */
void device_set_iothread(json_t *device, unsigned id);
void device_set_integer(json_t *device, const char *key, json_int_t value);
void device_set_string(json_t *device, const char *key, const char *value); /* takes NULL */
void device_set_switch(json_t *device, const char *key, Tristate value);

/* Of a complete definition. */
MachineFamily device_family(const DomainDef *def);

#endif
