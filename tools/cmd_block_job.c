/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * blockpull, blockcommit, blockjob: moving what is in a disk's images while the guest runs.
 */
#include <stdio.h>
#include <string.h>

#include "tools/block_job.h"
#include "tools/commands.h"
#include "tools/output.h"

/* ---- blockpull ---- */

static const Option pull_options[] = {
    OPTION_DOMAIN,
    OPTION_DISK,
    OPTIONS_BANDWIDTH,
    {"base", OPTION_STRING, OPTION_POSITIONAL, "the image that stays behind; else none does", NULL},
    OPTIONS_WAIT,
    {"keep-relative", OPTION_BOOL, 0, "name the base by the way from the image", NULL},
    {0},
};

static bool run_pull(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "path");
    unsigned flags =
        arguments_has(arguments, "keep-relative") ? VMRPC_DOMAIN_BLOCK_PULL_RELATIVE : 0;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(BlockJobWatch) watch = NULL;
    VmrpcError *error = NULL;
    uint64_t bandwidth;
    int status;

    if (!block_job_bandwidth(arguments, &bandwidth) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (block_job_waits(arguments) && !(watch = block_job_watch_new(tool, domain, disk)))
        return false;
    if (vmrpc_domain_block_pull(domain, disk, arguments_string(arguments, "base"), bandwidth, flags,
                                &error) < 0)
        return tool_fail(error, "Failed to pull disk %s", disk);
    if (!watch)
        return block_job_say(tool, disk, "started", "Block Pull started");
    status = block_job_wait(watch, arguments, "Block Pull");
    if (status == VMRPC_DOMAIN_BLOCK_JOB_STATUS_CANCELLED)
        return block_job_say(tool, disk, "aborted", "Pull aborted");
    return status >= 0 && block_job_say(tool, disk, "completed", "Pull complete");
}

/* ---- blockcommit ---- */

static const Option commit_options[] = {
    OPTION_DOMAIN,
    OPTION_DISK,
    OPTIONS_BANDWIDTH,
    {"base", OPTION_STRING, OPTION_POSITIONAL, "the image that is written; else the last", NULL},
    {"shallow", OPTION_BOOL, 0, "the base is the image directly behind the top", NULL},
    {"top", OPTION_STRING, 0, "the first image that is merged; else the disk's first", NULL},
    {"active", OPTION_BOOL, 0, "the top is the image the guest writes", NULL},
    {"delete", OPTION_BOOL, 0, "delete the files of the images that are merged", NULL},
    OPTIONS_WAIT,
    {"pivot", OPTION_BOOL, 0, "wait, and have the guest go on with the base; implies --active",
     NULL},
    {"keep-overlay", OPTION_BOOL, 0, "wait, and have it go on with the top; implies --active",
     NULL},
    {"keep-relative", OPTION_BOOL, 0, "name the base by the way from the image above", NULL},
    {0},
};

static const OptionFlag commit_flags[] = {
    {"shallow", VMRPC_DOMAIN_BLOCK_COMMIT_SHALLOW},
    {"active", VMRPC_DOMAIN_BLOCK_COMMIT_ACTIVE},
    {"delete", VMRPC_DOMAIN_BLOCK_COMMIT_DELETE},
    {"pivot", VMRPC_DOMAIN_BLOCK_COMMIT_ACTIVE},
    {"keep-overlay", VMRPC_DOMAIN_BLOCK_COMMIT_ACTIVE},
    {"keep-relative", VMRPC_DOMAIN_BLOCK_COMMIT_RELATIVE},
    {0},
};

static bool end_commit(Tool *tool, VmrpcDomain *domain, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "path");
    bool pivot = arguments_has(arguments, "pivot");
    VmrpcError *error = NULL;

    if (!pivot && !arguments_has(arguments, "keep-overlay"))
        return block_job_say(tool, disk, "ready", "Now in synchronized phase");
    if (vmrpc_domain_block_job_abort(domain, disk, pivot ? VMRPC_DOMAIN_BLOCK_JOB_ABORT_PIVOT : 0,
                                     &error) < 0)
        return tool_fail(error, "failed to %s job for disk %s", pivot ? "pivot" : "finish", disk);
    return pivot ? block_job_say(tool, disk, "pivoted", "Successfully pivoted")
                 : block_job_say(tool, disk, "completed", "Commit complete, overlay image kept");
}

static bool run_commit(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "path");
    bool ends = arguments_has(arguments, "pivot") || arguments_has(arguments, "keep-overlay");
    unsigned flags = 0;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(BlockJobWatch) watch = NULL;
    VmrpcError *error = NULL;
    uint64_t bandwidth;
    int status;

    for (const OptionFlag *row = commit_flags; row->name; row++)
        flags |= arguments_has(arguments, row->name) ? row->flag : 0;
    if (!arguments_exclusive(arguments, "pivot", "keep-overlay") ||
        !block_job_bandwidth(arguments, &bandwidth) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if ((ends || block_job_waits(arguments)) && !(watch = block_job_watch_new(tool, domain, disk)))
        return false;
    if (vmrpc_domain_block_commit(domain, disk, arguments_string(arguments, "base"),
                                  arguments_string(arguments, "top"), bandwidth, flags, &error) < 0)
        return tool_fail(error, "Failed to commit disk %s", disk);
    if (!watch)
        return block_job_say(tool, disk, "started",
                             flags & VMRPC_DOMAIN_BLOCK_COMMIT_ACTIVE
                                 ? "Active Block Commit started"
                                 : "Block Commit started");
    status = block_job_wait(watch, arguments, "Block Commit");
    if (status == VMRPC_DOMAIN_BLOCK_JOB_STATUS_CANCELLED)
        return block_job_say(tool, disk, "aborted", "Commit aborted");
    if (status == VMRPC_DOMAIN_BLOCK_JOB_STATUS_READY)
        return end_commit(tool, domain, arguments);
    return status >= 0 && block_job_say(tool, disk, "completed", "Commit complete");
}

