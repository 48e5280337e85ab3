/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Saving domains and core dumps: save, restore, managedsave, managedsave-remove, dump.
 *
 * Files are on the daemon's machine; a relative path is taken from the current folder, which only
 * makes sense if that is this machine.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/job.h"

/* What a call in a thread needs. */
typedef struct Order {
    VmrpcDomain *domain;
    char *path;
    char *xml;
    unsigned flags, format;
} Order;

static void order_clear(Order *order)
{
    vmrpc_domain_unref(order->domain);
    g_free(order->path);
    g_free(order->xml);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Order, order_clear)

#define OPTION_SAVED(help)                                                                         \
    {                                                                                              \
        "file", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, help, complete_files           \
    }
#define OPTIONS_STATE                                                                              \
    {"running", OPTION_BOOL, 0, "it will run, whatever it did when it was saved", NULL},           \
    {                                                                                              \
        "paused", OPTION_BOOL, 0, "it will be paused", NULL                                        \
    }
#define OPTION_VERBOSE                                                                             \
    {                                                                                              \
        "verbose", OPTION_BOOL, 0, "show how far it is", NULL                                      \
    }
#define OPTION_UNCACHED                                                                            \
    {                                                                                              \
        "bypass-cache", OPTION_BOOL, 0, "leave nothing of the file in the page cache", NULL        \
    }

static const OptionFlag save_flags[] = {
    {"bypass-cache", VMRPC_DOMAIN_SAVE_BYPASS_CACHE},
    {"running", VMRPC_DOMAIN_SAVE_RUNNING},
    {"paused", VMRPC_DOMAIN_SAVE_PAUSED},
    {0},
};

/* False, after a message, if a document cannot be read or options exclude each other. */
static bool read_order(const Arguments *arguments, const OptionFlag *flags, const char *document,
                       Order *order)
{
    const char *path = document ? arguments_string(arguments, document) : NULL;

    order->flags = arguments_flags(arguments, flags);
    return arguments_exclusive(arguments, "running", "paused") &&
           (!path || (order->xml = document_read(path)));
}

static int call_save(void *data, VmrpcError **error)
{
    const Order *order = data;

    return vmrpc_domain_save(order->domain, order->path, order->xml, order->flags, error);
}

static int call_managed_save(void *data, VmrpcError **error)
{
    const Order *order = data;

    return vmrpc_domain_managed_save(order->domain, order->flags, error);
}

static int call_dump(void *data, VmrpcError **error)
{
    const Order *order = data;

    return vmrpc_domain_core_dump(order->domain, order->path, order->format, order->flags, error);
}

/* ---- save ---- */

static const Option save_options[] = {
    OPTION_DOMAIN,
    OPTION_SAVED("file to write"),
    OPTION_UNCACHED,
    {"xml", OPTION_STRING, 0, "file with the document to save with it", complete_files},
    OPTIONS_STATE,
    OPTION_VERBOSE,
    {0},
};

static bool run_save(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "file");
    g_auto(Order) order = {.path = g_canonicalize_filename(file, NULL)};
    VmrpcError *error = NULL;

    if (!read_order(arguments, save_flags, "xml", &order))
        return false;
    order.domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!order.domain)
        return false;
    if (job_run(order.domain, "Save", arguments_has(arguments, "verbose"), call_save, &order,
                &error) < 0)
        return tool_fail(error, "Failed to save domain '%s' to %s", vmrpc_domain_name(order.domain),
                         file);
    tool_say(tool, "Domain '%s' saved to %s", vmrpc_domain_name(order.domain), file);
    return true;
}

/* ---- restore ---- */

static const Option restore_options[] = {
    OPTION_SAVED("file of a saved domain"),
    {"bypass-cache", OPTION_BOOL, 0, "read it without leaving it in the page cache", NULL},
    {"xml", OPTION_STRING, 0, "file with the document to start it with", complete_files},
    OPTIONS_STATE,
    {"reset-nvram", OPTION_BOOL, 0, "start with fresh firmware variables", NULL},
    {0},
};

static const OptionFlag restore_flags[] = {
    {"bypass-cache", VMRPC_DOMAIN_SAVE_BYPASS_CACHE},
    {"running", VMRPC_DOMAIN_SAVE_RUNNING},
    {"paused", VMRPC_DOMAIN_SAVE_PAUSED},
    {"reset-nvram", VMRPC_DOMAIN_SAVE_RESET_NVRAM},
    {0},
};

static bool run_restore(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "file");
    g_auto(Order) order = {.path = g_canonicalize_filename(file, NULL)};
    VmrpcError *error = NULL;

    if (!read_order(arguments, restore_flags, "xml", &order))
        return false;
    if (vmrpc_domain_restore(tool->connection, order.path, order.xml, order.flags, &error) < 0)
        return tool_fail(error, "Failed to restore domain from %s", file);
    tool_say(tool, "Domain restored from %s", file);
    return true;
}

/* ---- managed saves ---- */

static const Option managedsave_options[] = {
    OPTION_DOMAIN, OPTION_UNCACHED, OPTIONS_STATE, OPTION_VERBOSE, {0},
};

static bool run_managedsave(Tool *tool, const Arguments *arguments)
{
    g_auto(Order) order = {.domain = NULL};
    VmrpcError *error = NULL;

    if (!read_order(arguments, save_flags, NULL, &order))
        return false;
    order.domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!order.domain)
        return false;
    if (job_run(order.domain, "Managedsave", arguments_has(arguments, "verbose"), call_managed_save,
                &order, &error) < 0)
        return tool_fail(error, "Failed to save domain '%s' state",
                         vmrpc_domain_name(order.domain));
    tool_say(tool, "Domain '%s' state saved by vmrpc", vmrpc_domain_name(order.domain));
    return true;
}

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

