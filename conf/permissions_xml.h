/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The element <permissions>: what the files that read and write pools and volumes share.
 */
#ifndef VMRPC_CONF_PERMISSIONS_XML_H
#define VMRPC_CONF_PERMISSIONS_XML_H

#include "conf/permissions.h"
#include "conf/xml.h"
#include "conf/xml_writer.h"

/* XmlHandler with a Permissions as target. A label is read over: files get that of their folder. */
bool permissions_parse(xmlNode *node, void *target, GError **err);

/* Nothing if nothing is given. */
void permissions_format(XmlWriter *xml, const Permissions *permissions);

#endif
