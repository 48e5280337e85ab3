/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Firmware that is installed on this host, by the descriptions that QEMU's interop/firmware.json
 * lays down: files in $XDG_CONFIG_HOME/qemu/firmware, /etc/qemu/firmware and
 * /usr/share/qemu/firmware, tried in the order of their names, of which one in a former folder
 * stands for those in later ones. They are read when a definition asks for firmware, as small files
 * of the system.
 */
#ifndef VMRPC_QEMU_FIRMWARE_FIND_H
#define VMRPC_QEMU_FIRMWARE_FIND_H

#include <glib.h>
#include <stdbool.h>

/* UEFI in flash for the machine type, with a template of its variables, that needs neither Secure
 * Boot nor SMM. The paths are to be freed. false: there is none. */
bool firmware_find(const char *arch, const char *machine, char **ret_code, char **ret_template);

#endif
