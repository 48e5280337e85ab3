/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* blockcopy: a copy of a disk while the guest runs. */
#include <string.h>

#include "tools/block_job.h"
#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"
#include "tools/size.h"

static const Option copy_options[] = {
    OPTION_DOMAIN,
    OPTION_DISK,
    {"dest", OPTION_STRING, OPTION_POSITIONAL, "path of the copy", NULL},
    {"bandwidth", OPTION_STRING, 0, "limit in MiB/s; 0: none", NULL},
    {"bytes", OPTION_BOOL, 0, "the limit is in bytes/s, or has a unit", NULL},
    {"shallow", OPTION_BOOL, 0, "copy the disk's first image only", NULL},
    {"reuse-external", OPTION_BOOL, 0, "the file of the copy exists", NULL},
    {"blockdev", OPTION_BOOL, 0, "the copy is a block device", NULL},
    {"xml", OPTION_STRING, 0, "file with a <disk> that describes the copy", complete_files},
    {"format", OPTION_STRING, 0, "format of the copy; else that of the disk", NULL},
    OPTIONS_WAIT,
    {"pivot", OPTION_BOOL, 0, "wait, and have the guest go on with the copy", NULL},
    {"finish", OPTION_BOOL, 0, "wait, and end the copy when it is the same as the disk", NULL},
    {"granularity", OPTION_STRING, 0, "bytes that are copied at once, a power of 2", NULL},
    {"buf-size", OPTION_STRING, 0, "bytes that may be on their way", NULL},
    {"transient-job", OPTION_BOOL, 0, "the copy may be forgotten when the guest ends", NULL},
    {"synchronous-writes", OPTION_BOOL, 0, "the guest's writes go to both before they end", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the document of the copy, and make none", NULL},
    {0},
};

static const OptionFlag copy_flags[] = {
    {"shallow", VMRPC_DOMAIN_BLOCK_COPY_SHALLOW},
    {"reuse-external", VMRPC_DOMAIN_BLOCK_COPY_REUSE_EXTERNAL},
    {"transient-job", VMRPC_DOMAIN_BLOCK_COPY_TRANSIENT_JOB},
    {"synchronous-writes", VMRPC_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES},
    {0},
};

static char *copy_document(const Arguments *arguments)
{
    const char *dest = arguments_string(arguments, "dest");
    const char *format = arguments_string(arguments, "format");
    bool device = arguments_has(arguments, "blockdev");
    g_autofree char *driver =
        format ? g_markup_printf_escaped("  <driver type='%s'/>\n", format) : g_strdup("");
    g_autofree char *path = NULL, *source = NULL;

    if (!arguments_exclusive(arguments, "dest", "xml"))
        return NULL;
    if (arguments_has(arguments, "xml"))
        return document_read(arguments_string(arguments, "xml"));
    if (!dest) {
        tool_fail(NULL, "need either --xml or --dest");
        return NULL;
    }
    path = g_canonicalize_filename(dest, NULL);
    source = g_markup_printf_escaped("  <source %s='%s'/>\n", device ? "dev" : "file", path);
    return g_strdup_printf("<disk type='%s'>\n%s%s</disk>\n", device ? "block" : "file", source,
                           driver);
}

/* The parameters that were given; at most 3. false after a failure, which is printed. */
static bool copy_params(const Arguments *arguments, VmrpcParam *params, size_t *ret_n)
{
    const char *granularity = arguments_string(arguments, "granularity");
    const char *buffer = arguments_string(arguments, "buf-size");
    uint64_t value;
    size_t n = 0;

    if (!block_job_bandwidth(arguments, &value))
        return false;
    if (value > 0)
        params[n++] =
            (VmrpcParam){.name = "bandwidth", .type = VMRPC_PARAM_TYPE_ULLONG, .value.ul = value};
    if (granularity) {
        if (!size_parse(granularity, "granularity", &value))
            return false;
        params[n++] = (VmrpcParam){.name = "granularity",
                                   .type = VMRPC_PARAM_TYPE_UINT,
                                   .value.ui = (uint32_t) MIN(value, G_MAXUINT32)};
    }
    if (buffer) {
        if (!size_parse(buffer, "buf-size", &value))
            return false;
        params[n++] =
            (VmrpcParam){.name = "buf-size", .type = VMRPC_PARAM_TYPE_ULLONG, .value.ul = value};
    }
    *ret_n = n;
    return true;
}

static bool wait_copy(Tool *tool, const Arguments *arguments, VmrpcDomain *domain,
                      BlockJobWatch *watch)
{
    const char *disk = arguments_string(arguments, "path");
    bool pivot = arguments_has(arguments, "pivot");
    int status = block_job_wait(watch, arguments, "Block Copy");
    VmrpcError *error = NULL;

    if (status == VMRPC_DOMAIN_BLOCK_JOB_STATUS_CANCELLED)
        return block_job_say(tool, disk, "aborted", "Copy aborted");
    if (status != VMRPC_DOMAIN_BLOCK_JOB_STATUS_READY)
        return status >= 0;
    if (!pivot && !arguments_has(arguments, "finish"))
        return block_job_say(tool, disk, "ready", "Now in mirroring phase");
    if (vmrpc_domain_block_job_abort(domain, disk, pivot ? VMRPC_DOMAIN_BLOCK_JOB_ABORT_PIVOT : 0,
                                     &error) < 0)
        return tool_fail(error, "failed to %s job for disk %s", pivot ? "pivot" : "finish", disk);
    return pivot ? block_job_say(tool, disk, "pivoted", "Successfully pivoted")
                 : block_job_say(tool, disk, "completed", "Successfully copied");
}

static bool start_copy(Tool *tool, const Arguments *arguments, const char *document)
{
    const char *disk = arguments_string(arguments, "path");
    bool ends = arguments_has(arguments, "pivot") || arguments_has(arguments, "finish");
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(BlockJobWatch) watch = NULL;
    VmrpcError *error = NULL;
    VmrpcParam params[3];
    size_t n;

    if (!domain || !copy_params(arguments, params, &n))
        return false;
    if ((ends || block_job_waits(arguments)) && !(watch = block_job_watch_new(tool, domain, disk)))
        return false;
    if (vmrpc_domain_block_copy(domain, disk, document, params, n,
                                arguments_flags(arguments, copy_flags), &error) < 0)
        return tool_fail(error, "Failed to copy disk %s", disk);
    return watch ? wait_copy(tool, arguments, domain, watch)
                 : block_job_say(tool, disk, "started", "Block Copy started");
}

static bool run_copy(Tool *tool, const Arguments *arguments)
{
    g_autofree char *document = NULL;

    if (!arguments_exclusive(arguments, "pivot", "finish"))
        return false;
    document = copy_document(arguments);
    if (!document)
        return false;
    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, document);
    return start_copy(tool, arguments, document);
}

const Command commands_block_copy[] = {
    {"blockcopy", "copy a disk while the guest runs",
     "Makes a copy of a disk, and then keeps both the same until blockjob, --pivot or --finish "
     "ends\n"
     "    that: with --pivot the guest goes on with the copy.",
     copy_options, COMMAND_JSON | COMMAND_SLOW, run_copy},
    {0},
};
