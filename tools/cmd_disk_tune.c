/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* blkdeviotune, blockresize, domblkthreshold: limits, sizes and marks of disks. */
#include <stdio.h>
#include <string.h>

#include "tools/affect.h"
#include "tools/block_job.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/params.h"
#include "tools/size.h"

#define OPTION_DEVICE                                                                              \
    {                                                                                              \
        "device", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                              \
            "target of the disk, or path of its image", NULL                                       \
    }

/* ---- blkdeviotune ---- */

#define TUNE_VALUES 19

/* The options from the third to the one before the group are named as the parameters are, but for
 * hyphens. */
static const Option tune_options[] = {
    OPTION_DOMAIN,
    OPTION_DEVICE,
    {"total-bytes-sec", OPTION_STRING, 0, "bytes a second, all together", NULL},
    {"read-bytes-sec", OPTION_STRING, 0, "bytes read a second", NULL},
    {"write-bytes-sec", OPTION_STRING, 0, "bytes written a second", NULL},
    {"total-iops-sec", OPTION_STRING, 0, "operations a second, all together", NULL},
    {"read-iops-sec", OPTION_STRING, 0, "reads a second", NULL},
    {"write-iops-sec", OPTION_STRING, 0, "writes a second", NULL},
    {"total-bytes-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"read-bytes-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"write-bytes-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"total-iops-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"read-iops-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"write-iops-sec-max", OPTION_STRING, 0, "the same for a burst", NULL},
    {"size-iops-sec", OPTION_STRING, 0, "bytes that count as one operation", NULL},
    {"total-bytes-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"read-bytes-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"write-bytes-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"total-iops-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"read-iops-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"write-iops-sec-max-length", OPTION_STRING, 0, "seconds the burst may last", NULL},
    {"group-name", OPTION_STRING, 0, "disks of the same group share their limits", NULL},
    OPTIONS_AFFECT,
    {0},
};
#define TUNE_FIRST 2

/* Fills params with what is given; names are the caller's to free. */
static bool tune_params(const Arguments *arguments, VmrpcParam *params, char **names, size_t *ret_n)
{
    const char *group = arguments_string(arguments, "group-name");
    size_t n = 0;

    for (unsigned i = 0; i < TUNE_VALUES; i++) {
        const char *option = tune_options[TUNE_FIRST + i].name;
        const char *word = arguments_string(arguments, option);
        uint64_t value;

        if (!word)
            continue;
        if (!size_parse(word, option, &value))
            return false;
        names[n] = g_strdelimit(g_strdup(option), "-", '_');
        params[n] =
            (VmrpcParam){.name = names[n], .type = VMRPC_PARAM_TYPE_ULLONG, .value.ul = value};
        n++;
    }
    if (group)
        params[n++] =
            (VmrpcParam){.name = "group_name", .type = VMRPC_PARAM_TYPE_STRING, .value.s = group};
    *ret_n = n;
    return true;
}

static bool show_tune(Tool *tool, VmrpcDomain *domain, const char *disk, unsigned flags)
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcParams) params = vmrpc_domain_block_io_tune(domain, disk, flags, &error);
    size_t n;

    if (!params)
        return tool_fail(error, "Unable to get block I/O throttle parameters");
    n = vmrpc_params_count(params);
    if (tool->json)
        output_json(params_json(n ? vmrpc_params_at(params, 0) : NULL, n));
    for (size_t i = 0; !tool->json && i < n; i++) {
        const VmrpcParam *param = vmrpc_params_at(params, i);
        g_autofree char *text = param_text(param), *shown = output_printable(text);

        printf("%-15s: %s\n", param->name, shown);
    }
    return true;
}

static bool run_tune(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "device");
    char *names[TUNE_VALUES + 1] = {NULL};
    VmrpcParam params[TUNE_VALUES + 1];
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    size_t n = 0;
    bool well;

    well = tune_params(arguments, params, names, &n) && affect_check(arguments, n == 0) &&
           (domain = tool_domain(tool, arguments_string(arguments, "domain")));
    if (well && n == 0)
        well = show_tune(tool, domain, disk, affect_flags(arguments));
    else if (well && vmrpc_domain_set_block_io_tune(domain, disk, params, n,
                                                    affect_flags(arguments), &error) < 0)
        well = tool_fail(error, "Unable to change block I/O throttle");
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_free(names[i]);
    return well;
}

/* ---- blockresize ---- */

static const Option resize_options[] = {
    OPTION_DOMAIN,
    OPTION_DISK,
    {"size", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "the new size, in KiB or with a unit", NULL},
    {"shrink", OPTION_BOOL, 0, "smaller is meant", NULL},
    {0},
};

/* A number without a unit is of KiB. */
static bool parse_kib(const char *word, uint64_t *ret_bytes)
{
    g_autofree char *kib = g_strconcat(word, "k", NULL);

    return size_parse(word[strspn(word, "0123456789")] ? word : kib, "size", ret_bytes);
}

static bool run_resize(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "path");
    unsigned flags = arguments_has(arguments, "shrink") ? VMRPC_DOMAIN_BLOCK_RESIZE_SHRINK : 0;
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    uint64_t bytes;

    if (!parse_kib(arguments_string(arguments, "size"), &bytes) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (vmrpc_domain_block_resize(domain, disk, bytes, flags, &error) < 0)
        return tool_fail(error, "Failed to resize block device '%s'", disk);
    tool_say(tool, "Block device '%s' is resized", disk);
    return true;
}

/* ---- domblkthreshold ---- */

static const Option threshold_options[] = {
    OPTION_DOMAIN,
    {"dev", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "target of the disk, or an image of it as vda[3]", NULL},
    {"threshold", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "offset in the file, in bytes or with a unit", NULL},
    {0},
};

static bool run_threshold(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "dev");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    uint64_t bytes;

    if (!size_parse(arguments_string(arguments, "threshold"), "threshold", &bytes) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    return vmrpc_domain_set_block_threshold(domain, disk, bytes, &error) >= 0 ||
           tool_fail(error, "Failed to set the threshold of disk %s", disk);
}

const Command commands_disk_tune[] = {
    {"blkdeviotune", "show or set limits of a disk's traffic",
     "Shows the limits of a disk's traffic, or sets those that are given; 0 is no limit. A limit\n"
     "    of all traffic goes with none of reads or writes alone.",
     tune_options, COMMAND_JSON, run_tune},
    {"blockresize", "change the size of a disk while the guest runs",
     "Changes the size of a disk, which the guest sees at once. --shrink is needed to make it\n"
     "    smaller: what lies behind the new end is lost.",
     resize_options, 0, run_resize},
    {"domblkthreshold", "be told when a disk's file is written beyond an offset",
     "Has the event block-threshold sent, once, when the file of a disk is written beyond an "
     "offset.",
     threshold_options, 0, run_threshold},
    {0},
};
