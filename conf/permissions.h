/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Owner and mode of a file or folder, as the element <permissions> of pools and volumes has them.
 */
#ifndef VMRPC_CONF_PERMISSIONS_H
#define VMRPC_CONF_PERMISSIONS_H

#include <stdint.h>

#define PERMISSIONS_NONE (-1) /* not given: the default counts */

typedef struct {
    int64_t mode; /* the lower twelve bits */
    int64_t owner;
    int64_t group;
} Permissions;

#define PERMISSIONS_INIT                                                                           \
    {                                                                                              \
        PERMISSIONS_NONE, PERMISSIONS_NONE, PERMISSIONS_NONE                                       \
    }

#endif
