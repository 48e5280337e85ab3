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

#endif
