/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files of this driver that bear the name of a domain, in one list: what is not in it stays
 * behind when a domain gets another name.
 */
#ifndef VMRPC_QEMU_GUEST_FILES_H
#define VMRPC_QEMU_GUEST_FILES_H

#include "drivers/domain_driver.h"

/* Hypervisor.list_files */
void guest_files_list(DomainDriver *driver, const char *name, const char *new_name,
                      DomainFiles *files);

#endif
