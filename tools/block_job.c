/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for block jobs: see block_job.h. Their end is told by an event, their progress asked. */
#include "tools/block_job.h"

#include <stdio.h>
#include <string.h>

#include "tools/output.h"
#include "tools/signals.h"
#include "tools/size.h"

#define MIB (UINT64_C(1) << 20)
/* How often progress is asked; less than a second. */
#define WATCH_ROUND_MS 500

struct BlockJobWatch {
    Tool *tool;
    VmrpcDomain *domain; /* the caller's */
    char *disk;          /* target */
    int subscription;
    int status; /* of the last event; -1: none */
};

bool block_job_bandwidth(const Arguments *arguments, uint64_t *ret_bytes)
{
    const char *word = arguments_string(arguments, "bandwidth");

    *ret_bytes = 0;
    if (!word)
        return true;
    if (arguments_has(arguments, "bytes"))
        return size_parse(word, "bandwidth", ret_bytes);
    if (!g_ascii_string_to_unsigned(word, 10, 0, G_MAXINT64 / MIB, ret_bytes, NULL))
        return tool_fail(
            NULL, "Numeric value '%s' for <bandwidth> option is malformed or out of range", word);
    *ret_bytes *= MIB;
    return true;
}

static void heard(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    BlockJobWatch *watch = data;

    (void) connection;
    if (strcmp(event->u.block_job.disk, watch->disk) == 0)
        watch->status = event->u.block_job.status;
}

/* The target of the disk that is named by its path: events have only that. */
static char *target_of(VmrpcDomain *domain, const char *disk)
{
    g_autofree char *xml = vmrpc_domain_xml(domain, 0, NULL);
    g_autofree char *source = g_strdup_printf("'%s'", disk);
    const char *at = *disk == '/' && xml ? strstr(xml, source) : NULL;
    const char *target = at ? strstr(at, "<target dev='") : NULL;

    if (!target)
        return g_strdup(disk);
    target += strlen("<target dev='");
    return g_strndup(target, strcspn(target, "'"));
}

BlockJobWatch *block_job_watch_new(Tool *tool, VmrpcDomain *domain, const char *disk)
{
    BlockJobWatch *watch = g_new0(BlockJobWatch, 1);
    VmrpcError *error = NULL;

    watch->tool = tool;
    watch->domain = domain;
    watch->disk = target_of(domain, disk);
    watch->status = -1;
    watch->subscription = vmrpc_event_subscribe(tool->connection, VMRPC_EVENT_KIND_BLOCK_JOB_2,
                                                domain, heard, watch, NULL, &error);
    if (watch->subscription >= 0)
        return watch;
    tool_fail(error, "Cannot hear of the end of the job");
    g_free(watch->disk);
    g_free(watch);
    return NULL;
}

void block_job_watch_free(BlockJobWatch *watch)
{
    if (!watch)
        return;
    vmrpc_event_unsubscribe(watch->tool->connection, watch->subscription, NULL);
    g_free(watch->disk);
    g_free(watch);
}

bool block_job_waits(const Arguments *arguments)
{
    return arguments_has(arguments, "wait") || arguments_has(arguments, "verbose") ||
           arguments_number(arguments, "timeout") > 0;
}

bool block_job_say(Tool *tool, const char *disk, const char *state, const char *text)
{
    if (tool->json)
        output_json(json_pack("{s:o, s:s}", "disk", output_json_text(disk), "state", state));
    tool_say(tool, "%s", text);
    return true;
}

unsigned block_job_percent(const VmrpcDomainBlockJob *job)
{
    unsigned percent = job->end == 0 ? 0 : (unsigned) (100.0 * job->current / job->end);

    return job->current < job->end ? MIN(percent, 99) : percent;
}

static void show(const char *what, const VmrpcDomainBlockJob *job)
{
    fprintf(stderr, "\r%s: [%3u %%]", what, block_job_percent(job));
    fflush(stderr);
}

/* Whether there is more to wait for; false with watch->status -1 after a failure. */
static bool look(BlockJobWatch *watch, bool verbose, const char *what)
{
    VmrpcDomainBlockJob job;
    VmrpcError *error = NULL;
    int found = vmrpc_domain_block_job(watch->domain, watch->disk, &job, &error);

    if (found < 0)
        return tool_fail(error, "%s failed", what);
    if (found && verbose)
        show(what, &job);
    return true;
}

/* Until something comes from the server, a signal, or the time is up. */
static bool wait_round(BlockJobWatch *watch)
{
    VmrpcConnection *connection = watch->tool->connection;
    struct timespec timeout = {.tv_nsec = WATCH_ROUND_MS * 1000000L};
    struct pollfd p = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};
    VmrpcError *error = NULL;
    int library_ms;

    library_ms = vmrpc_connection_poll_timeout(connection);
    if (library_ms >= 0 && library_ms < WATCH_ROUND_MS)
        timeout.tv_nsec = library_ms * 1000000L;
    signals_ppoll(&p, 1, &timeout);
    if (vmrpc_connection_dispatch(connection, 0, &error) >= 0)
        return true;
    return tool_fail(error, "The connection was lost; the job goes on");
}

static bool end_early(BlockJobWatch *watch, const Arguments *arguments)
{
    unsigned flags = arguments_has(arguments, "async") ? VMRPC_DOMAIN_BLOCK_JOB_ABORT_ASYNC : 0;
    VmrpcError *error = NULL;

    if (vmrpc_domain_block_job_abort(watch->domain, watch->disk, flags, &error) < 0)
        return tool_fail(error, "failed to abort job for disk %s", watch->disk);
    watch->status = VMRPC_DOMAIN_BLOCK_JOB_STATUS_CANCELLED;
    return true;
}

int block_job_wait(BlockJobWatch *watch, const Arguments *arguments, const char *what)
{
    unsigned timeout = arguments_number(arguments, "timeout");
    gint64 deadline = timeout ? g_get_monotonic_time() + timeout * G_USEC_PER_SEC : G_MAXINT64;
    bool verbose = arguments_has(arguments, "verbose"), well = true;
    Signals signals;

    signals_catch(&signals);
    while (well && watch->status < 0) {
        if (signals_caught() || g_get_monotonic_time() >= deadline)
            well = end_early(watch, arguments);
        else
            well = look(watch, verbose, what) && (watch->status >= 0 || wait_round(watch));
    }
    signals_restore(&signals);
    if (verbose)
        fputc('\n', stderr);
    if (!well)
        return -1;
    if (watch->status == VMRPC_DOMAIN_BLOCK_JOB_STATUS_FAILED) {
        tool_fail(NULL, "%s failed; the log of the server tells why", what);
        return -1;
    }
    return watch->status;
}
