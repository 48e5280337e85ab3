/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checking the flags argument of a call: every bit is either honoured or refused.
 */
#ifndef VMRPC_DRIVERS_FLAGS_H
#define VMRPC_DRIVERS_FLAGS_H

#include "base/error.h"

/* ERR_INVALID_ARG naming the bits that are not in known; procedure is for the message. */
static inline bool flags_check(unsigned flags, unsigned known, const char *procedure, GError **err)
{
    if (!(flags & ~known))
        return true;
    return error_set(err, ERR_INVALID_ARG, "unsupported flags (0x%x) in %s", flags & ~known,
                     procedure);
}

#endif
