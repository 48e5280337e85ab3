/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a command concerns: see affect.h. */
#include "tools/affect.h"

unsigned affect_flags(const Arguments *arguments)
{
    return arguments_flags(arguments, (const OptionFlag[]){{"live", VMRPC_DOMAIN_AFFECT_LIVE},
                                                           {"config", VMRPC_DOMAIN_AFFECT_CONFIG},
                                                           {0}});
}

bool affect_check(const Arguments *arguments, bool reads)
{
    return arguments_exclusive(arguments, "current", "live") &&
           arguments_exclusive(arguments, "current", "config") &&
           (!reads || arguments_exclusive(arguments, "live", "config"));
}
