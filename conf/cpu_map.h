/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CpuMap: a set of processors, of the host or of a guest, as documents write it ("0-3,^2,8") and as
 * the wire carries it (byte N / 8, bit N % 8).
 */
#ifndef VMRPC_CONF_CPU_MAP_H
#define VMRPC_CONF_CPU_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPU_MAP_MAX 4096 /* numbers are below */
#define CPU_MAP_BYTES (CPU_MAP_MAX / 8)

typedef struct CpuMap {
    uint8_t bits[CPU_MAP_BYTES];
} CpuMap;

/* Numbers and ranges with commas between; one with ^ takes away what stands before it. false: it is
 * no such list, or it is empty. */
bool cpu_map_parse(const char *text, CpuMap *ret_map);
/* To be freed; "" for an empty one. */
char *cpu_map_format(const CpuMap *map);

/* From the wire; false if it is empty or has bits that do not fit. */
bool cpu_map_from_bytes(const void *bytes, size_t size, CpuMap *ret_map);
/* Those below 8 * size. */
void cpu_map_to_bytes(const CpuMap *map, void *bytes, size_t size);

static inline bool cpu_map_has(const CpuMap *map, unsigned cpu)
{
    return cpu < CPU_MAP_MAX && (map->bits[cpu / 8] >> (cpu % 8) & 1);
}

static inline void cpu_map_set(CpuMap *map, unsigned cpu, bool in)
{
    uint8_t bit = (uint8_t) (1 << (cpu % 8));

    if (in)
        map->bits[cpu / 8] |= bit;
    else
        map->bits[cpu / 8] &= (uint8_t) ~bit;
}

/* 0 to number - 1. */
CpuMap cpu_map_first(unsigned number);
unsigned cpu_map_count(const CpuMap *map);
/* One above the last one; 0 for an empty one. */
unsigned cpu_map_end(const CpuMap *map);

#endif
