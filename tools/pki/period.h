/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From when until when something is valid, by --days, --from and --until. */
#ifndef VMRPC_TOOLS_PKI_PERIOD_H
#define VMRPC_TOOLS_PKI_PERIOD_H

#include <stdbool.h>
#include <time.h>

#include "tools/pki/options.h"

enum {
    PERIOD_CA_DAYS = 3652,
    PERIOD_CERT_DAYS = 730,
    PERIOD_WARN_DAYS = 30, /* fewer days left than this are worth a warning */
    PERIOD_MAX_DAYS = 36525,
};

/* The start is an hour ago unless --from says otherwise, for clocks that differ. An end after
 * `latest` (the end of the CA; 0: none) is an error if it was asked for, else cut. */
bool period_choose(const Options *options, int default_days, time_t latest, time_t *ret_from,
                   time_t *ret_until, GError **err);

#endif
