/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The long jobs of domains: domjobinfo, domjobabort, domcontrol.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/params.h"
#include "tools/size.h"

static const Option domjobinfo_options[] = {
    OPTION_DOMAIN,
    {"completed", OPTION_BOOL, 0, "the last job that ended", NULL},
    {"keep-completed", OPTION_BOOL, 0, "do not forget that one after it has been shown", NULL},
    {"anystats", OPTION_BOOL, 0, "figures also of a job that failed", NULL},
    {"rawstats", OPTION_BOOL, 0, "all figures, as the daemon gives them", NULL},
    {0},
};

/* What a figure is measured in. */
typedef enum { UNIT_MS, UNIT_BYTES, UNIT_RATE, UNIT_COUNT, UNIT_PAGES } Unit;

/* In the order of printing. */
static const struct {
    const char *field;
    const char *label;
    Unit unit;
} figures[] = {
    {"time_elapsed", "Time elapsed:", UNIT_MS},
    {"time_remaining", "Time remaining:", UNIT_MS},
    {"data_processed", "Data processed:", UNIT_BYTES},
    {"data_remaining", "Data remaining:", UNIT_BYTES},
    {"data_total", "Data total:", UNIT_BYTES},
    {"memory_processed", "Memory processed:", UNIT_BYTES},
    {"memory_remaining", "Memory remaining:", UNIT_BYTES},
    {"memory_total", "Memory total:", UNIT_BYTES},
    {"memory_bps", "Memory bandwidth:", UNIT_RATE},
    {"memory_dirty_rate", "Dirty rate:", UNIT_PAGES},
    {"memory_page_size", "Page size:", UNIT_BYTES},
    {"memory_iteration", "Iteration:", UNIT_COUNT},
    {"disk_processed", "File processed:", UNIT_BYTES},
    {"disk_remaining", "File remaining:", UNIT_BYTES},
    {"disk_total", "File total:", UNIT_BYTES},
    {"disk_bps", "File bandwidth:", UNIT_RATE},
    {"memory_constant", "Constant pages:", UNIT_COUNT},
    {"memory_normal", "Normal pages:", UNIT_COUNT},
    {"memory_normal_bytes", "Normal data:", UNIT_BYTES},
    {"downtime", "Total downtime:", UNIT_MS},
    {"setup_time", "Setup time:", UNIT_MS},
    {"disk_temp_used", "Temporary disk space use:", UNIT_BYTES},
    {"disk_temp_total", "Temporary disk space total:", UNIT_BYTES},
};

#define LABEL_WIDTH 18

static char *figure_text(Unit unit, uint64_t value)
{
    g_autofree char *size = NULL;

    switch (unit) {
    case UNIT_MS:
        return g_strdup_printf("%" PRIu64 " ms", value);
    case UNIT_PAGES:
        return g_strdup_printf("%" PRIu64 " pages/s", value);
    case UNIT_RATE:
        size = size_format(value);
        return g_strconcat(size, "/s", NULL);
    case UNIT_BYTES:
        return size_format(value);
    default:
        return g_strdup_printf("%" PRIu64, value);
    }
}

static void print_figures(const VmrpcParams *stats)
{
    const char *failure = vmrpc_params_string(stats, "errmsg");
    g_autofree char *text = output_printable(failure);

    for (guint i = 0; i < G_N_ELEMENTS(figures); i++) {
        g_autofree char *figure = NULL;
        uint64_t value;

        if (!vmrpc_params_uint64(stats, figures[i].field, &value))
            continue;
        figure = figure_text(figures[i].unit, value);
        output_field(LABEL_WIDTH, figures[i].label, "%s", figure);
    }
    if (failure)
        output_field(LABEL_WIDTH, "Error message:", "%s", text);
}

static void print_raw(const VmrpcParams *stats)
{
    for (size_t i = 0; i < vmrpc_params_count(stats); i++) {
        const VmrpcParam *param = vmrpc_params_at(stats, i);
        g_autofree char *value = param_text(param), *text = output_printable(value);

        printf("%s: %s\n", param->name, text);
    }
}

