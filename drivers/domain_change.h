/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DomainChange: a change of a device in what runs and in the definition at once, from before the
 * first is touched until both are done. The hypervisor keeps them for a next daemon, with what else
 * it knows of the run; that one, or this one if the machine did not answer in time, has both agree
 * (domain_device_co_settle()). An update of what runs alone is one as well, for this daemon. They
 * go with the run.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_CHANGE_H
#define VMRPC_DRIVERS_DOMAIN_CHANGE_H

#include "drivers/domain.h"

/* Of one domain at once: each may wait for its guest. */
#define DOMAIN_CHANGES_MAX 16
/* Bytes of the document of a device that can be kept. */
#define DOMAIN_CHANGE_XML_MAX 65536

typedef enum {
    DOMAIN_CHANGE_ATTACH,
    DOMAIN_CHANGE_DETACH,
    DOMAIN_CHANGE_UPDATE,
    DOMAIN_CHANGE_LAST,
} DomainChangeKind;

typedef struct DomainChange {
    unsigned number; /* that no other has */
    DomainChangeKind kind;
    unsigned flags; /* of the call */
    char *alias;    /* of the device in what runs; NULL: it has none yet */
    char *xml;      /* of the device, as the client sent it; NULL: the alias is all */
    char *mac;      /* that it was given; NULL: it has none */
    bool late;      /* nobody waits for its end */
} DomainChange;

/* Copies of alias and xml. ERR_OPERATION_FAILED if there are too many, or too much of it. What of
 * the same device is late is superseded. */
bool domain_change_begin(Domain *domain, DomainChangeKind kind, unsigned flags, const char *alias,
                         const char *xml, unsigned *ret_number, GError **err);
/* Borrowed, until the next wait; NULL: it is over, or has gone with the run. */
DomainChange *domain_change_by_number(const Domain *domain, unsigned number);
/* The next one that is late, above this number. */
DomainChange *domain_change_next_late(const Domain *domain, unsigned number);
/* The hypervisor has called the device that is being attached so. */
void domain_change_set_alias(Domain *domain, const char *alias);
/* Its call ends; whether it was done will be known later. Else it is over. */
void domain_change_leave(Domain *domain, unsigned number, bool late);
void domain_change_forget_all(Domain *domain);

/* Those of both as an element, to be freed, NULL if there are none; and back, all of them late. */
char *domain_change_format_all(const Domain *domain);
bool domain_change_restore_all(Domain *domain, const char *xml, GError **err);

#endif
