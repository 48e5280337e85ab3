/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where numbered threads of a guest (processors, I/O threads) run: of each that is pinned the set
 * of the host's processors, as an array in the order of the numbers.
 */
#ifndef VMRPC_CONF_CPU_PINS_H
#define VMRPC_CONF_CPU_PINS_H

#include "conf/cpu_map.h"

#include <glib.h>

typedef struct {
    unsigned number; /* of the thread */
    CpuMap cpus;
} CpuPin;

GArray *cpu_pins_new(void);
/* After pins were appended in any order. */
void cpu_pins_sort(GArray *pins);
/* NULL: it is not pinned. */
const CpuMap *cpu_pins_find(const GArray *pins, unsigned number);
/* map NULL: it is pinned no more. */
void cpu_pins_set(GArray *pins, unsigned number, const CpuMap *map);

#endif
