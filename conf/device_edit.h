/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Single devices of a definition: read from a document of their own, found in a definition, put
 * into it, taken out of it.
 *
 * A document that means a present device need not repeat all of it: a disk is known by its target,
 * an interface by its MAC address, anything else by what the document says of it and by the
 * <address>, if there is one. A console that is the first serial port by another name means that.
 */
#ifndef VMRPC_CONF_DEVICE_EDIT_H
#define VMRPC_CONF_DEVICE_EDIT_H

#include "conf/domain_device.h"

/* <disk>, <interface> ... Owned by the caller. What belongs to a running guest is not read. */
bool device_edit_parse(const char *xml, DomainDevice *ret_device, GError **err);

/* The device of def that wanted means; borrowed. ERR_DEVICE_MISSING if there is none,
 * ERR_OPERATION_FAILED if it could be several. */
bool device_edit_find(const DomainDef *def, const DomainDevice *wanted, DomainDevice *ret_device,
                      GError **err);

/* Takes over device in any case, and settles and checks the definition. On failure def is to be
 * thrown away. flags: as it was parsed. */
bool device_edit_insert(DomainDef *def, DomainDevice device, DomainParseFlags flags, GError **err);
/* Out of def, to be freed or added elsewhere. With the first serial port goes the console that it
 * is as well. */
void device_edit_take(DomainDef *def, const DomainDevice *device);
/* Takes over a device that has been settled and checked elsewhere; a single one must be missing. */
void device_edit_add(DomainDef *def, const DomainDevice *device);
/* Puts device in the place of found, which is freed; keeps what only found says: its address and
 * its alias. Checks as for insert. */
bool device_edit_replace(DomainDef *def, const DomainDevice *found, DomainDevice device,
                         DomainParseFlags flags, GError **err);

/* "disk 'vda'" and the like, for messages; to be freed. */
char *device_edit_name(const DomainDevice *device);

#endif
