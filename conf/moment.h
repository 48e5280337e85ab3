/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Moments: what documents of snapshots and of checkpoints have in common: a name, when it was, and
 * the one that it descends from. MomentDef is the first member of both.
 *
 * A document comes from somebody who wants a new moment, and then only says what is to be made; or
 * it tells of one that exists (its metadata, on disk or given back by a client), and then says all.
 */
#ifndef VMRPC_CONF_MOMENT_H
#define VMRPC_CONF_MOMENT_H

#include "conf/domain.h"
#include "conf/xml.h"
#include "conf/xml_writer.h"

#define MOMENT_NAME_MAX 240 /* bytes: a file name, which has 255, is this and a suffix */

typedef struct {
    char *name;
    char *description;
    int64_t created;   /* seconds since 1970 */
    char *parent;      /* its name; NULL: a root */
    DomainDef *domain; /* as it was; NULL: not known */
} MomentDef;

typedef enum {
    MOMENT_WANTED, /* to be made: what the daemon finds out itself is read over */
    MOMENT_KNOWN,  /* made already */
} MomentParse;

void moment_def_clear(MomentDef *def);

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
