/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading and writing what documents of snapshots and of checkpoints have in common.
 */
#ifndef VMRPC_CONF_MOMENT_XML_H
#define VMRPC_CONF_MOMENT_XML_H

#include "conf/moment.h"
#include "conf/xml.h"
#include "conf/xml_writer.h"

/* Handlers of xml_walk() for the elements of that name; their target begins with a MomentDef. */
bool moment_parse_name(xmlNode *node, void *target, GError **err);
bool moment_parse_description(xmlNode *node, void *target, GError **err);
bool moment_parse_created(xmlNode *node, void *target, GError **err);
bool moment_parse_parent(xmlNode *node, void *target, GError **err);
bool moment_parse_domain(xmlNode *node, void *target, GError **err);
/* For what a document may say but nobody asks for. */
bool moment_read_over(xmlNode *node, void *target, GError **err);
/* A <domain>, whatever its element is called here; *ret NULL if only a uuid is in it. */
bool moment_parse_definition(xmlNode *node, DomainDef **ret, GError **err);

/* After the walk: names a wanted one after the time, and asks of a known one that it is whole. */
bool moment_def_settle(MomentDef *def, MomentParse kind, const char *noun, GError **err);

/* <name> and <description>; <parent> and <creationTime>; the domain as element `name`. */
void moment_format_head(XmlWriter *xml, const MomentDef *def);
void moment_format_descent(XmlWriter *xml, const MomentDef *def);
void moment_format_definition(XmlWriter *xml, const char *name, const DomainDef *def,
                              unsigned flags);

#endif
