/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * screenshot: a picture of a guest's screen, into a file.
 */
#include <string.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/transfer.h"

static const Option screenshot_options[] = {
    OPTION_DOMAIN,
    {"file", OPTION_STRING, OPTION_POSITIONAL, "where to; - is standard output", complete_files},
    {"screen", OPTION_STRING, 0, "number of the screen, from 0 on", NULL},
    {0},
};

/* "demo-2026-01-31-23:59:59.png" */
static char *default_name(VmrpcDomain *domain, const char *mime)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%d-%H:%M:%S");
    g_autofree char *name = g_strdelimit(g_strdup(vmrpc_domain_name(domain)), "/", '_');
    const char *ending = "";

    if (!g_strcmp0(mime, "image/png"))
        ending = ".png";
    else if (!g_strcmp0(mime, "image/x-portable-pixmap"))
        ending = ".ppm";
    return g_strdup_printf("%s-%s%s", name, time, ending);
}

static bool parse_screen(const Arguments *arguments, unsigned *ret_screen)
{
    const char *text = arguments_string(arguments, "screen");
    guint64 screen = 0;

    if (text && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &screen, NULL))
        return tool_fail(
            NULL, "Numeric value '%s' for <screen> option is malformed or out of range", text);
    *ret_screen = (unsigned) screen;
    return true;
}

static bool run_screenshot(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcStream) stream = NULL;
    g_autofree char *mime = NULL;
    g_autofree char *name = NULL;
    Progress progress = {0}; /* never shown */
    Transfer transfer = {.what = "receive the picture", .progress = &progress};
    VmrpcError *error = NULL;
    unsigned screen = 0;

    if (!parse_screen(arguments, &screen))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    stream = vmrpc_domain_screenshot(domain, screen, 0, &mime, &error);
    if (!stream)
        return tool_fail(error, "could not take a screenshot of %s", vmrpc_domain_name(domain));
    name = path ? NULL : default_name(domain, mime);
    transfer.stream = stream;
    transfer.path = path ? path : name;
    if (!strcmp(transfer.path, "-")) {
        tool->wrote_bytes = true;
        transfer.fd = STDOUT_FILENO;
        return transfer_receive(&transfer);
    }
    if (!transfer_receive_file(&transfer))
        return false;
    tool_say(tool, "Screenshot saved to %s, with type of %s", transfer.path,
             mime ? mime : "unknown");
    if (tool->json)
        output_json(json_pack("{s:o, s:o, s:I}", "file", output_json_text(transfer.path), "mime",
                              output_json_text(mime), "bytes", (json_int_t) progress.done));
    return true;
}

const Command commands_screenshot[] = {
    {"screenshot", "save a picture of a guest's screen",
     "Writes a picture of the screen into a file, by default into one named after the domain and\n"
     "    the time, in the current folder.",
     screenshot_options, COMMAND_JSON, run_screenshot},
    {0},
};