/* "Unbounded" */
static char *capital(const char *word)
{
    char *text = g_strdup(word);

    text[0] = g_ascii_toupper(text[0]);
    return text;
}

static void print_job(const Arguments *arguments, int type, const VmrpcParams *stats)
{
    g_autofree char *word = capital(vmrpc_domain_job_type_to_string(type)), *what = NULL;
    int64_t operation = 0;
    bool failed = type == VMRPC_DOMAIN_JOB_TYPE_FAILED || type == VMRPC_DOMAIN_JOB_TYPE_CANCELLED;

    output_field(LABEL_WIDTH, "Job type:", "%s", word);
    if (type == VMRPC_DOMAIN_JOB_TYPE_NONE)
        return;
    vmrpc_params_int64(stats, "operation", &operation);
    what = capital(vmrpc_domain_job_operation_to_string((int) operation));
    output_field(LABEL_WIDTH, "Operation:", "%s", what);
    if (!failed || arguments_has(arguments, "anystats"))
        print_figures(stats);
}

static bool run_domjobinfo(Tool *tool, const Arguments *arguments)
{
    bool keep = arguments_has(arguments, "keep-completed");
    bool completed = keep || arguments_has(arguments, "completed");
    unsigned flags = (completed ? VMRPC_DOMAIN_JOB_STATS_COMPLETED : 0) |
                     (keep ? VMRPC_DOMAIN_JOB_STATS_KEEP_COMPLETED : 0);
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcParams) stats = NULL;
    VmrpcError *error = NULL;
    json_t *object;
    int type = VMRPC_DOMAIN_JOB_TYPE_NONE;

    if (!domain)
        return false;
    stats = vmrpc_domain_job_stats(domain, flags, &type, &error);
    if (!stats)
        return tool_fail(error, "Failed to get the job of domain '%s'", vmrpc_domain_name(domain));
    if (tool->json) {
        object = params_json(vmrpc_params_at(stats, 0), vmrpc_params_count(stats));
        json_object_set_new(object, "type", json_string(vmrpc_domain_job_type_to_string(type)));
        output_json(object);
    } else if (arguments_has(arguments, "rawstats")) {
        print_raw(stats);
    } else {
        print_job(arguments, type, stats);
    }
    return true;
}

static const Option domain_only[] = {OPTION_DOMAIN, {0}};

static bool run_domjobabort(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    return vmrpc_domain_job_abort(domain, &error) == 0 ||
           tool_fail(error, "Failed to abort the job of domain '%s'", vmrpc_domain_name(domain));
}

static bool run_domcontrol(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    const char *word;
    uint64_t ms;
    int state;

    if (!domain)
        return false;
    if (vmrpc_domain_control_info(domain, &state, NULL, &ms, &error) < 0)
        return tool_fail(error, "Failed to get the control state of domain '%s'",
                         vmrpc_domain_name(domain));
    word = vmrpc_domain_control_state_to_string(state);
    if (tool->json)
        output_json(json_pack("{s:s, s:I}", "state", word, "time_ms", (json_int_t) ms));
    else if (state == VMRPC_DOMAIN_CONTROL_STATE_OK || state == VMRPC_DOMAIN_CONTROL_STATE_ERROR)
        puts(word);
    else
        printf("%s (%0.3fs)\n", word, (double) ms / 1000);
    return true;
}

const Command commands_job[] = {
    {"domjobinfo", "show how far a long job of a domain is",
     "Shows what is being done with a domain that takes long (a save, a dump ...), and how far it\n"
     "    is; or how the last one went.",
     domjobinfo_options, COMMAND_JSON, run_domjobinfo},
    {"domjobabort", "end a long job of a domain",
     "Asks the long job of a domain to end; what it did is undone.", domain_only, 0,
     run_domjobabort},
    {"domcontrol", "show whether a guest's emulator can be asked",
     "Shows whether the emulator of a guest answers: ok, background job, occupied, error; and for\n"
     "    how long it has been busy.",
     domain_only, COMMAND_JSON, run_domcontrol},
    {0},
};
