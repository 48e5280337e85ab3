/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands that change devices share: their options, the element of a device in the
 * document of a domain, and how that element is changed.
 */
#ifndef VMRPC_TOOLS_DEVICE_H
#define VMRPC_TOOLS_DEVICE_H

#include "tools/affect.h"

#define OPTIONS_DEVICE_AFFECT                                                                      \
    {"persistent", OPTION_BOOL, 0, "of the definition, and of the guest if it runs", NULL},        \
        OPTIONS_AFFECT

/* A domain and what of it a command concerns. */
typedef struct DeviceCommand {
    VmrpcDomain *domain;
    unsigned flags;
} DeviceCommand;

/* false: printed why there is none. To be cleared. */
bool device_command_begin(Tool *tool, const Arguments *arguments, DeviceCommand *ret);
void device_command_clear(DeviceCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeviceCommand, device_command_clear)

/* Attaches the device of that element, or prints it if print-xml was asked for, and says how it
 * went; what: "disk" ... */
bool device_attach(Tool *tool, const Arguments *arguments, const char *xml, const char *what);

/* The element that an expression below /domain/devices means, as a document; NULL: printed why. */
char *device_element(const DeviceCommand *command, const char *expression, const char *what);
/* Words for XPath can hold no quotes; prints that. */
bool device_check_word(const char *word);

#endif
