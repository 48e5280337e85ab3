/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What belongs to the library as a whole: its version, and freeing what it gave away.
 *
 * GLib allocates with malloc(), so what is handed out may go to free() as well.
 */
#include "config.h"

#include <glib.h>

#include "vmrpc.h"

const char *vmrpc_library_version(void)
{
    return PACKAGE_VERSION;
}

void vmrpc_free(void *memory)
{
    g_free(memory);
}

void vmrpc_string_list_free(char **strings)
{
    g_strfreev(strings);
}
