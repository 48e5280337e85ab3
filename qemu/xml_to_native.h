/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line that a document would be started with, for people to read. */
#ifndef VMRPC_QEMU_XML_TO_NATIVE_H
#define VMRPC_QEMU_XML_TO_NATIVE_H

#include "drivers/driver.h"

extern const RemoteHandlers xml_to_native_handlers;

#endif
