/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <hyperv>: what a guest finds of a Hyper-V host, which makes Windows run better. Only KVM has it;
 * a guest that is emulated goes without, as it would on a host that lacks it.
 */
#ifndef VMRPC_CONF_DOMAIN_HYPERV_H
#define VMRPC_CONF_DOMAIN_HYPERV_H

#include "conf/enum.h"
#include "conf/xml_writer.h"

#define DOMAIN_HYPERV_VENDOR_MAX 12 /* bytes: three registers of CPUID */

typedef enum {
    DOMAIN_HYPERV_RELAXED,
    DOMAIN_HYPERV_VAPIC,
    DOMAIN_HYPERV_SPINLOCKS,
    DOMAIN_HYPERV_VPINDEX,
    DOMAIN_HYPERV_RUNTIME,
    DOMAIN_HYPERV_SYNIC,
    DOMAIN_HYPERV_STIMER,
    DOMAIN_HYPERV_RESET,
    DOMAIN_HYPERV_VENDOR_ID,
    DOMAIN_HYPERV_FREQUENCIES,
    DOMAIN_HYPERV_REENLIGHTENMENT,
    DOMAIN_HYPERV_TLBFLUSH,
    DOMAIN_HYPERV_IPI,
    DOMAIN_HYPERV_EVMCS,
    DOMAIN_HYPERV_LAST
} DomainHypervFeature;
ENUM_DECLARE(domain_hyperv_feature, DomainHypervFeature);

typedef struct {
    bool given;     /* the element is there */
    bool with_mode; /* ... and says mode='custom', the only one there is */
    Tristate states[DOMAIN_HYPERV_LAST];
    unsigned retries; /* of spinlocks; 0: not given */
    char *vendor_id;  /* NULL: not given */
} DomainHyperv;

void domain_hyperv_clear(DomainHyperv *hyperv);
void domain_format_hyperv(XmlWriter *xml, const DomainHyperv *hyperv);

#endif