/* ---- blockjob ---- */

static const char *const type_names[] = {
    [VMRPC_DOMAIN_BLOCK_JOB_TYPE_PULL] = "Block Pull",
    [VMRPC_DOMAIN_BLOCK_JOB_TYPE_COPY] = "Block Copy",
    [VMRPC_DOMAIN_BLOCK_JOB_TYPE_COMMIT] = "Block Commit",
    [VMRPC_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT] = "Active Block Commit",
    [VMRPC_DOMAIN_BLOCK_JOB_TYPE_BACKUP] = "Backup",
};

static const Option job_options[] = {
    OPTION_DOMAIN,
    OPTION_DISK,
    {"bandwidth", OPTION_STRING, OPTION_POSITIONAL, "the new limit in MiB/s; 0: none", NULL},
    {"bytes", OPTION_BOOL, 0, "the limit is in bytes/s, or has a unit", NULL},
    {"abort", OPTION_BOOL, 0, "end the job", NULL},
    {"async", OPTION_BOOL, 0, "do not wait until it has ended; implies --abort", NULL},
    {"pivot", OPTION_BOOL, 0, "and have the guest go on with the copy or the base; implies --abort",
     NULL},
    {"info", OPTION_BOOL, 0, "show the job; so does the command without options", NULL},
    {"raw", OPTION_BOOL, 0, "show it in numbers", NULL},
    {0},
};

static bool abort_job(const Arguments *arguments, VmrpcDomain *domain)
{
    const char *disk = arguments_string(arguments, "path");
    static const OptionFlag flags[] = {{"async", VMRPC_DOMAIN_BLOCK_JOB_ABORT_ASYNC},
                                       {"pivot", VMRPC_DOMAIN_BLOCK_JOB_ABORT_PIVOT},
                                       {0}};
    VmrpcError *error = NULL;

    return vmrpc_domain_block_job_abort(domain, disk, arguments_flags(arguments, flags), &error) >=
               0 ||
           tool_fail(error, "Failed to end the job of disk %s", disk);
}

static const char *type_name(int type)
{
    return type > 0 && type < (int) G_N_ELEMENTS(type_names) ? type_names[type] : "Unknown job";
}

static void show_job(const VmrpcDomainBlockJob *job, bool raw)
{
    if (raw) {
        printf(" type=%s\n bandwidth=%" G_GUINT64_FORMAT "\n cur=%" G_GUINT64_FORMAT
               "\n end=%" G_GUINT64_FORMAT "\n",
               type_name(job->type), job->bandwidth, job->current, job->end);
        return;
    }
    printf("%s: [%3u %%]", type_name(job->type), block_job_percent(job));
    if (job->bandwidth > 0)
        printf("    Bandwidth limit: %" G_GUINT64_FORMAT " bytes/s (%-.3f MiB/s)", job->bandwidth,
               job->bandwidth / 1048576.0);
    putchar('\n');
}

static bool show_info(Tool *tool, const Arguments *arguments, VmrpcDomain *domain)
{
    const char *disk = arguments_string(arguments, "path");
    VmrpcError *error = NULL;
    VmrpcDomainBlockJob job;
    int found = vmrpc_domain_block_job(domain, disk, &job, &error);

    if (found < 0)
        return tool_fail(error, "Failed to get the job of disk %s", disk);
    if (tool->json)
        output_json(found ? json_pack("{s:o, s:s, s:I, s:I, s:I}", "disk", output_json_text(disk),
                                      "type", vmrpc_domain_block_job_type_to_string(job.type),
                                      "bandwidth", (json_int_t) job.bandwidth, "current",
                                      (json_int_t) job.current, "end", (json_int_t) job.end)
                          : json_pack("{s:o, s:n}", "disk", output_json_text(disk), "type"));
    else if (found)
        show_job(&job, arguments_has(arguments, "raw"));
    else if (!arguments_has(arguments, "raw"))
        tool_say(tool, "No current block job for %s", disk);
    return true;
}

static bool run_job(Tool *tool, const Arguments *arguments)
{
    const char *disk = arguments_string(arguments, "path");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    uint64_t bandwidth;

    if (!block_job_bandwidth(arguments, &bandwidth) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (arguments_has(arguments, "abort") || arguments_has(arguments, "async") ||
        arguments_has(arguments, "pivot"))
        return abort_job(arguments, domain);
    if (!arguments_has(arguments, "bandwidth"))
        return show_info(tool, arguments, domain);
    return vmrpc_domain_set_block_job_bandwidth(domain, disk, bandwidth, &error) >= 0 ||
           tool_fail(error, "Failed to limit the job of disk %s", disk);
}

const Command commands_block_job[] = {
    {"blockpull", "pull a disk's images up into its first",
     "Copies what lies in the images behind a disk's first one into that, all of them or those\n"
     "    before --base, which are not needed any more then. The guest may run.",
     pull_options, COMMAND_JSON | COMMAND_SLOW, run_pull},
    {"blockcommit", "merge a disk's images down into one behind them",
     "Writes what is in the images from --top on down into --base. When the top is the image the\n"
     "    guest writes (--active) the two are kept the same until blockjob ends that: with "
     "--pivot the\n"
     "    guest goes on with the base.",
     commit_options, COMMAND_JSON | COMMAND_SLOW, run_commit},
    {"blockjob", "show, limit or end the block job of a disk",
     "Shows how far the job of a disk is; with a number limits it; with --abort or --pivot ends "
     "it.",
     job_options, COMMAND_JSON | COMMAND_SLOW, run_job},
    {0},
};
