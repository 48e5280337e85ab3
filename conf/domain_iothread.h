/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * I/O threads: threads of the emulator that serve the disks and controllers which name them, beside
 * its main one. Guests do not see them.
 */
#ifndef VMRPC_CONF_DOMAIN_IOTHREAD_H
#define VMRPC_CONF_DOMAIN_IOTHREAD_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DomainDef DomainDef;

#define DOMAIN_IOTHREADS_MAX 1024

typedef struct {
    unsigned id;      /* from 1 */
    bool listed;      /* the document has the number; else only how many there are */
    int64_t pool_min; /* workers for what has no asynchronous way; -1: not given */
    int64_t pool_max;
} DomainIothread;

/* NULL: there is none of that number. */
const DomainIothread *domain_iothread_by_id(const DomainDef *def, unsigned id);
/* Numbers, with the lowest that are free, so many that there are count. */
void domain_iothreads_fill(DomainDef *def, unsigned count);
/* Whether all that are named are there, for domain_def_check(). */
bool domain_iothreads_check(const DomainDef *def, GError **err);

#endif
