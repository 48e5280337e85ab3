/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volumes that a domain's disks are, for the command that deletes them with it.
 */
#ifndef VMRPC_TOOLS_DOMAIN_STORAGE_H
#define VMRPC_TOOLS_DOMAIN_STORAGE_H

#include "tools/tool.h"

/* The volumes (VmrpcVolume) of all disks, or of those whose target or path is in the list (with
 * commas). What is in no pool is named and left out. NULL after a problem, which it prints. */
GPtrArray *domain_storage_find(Tool *tool, VmrpcDomain *domain, const char *targets);
/* Deletes them; goes on after one that cannot be, and returns false then. */
bool domain_storage_delete(Tool *tool, GPtrArray *volumes);

#endif
