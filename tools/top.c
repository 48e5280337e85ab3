/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of the live table: see top.h. */
#include "tools/top.h"

#include <string.h>

/* Figures closer to each other in time are the same sample. */
#define SAME_SAMPLE_US 50000

struct Top {
    GHashTable *rows; /* by UUID; of TopRow */
    unsigned reading;
};

const char *const top_order_words[] = {"cpu", "memory", "block", "net", "name", NULL};
const char *const top_states_words[] = {"active", "running", "paused", "all", NULL};

static void row_free(gpointer data)
{
    TopRow *row = data;

    g_free(row->uuid);
    g_free(row->name);
    g_free(row);
}

Top *top_new(void)
{
    Top *top = g_new0(Top, 1);

    top->rows = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, row_free);
    return top;
}

void top_free(Top *top)
{
    if (!top)
        return;
    g_hash_table_unref(top->rows);
    g_free(top);
}

unsigned top_count(const Top *top)
{
    return g_hash_table_size(top->rows);
}

/* ---- a reading ---- */

static void rate_update(TopRate *rate, bool known, uint64_t value, int64_t at_us)
{
    if (!known) {
        *rate = (TopRate){.per_second = -1};
        return;
    }
    if (rate->at_us && at_us - rate->at_us < SAME_SAMPLE_US && value == rate->value)
        return;
    /* A guest that was started anew counts from 0. */
    if (!rate->at_us || value < rate->value || at_us <= rate->at_us)
        rate->per_second = -1;
    else
        rate->per_second =
            (double) (value - rate->value) * G_USEC_PER_SEC / (double) (at_us - rate->at_us);
    rate->value = value;
    rate->at_us = at_us;
}

/* The sum of PREFIX.N.NAME over all N; false if there is none. */
static bool sum_of(const VmrpcParams *params, const char *prefix, const char *name,
                   uint64_t *ret_sum)
{
    g_autofree char *count_name = g_strdup_printf("%s.count", prefix);
    uint64_t count = 0, value;
    bool any = false;

    *ret_sum = 0;
    vmrpc_params_uint64(params, count_name, &count);
    for (unsigned i = 0; i < count; i++) {
        char key[64];

        g_snprintf(key, sizeof key, "%s.%u.%s", prefix, i, name);
        if (vmrpc_params_uint64(params, key, &value)) {
            *ret_sum += value;
            any = true;
        }
    }
    return any;
}

static void rate_sum(TopRate *rate, const VmrpcParams *params, const char *prefix, const char *name,
                     int64_t at_us)
{
    uint64_t sum;
    bool known = sum_of(params, prefix, name, &sum);

    rate_update(rate, known, sum, at_us);
}

static void row_remember(TopRow *row)
{
    double percent = top_cpu_percent(row);

    if (percent < 0)
        return;
    if (row->n_history == TOP_HISTORY) {
        memmove(row->history, row->history + 1, sizeof row->history - sizeof row->history[0]);
        row->n_history--;
    }
    row->history[row->n_history++] = (float) percent;
}

static void row_update(TopRow *row, const VmrpcDomainStats *stats, int64_t now_us)
{
    const VmrpcParams *params = vmrpc_domain_stats_params(stats);
    uint64_t value = 0, ns = 0, age_ms = 0;
    int64_t sampled_us;
    bool known;

    row->id = vmrpc_domain_id(vmrpc_domain_stats_domain(stats));
    row->state = 0;
    if (vmrpc_params_uint64(params, "state.state", &value))
        row->state = (int) value;
    row->vcpus = vmrpc_params_uint64(params, "vcpu.current", &value) ? (unsigned) value : 0;
    row->memory_kib = row->rss_kib = 0;
    vmrpc_params_uint64(params, "balloon.current", &row->memory_kib);
    vmrpc_params_uint64(params, "balloon.rss", &row->rss_kib);
    vmrpc_params_uint64(params, "vmrpc.age_ms.block", &age_ms);
    row->age_ms = age_ms;
    known = vmrpc_params_uint64(params, "cpu.time", &ns);
    rate_update(&row->cpu, known, ns, now_us);
    sampled_us = now_us - (int64_t) age_ms * 1000;
    rate_sum(&row->read, params, "block", "rd.bytes", sampled_us);
    rate_sum(&row->write, params, "block", "wr.bytes", sampled_us);
    rate_sum(&row->receive, params, "net", "rx.bytes", now_us);
    rate_sum(&row->send, params, "net", "tx.bytes", now_us);
    row_remember(row);
}

