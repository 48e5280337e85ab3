/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the live table shows: a row per guest, with rates out of two readings and the history of its
 * CPU use. Knows neither daemon nor terminal.
 *
 * A rate belongs to the time between the moments at which the figures were true, not between the
 * readings: what the daemon had not asked QEMU for anew keeps the rate of before.
 */
#ifndef VMRPC_TOOLS_TOP_H
#define VMRPC_TOOLS_TOP_H

#include <glib.h>
#include <stdbool.h>

#include "vmrpc.h"

/* Readings of which the CPU use is remembered. */
#define TOP_HISTORY 20

/* A figure that only grows, and how fast. */
typedef struct TopRate {
    uint64_t value;
    int64_t at_us;     /* when it was true; 0: never known */
    double per_second; /* below 0: not known yet */
} TopRate;

typedef struct TopRow {
    char *uuid;
    char *name;
    int id; /* -1: not active */
    int state;
    unsigned vcpus;
    uint64_t memory_kib, rss_kib; /* 0: not known */
    TopRate cpu;                  /* ns */
    TopRate read, write;          /* bytes of all disks */
    TopRate receive, send;        /* bytes of all interfaces */
    uint64_t age_ms;              /* of what only QEMU knows */
    float history[TOP_HISTORY];   /* percent of one CPU, the latest last */
    unsigned n_history;
    unsigned seen; /* the reading it was last in */
} TopRow;

typedef enum {
    TOP_BY_CPU,
    TOP_BY_MEMORY,
    TOP_BY_BLOCK,
    TOP_BY_NET,
    TOP_BY_NAME,
    TOP_ORDERS
} TopOrder;
typedef enum { TOP_ACTIVE, TOP_RUNNING, TOP_PAUSED, TOP_ALL, TOP_STATES } TopStates;

extern const char *const top_order_words[TOP_ORDERS + 1];
extern const char *const top_states_words[TOP_STATES + 1];

/* What is shown, and how. */
typedef struct TopView {
    TopOrder order;
    bool reverse;
    TopStates states;
    char *pattern; /* of names, with * and ?, or a part of one; NULL or "": all */
} TopView;

typedef struct Top Top;

Top *top_new(void);
void top_free(Top *top);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Top, top_free)

/* One more reading, of this moment; guests that are not in it are forgotten. */
void top_update(Top *top, VmrpcDomainStats *const *stats, int64_t now_us);
/* The rows of a view in its order (of const TopRow *, borrowed); free the array. */
GPtrArray *top_select(const Top *top, const TopView *view);
unsigned top_count(const Top *top);

/* Percent of one CPU; below 0: not known yet. */
double top_cpu_percent(const TopRow *row);
/* Bytes per second in both directions; below 0: not known. */
double top_block_rate(const TopRow *row);
double top_net_rate(const TopRow *row);

#endif
