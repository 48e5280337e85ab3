/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What limits a domain on the host, beside what is said of its CPUs and disks: nothing. Programs
 * ask for it whether or not there is something to tell, and show it.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_LIMITS_H
#define VMRPC_DRIVERS_DOMAIN_LIMITS_H

#include "remote_protocol_table.h"

extern const RemoteHandlers domain_limit_handlers;

#endif
