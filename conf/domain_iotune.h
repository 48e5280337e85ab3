/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Limits of a disk's traffic: <iotune>, and the typed parameters of the same names.
 *
 * Values are in the order in which procedures list them. Those of a family (the limit of all
 * traffic, of reads and of writes) belong together: where one of them is given the others mean "no
 * limit", and where none is the family stays as it was.
 */
#ifndef VMRPC_CONF_DOMAIN_IOTUNE_H
#define VMRPC_CONF_DOMAIN_IOTUNE_H

#include "conf/enum.h"

#include <stdint.h>

/* What QEMU takes as a limit. */
#define DOMAIN_IOTUNE_VALUE_MAX UINT64_C(1000000000000000)
#define DOMAIN_IOTUNE_GROUP_MAX 255 /* bytes of a group's name */

typedef enum {
    DOMAIN_IOTUNE_TOTAL_BYTES,
    DOMAIN_IOTUNE_READ_BYTES,
    DOMAIN_IOTUNE_WRITE_BYTES,
    DOMAIN_IOTUNE_TOTAL_IOPS,
    DOMAIN_IOTUNE_READ_IOPS,
    DOMAIN_IOTUNE_WRITE_IOPS,
    DOMAIN_IOTUNE_TOTAL_BYTES_MAX,
    DOMAIN_IOTUNE_READ_BYTES_MAX,
    DOMAIN_IOTUNE_WRITE_BYTES_MAX,
    DOMAIN_IOTUNE_TOTAL_IOPS_MAX,
    DOMAIN_IOTUNE_READ_IOPS_MAX,
    DOMAIN_IOTUNE_WRITE_IOPS_MAX,
    DOMAIN_IOTUNE_SIZE_IOPS,              /* bytes that count as one operation */
    DOMAIN_IOTUNE_TOTAL_BYTES_MAX_LENGTH, /* seconds that a burst may last */
    DOMAIN_IOTUNE_READ_BYTES_MAX_LENGTH,
    DOMAIN_IOTUNE_WRITE_BYTES_MAX_LENGTH,
    DOMAIN_IOTUNE_TOTAL_IOPS_MAX_LENGTH,
    DOMAIN_IOTUNE_READ_IOPS_MAX_LENGTH,
    DOMAIN_IOTUNE_WRITE_IOPS_MAX_LENGTH,
    DOMAIN_IOTUNE_LAST
} DomainIoTuneValue;
/* total_bytes_sec ... write_iops_sec_max_length, in documents and as parameters */
ENUM_DECLARE(domain_iotune_value, DomainIoTuneValue);

typedef struct DomainIoTune {
    uint64_t values[DOMAIN_IOTUNE_LAST]; /* 0: no limit, or none of its own */
    char *group;                         /* whose members share the limits; NULL: none */
} DomainIoTune;

DomainIoTune *domain_iotune_copy(const DomainIoTune *tune); /* takes NULL */
void domain_iotune_free(DomainIoTune *tune);                /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainIoTune, domain_iotune_free)

/* Without any limit; takes NULL. */
bool domain_iotune_is_empty(const DomainIoTune *tune);

/* Whether the values go together, and can be written in a document; whose limits they are ("disk
 * 'vda'") is for the message. */
bool domain_iotune_check(const DomainIoTune *tune, const char *whose, GError **err);

/* Puts old values where the family (the group's name is one) is not in given, a bit for each value
 * and one, DOMAIN_IOTUNE_LAST, for the group. old may be NULL. */
void domain_iotune_complete(DomainIoTune *tune, uint32_t given, const DomainIoTune *old);

#endif