static gboolean is_gone(gpointer key, gpointer value, gpointer data)
{
    (void) key;
    return ((const TopRow *) value)->seen != ((const Top *) data)->reading;
}

void top_update(Top *top, VmrpcDomainStats *const *stats, int64_t now_us)
{
    top->reading++;
    for (; *stats; stats++) {
        VmrpcDomain *domain = vmrpc_domain_stats_domain(*stats);
        TopRow *row = g_hash_table_lookup(top->rows, vmrpc_domain_uuid_string(domain));

        if (!row) {
            row = g_new0(TopRow, 1);
            row->uuid = g_strdup(vmrpc_domain_uuid_string(domain));
            g_hash_table_insert(top->rows, row->uuid, row);
        }
        g_free(row->name);
        row->name = g_strdup(vmrpc_domain_name(domain));
        row->seen = top->reading;
        row_update(row, *stats, now_us);
    }
    g_hash_table_foreach_remove(top->rows, is_gone, top);
}

/* ---- a view ---- */

static double rate_sum_of(const TopRate *one, const TopRate *other)
{
    if (one->per_second < 0 && other->per_second < 0)
        return -1;
    return MAX(0, one->per_second) + MAX(0, other->per_second);
}

double top_cpu_percent(const TopRow *row)
{
    return row->cpu.per_second < 0 ? -1 : row->cpu.per_second / 1e7;
}

double top_block_rate(const TopRow *row)
{
    return rate_sum_of(&row->read, &row->write);
}

double top_net_rate(const TopRow *row)
{
    return rate_sum_of(&row->receive, &row->send);
}

static double row_weight(const TopRow *row, TopOrder order)
{
    switch (order) {
    case TOP_BY_CPU:
        return top_cpu_percent(row);
    case TOP_BY_MEMORY:
        return (double) (row->rss_kib ? row->rss_kib : row->memory_kib);
    case TOP_BY_BLOCK:
        return top_block_rate(row);
    case TOP_BY_NET:
        return top_net_rate(row);
    default:
        return 0;
    }
}

/* The heaviest first, equal ones by name. */
static gint by_view(gconstpointer a, gconstpointer b, gpointer data)
{
    const TopRow *one = *(const TopRow *const *) a, *other = *(const TopRow *const *) b;
    const TopView *view = data;
    double weight = row_weight(one, view->order), against = row_weight(other, view->order);
    int result = weight > against ? -1 : weight < against;

    if (result == 0)
        result = strcmp(one->name, other->name);
    return view->reverse ? -result : result;
}

static bool matches_state(const TopRow *row, TopStates states)
{
    switch (states) {
    case TOP_ACTIVE:
        return row->id >= 0;
    case TOP_RUNNING:
        return row->state == VMRPC_DOMAIN_STATE_RUNNING;
    case TOP_PAUSED:
        return row->state == VMRPC_DOMAIN_STATE_PAUSED;
    default:
        return true;
    }
}

static bool matches_name(const TopRow *row, const char *pattern)
{
    if (!pattern || !*pattern)
        return true;
    return strpbrk(pattern, "*?") ? g_pattern_match_simple(pattern, row->name)
                                  : strstr(row->name, pattern) != NULL;
}

GPtrArray *top_select(const Top *top, const TopView *view)
{
    GPtrArray *rows = g_ptr_array_new();
    GHashTableIter iter;
    gpointer row;

    g_hash_table_iter_init(&iter, top->rows);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        if (matches_state(row, view->states) && matches_name(row, view->pattern))
            g_ptr_array_add(rows, row);
    }
    g_ptr_array_sort_with_data(rows, by_view, (gpointer) view);
    return rows;
}
