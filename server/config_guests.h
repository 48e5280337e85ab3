/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of the keys of group [qemu], for server/config.c. */
#ifndef VMRPC_SERVER_CONFIG_GUESTS_H
#define VMRPC_SERVER_CONFIG_GUESTS_H

#include "server/config.h"

/* A name, a number, or "each". */
bool config_guests_set_user(ConfigQemu *qemu, const char *value, GError **err);
/* "FIRST-LAST" */
bool config_guests_set_range(ConfigQemu *qemu, const char *value, GError **err);

#endif
