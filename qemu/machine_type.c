/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of machine types: see machine_type.h. Knows families, not versions: QEMU refuses those it
 * lacks. */
#include "qemu/machine_type.h"

#include <glib.h>

bool machine_type_family(const char *machine, MachineFamily *ret_family)
{
    if (g_str_equal(machine, "isapc"))
        *ret_family = MACHINE_ISAPC;
    else if (g_str_equal(machine, "q35") || g_str_has_prefix(machine, "pc-q35-"))
        *ret_family = MACHINE_Q35;
    else if (g_str_equal(machine, "pc") || g_str_has_prefix(machine, "pc-i440fx-"))
        *ret_family = MACHINE_PC;
    else
        return false;
    return true;
}
