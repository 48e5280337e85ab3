/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether two documents are of the same hardware, as a guest sees it: then the state of a guest
 * that ran with the one can go on with the other. What only the host knows of (files, names of
 * networks, consoles and screens, what happens at the end) may differ.
 */
#ifndef VMRPC_CONF_DOMAIN_ABI_H
#define VMRPC_CONF_DOMAIN_ABI_H

#include "conf/domain.h"

/* ERR_CONFIG_UNSUPPORTED naming a difference. Addresses count, so both must have been completed by
 * the driver. */
bool domain_abi_check(const DomainDef *was, const DomainDef *now, GError **err);

#endif
