/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where to listen on this host, for whom a name was given: names are looked up by the worker, since
 * that may take as long as the servers of names do.
 */
#ifndef VMRPC_BASE_LOCAL_ADDRESS_H
#define VMRPC_BASE_LOCAL_ADDRESS_H

#include "base/worker.h"

/* The first of a name's addresses that this host has, as numbers, to be freed; an address is given
 * back as it is, without being looked at. NULL on failure. */
char *local_address_co_find(Worker *worker, const char *host, GError **err);

#endif
