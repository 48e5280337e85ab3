/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents as command lines: see xml_to_native.h. Made by the same code as for a start, so
 * descriptors that the daemon would open are named in it by their numbers; nothing is opened or
 * started.
 */
#include "qemu/xml_to_native.h"

#include "drivers/domain_define.h"
#include "drivers/flags.h"
#include "qemu/argv.h"
#include "qemu/host_smbios.h"
#include "qemu/live_def.h"
#include "qemu/machine.h"
#include "qemu/process.h"

#include <string.h>

/* Characters that a shell takes as they are. */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=.,:/@%"

static char *quote_words(char *const *argv)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (; *argv; argv++) {
        g_autofree char *quoted = g_shell_quote(*argv);
        bool plain = **argv && (*argv)[strspn(*argv, PLAIN)] == '\0';

        if (line->len > 0)
            g_string_append_c(line, ' ');
        g_string_append(line, plain ? *argv : quoted);
    }
    return g_strdup(line->str);
}

static bool xml_to_native(DriverCall *call, const connect_domain_xml_to_native_args *args,
                          connect_domain_xml_to_native_ret *ret, GError **err)
{
    QemuDriver *driver = (QemuDriver *) call->driver;
    const ArgvContext context = {.monitor_fd = PROCESS_MONITOR_FD,
                                 .now = g_get_real_time() / G_USEC_PER_SEC};
    g_autoptr(DomainDef) def = NULL;
    g_auto(GStrv) argv = NULL;

    if (!flags_check(args->flags, 0, "connect_domain_xml_to_native", err))
        return false;
    if (!g_str_equal(args->native_format, "qemu-argv"))
        return error_set(err, ERR_INVALID_ARG, "unsupported config type %s: only qemu-argv",
                         args->native_format);
    def = domain_define_parse(&driver->base, args->domain_xml, err);
    if (!def)
        return false;
    host_smbios_fill(def);
    live_def_prepare(def, driver->state_folder);
    argv = argv_build(def, &context, err);
    if (!argv)
        return false;
    ret->native_config = quote_words(argv);
    return true;
}

const RemoteHandlers xml_to_native_handlers = {
    .connect_domain_xml_to_native = xml_to_native,
};
