/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading what is in a file of its own: see module.h. */
#include "tools/module.h"

#include <dlfcn.h>
#include <string.h>

#include <config.h>

/* Where the loader looks (an uninstalled build), then where it is installed. */
const Module *module_load(const char *file, const char *symbol, char **ret_why)
{
    g_autofree char *installed = g_build_filename(PKGLIBDIR, file, NULL);
    void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    const Module *module;

    if (!handle)
        handle = dlopen(installed, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) {
        *ret_why = g_strdup(dlerror());
        return NULL;
    }
    module = dlsym(handle, symbol);
    if (!module || strcmp(module->version, PACKAGE_VERSION) != 0) {
        *ret_why = g_strdup_printf("%s is of version %s, not %s", file,
                                   module ? module->version : "unknown", PACKAGE_VERSION);
        return NULL;
    }
    return module;
}