static bool run_managedsave_remove(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    int saved;

    if (!domain)
        return false;
    saved = vmrpc_domain_has_managed_save(domain, &error);
    if (saved < 0)
        return tool_fail(error, "Failed to check for domain managed save image");
    if (saved && vmrpc_domain_managed_save_remove(domain, &error) < 0)
        return tool_fail(error, "Failed to remove managed save image for domain '%s'",
                         vmrpc_domain_name(domain));
    tool_say(tool,
             saved ? "Removed managedsave image for domain '%s'"
                   : "Domain '%s' has no managed save image; removal skipped",
             vmrpc_domain_name(domain));
    return true;
}

/* ---- dump ---- */

static const struct {
    const char *name;
    unsigned format;
} dump_formats[] = {
    {"elf", VMRPC_DOMAIN_CORE_DUMP_FORMAT_RAW},
    {"kdump-zlib", VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB},
    {"kdump-lzo", VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO},
    {"kdump-snappy", VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY},
    {"win-dmp", VMRPC_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP},
};

static char **complete_formats(Tool *tool)
{
    char **words = g_new0(char *, G_N_ELEMENTS(dump_formats) + 1);

    (void) tool;
    for (guint i = 0; i < G_N_ELEMENTS(dump_formats); i++)
        words[i] = g_strdup(dump_formats[i].name);
    return words;
}

static const Option dump_options[] = {
    OPTION_DOMAIN,
    OPTION_SAVED("file to write"),
    {"live", OPTION_BOOL, 0, "do not pause the guest for it", NULL},
    {"crash", OPTION_BOOL, 0, "end the guest afterwards, as crashed", NULL},
    OPTION_UNCACHED,
    {"reset", OPTION_BOOL, 0, "reset the guest afterwards", NULL},
    OPTION_VERBOSE,
    {"memory-only", OPTION_BOOL, 0, "memory and registers, as debuggers read them", NULL},
    {"format", OPTION_STRING, 0,
     "of a memory-only dump: elf, kdump-zlib, kdump-lzo, kdump-snappy, win-dmp", complete_formats},
    {0},
};

static const OptionFlag dump_flags[] = {
    {"live", VMRPC_DOMAIN_CORE_DUMP_LIVE},
    {"crash", VMRPC_DOMAIN_CORE_DUMP_CRASH},
    {"bypass-cache", VMRPC_DOMAIN_CORE_DUMP_BYPASS_CACHE},
    {"reset", VMRPC_DOMAIN_CORE_DUMP_RESET},
    {"memory-only", VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY},
    {0},
};

static bool parse_format(const char *name, unsigned flags, unsigned *ret_format)
{
    if (!name)
        return true;
    if (!(flags & VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY))
        return tool_fail(NULL, "--format only works with --memory-only");
    for (guint i = 0; i < G_N_ELEMENTS(dump_formats); i++) {
        if (strcmp(name, dump_formats[i].name) == 0) {
            *ret_format = dump_formats[i].format;
            return true;
        }
    }
    return tool_fail(NULL,
                     "format '%s' is not supported, expecting 'kdump-zlib', 'kdump-lzo', "
                     "'kdump-snappy', 'win-dmp' or 'elf'",
                     name);
}

static bool run_dump(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "file");
    g_auto(Order) order = {.path = g_canonicalize_filename(file, NULL),
                           .flags = arguments_flags(arguments, dump_flags)};
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "live", "crash") ||
        !arguments_exclusive(arguments, "crash", "reset") ||
        !arguments_exclusive(arguments, "live", "reset") ||
        !parse_format(arguments_string(arguments, "format"), order.flags, &order.format))
        return false;
    order.domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!order.domain)
        return false;
    if (job_run(order.domain, "Dump", arguments_has(arguments, "verbose"), call_dump, &order,
                &error) < 0)
        return tool_fail(error, "Failed to core dump domain '%s' to %s",
                         vmrpc_domain_name(order.domain), file);
    tool_say(tool, "Domain '%s' dumped to %s", vmrpc_domain_name(order.domain), file);
    return true;
}

const Command commands_save[] = {
    {"save", "save a guest to a file and end it",
     "Writes memory and devices of the guest to a file of the daemon's machine, and ends the\n"
     "    guest; 'restore' goes on from there. If it fails, or is interrupted, the guest goes on.",
     save_options, 0, run_save},
    {"restore", "go on with a guest from a file",
     "Starts the domain that was saved to a file; the file stays. Its disks must be as they were\n"
     "    when it was saved.",
     restore_options, COMMAND_SLOW, run_restore},
    {"managedsave", "save a guest, for its next start to go on from",
     "Like 'save', with a file that the daemon keeps: the next start of the domain goes on from "
     "it.",
     managedsave_options, 0, run_managedsave},
    {"managedsave-remove", "throw the managed save of a domain away",
     "Removes the saved state of a domain, whose next start will boot.", domain_only, 0,
     run_managedsave_remove},
    {"dump", "write the memory of a guest to a file",
     "Writes the memory of a guest to a file of the daemon's machine, for analysis. The guest is\n"
     "    paused meanwhile, and goes on afterwards, unless --live, --crash or --reset say "
     "otherwise.",
     dump_options, 0, run_dump},
    {0},
};
