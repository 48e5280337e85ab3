/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Owner and mode of a file or folder, as the element <permissions> of pools and volumes has them.
 */
#ifndef VMRPC_CONF_PERMISSIONS_H
#define VMRPC_CONF_PERMISSIONS_H

#include "conf/xml.h"
#include "conf/xml_writer.h"

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

/* XmlHandler with a Permissions as target. A label is read over: files get that of their folder. */
bool permissions_parse(xmlNode *node, void *target, GError **err);

/* Nothing if nothing is given. */
void permissions_format(XmlWriter *xml, const Permissions *permissions);

#endif
