/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that say what a command concerns: the running guest, the definition, or both. */
#ifndef VMRPC_TOOLS_AFFECT_H
#define VMRPC_TOOLS_AFFECT_H

#include "tools/command.h"

/* Rows of options. */
#define OPTIONS_AFFECT                                                                             \
    {"live", OPTION_BOOL, 0, "of the running guest", NULL},                                        \
        {"config", OPTION_BOOL, 0, "of the definition, as of the next start", NULL},               \
    {                                                                                              \
        "current", OPTION_BOOL, 0, "of the guest if it runs, else of the definition", NULL         \
    }

/* The VMRPC_DOMAIN_AFFECT_* flags that were given. */
unsigned affect_flags(const Arguments *arguments);
/* Both can be changed at once, but only one can be read. Prints what does not go together. */
bool affect_check(const Arguments *arguments, bool reads);

#endif
