/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Another name for a domain: for its definition and for all files that bear the name, together.
 *
 * What is to be done is written down before anything is (FOLDER/renaming), and taken back when all
 * of it is done, or undone. A daemon that finds it there does the rest: so whenever one is killed,
 * the domain has either name and all of its files with it.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_RENAME_H
#define VMRPC_DRIVERS_DOMAIN_RENAME_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_rename_handlers;

/* For Hypervisor.list_files: this file or folder, if it is there, moves along. Takes over both
 * paths. What has the name inside as well, as snapshots have, cannot move: as long as there is any
 * the domain keeps its name. */
void domain_rename_add(DomainFiles *files, char *from, char *to);

/* Finishes what a daemon before us has left; before the definitions are loaded. */
bool domain_rename_recover(DomainDriver *driver, GError **err);

#endif
