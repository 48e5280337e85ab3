/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of processors: see cpu_map.h. Plain text and bits; whether a processor exists is no question
 * here. */
#include "conf/cpu_map.h"

#include <glib.h>
#include <string.h>

/* Digits at *at, which moves behind them; more than fits is no number. */
static bool take_number(const char **at, unsigned *ret_number)
{
    unsigned number = 0;

    if (!g_ascii_isdigit(**at))
        return false;
    for (; g_ascii_isdigit(**at); (*at)++) {
        number = number * 10 + (unsigned) (**at - '0');
        if (number >= CPU_MAP_MAX)
            return false;
    }
    *ret_number = number;
    return true;
}

/* Whole bytes at once: lists may be long, and each of their ranges as well. */
static void set_range(CpuMap *map, unsigned first, unsigned last, bool in)
{
    unsigned cpu = first;

    for (; cpu <= last && cpu % 8 != 0; cpu++)
        cpu_map_set(map, cpu, in);
    if (cpu + 8 <= last + 1) {
        unsigned bytes = (last + 1 - cpu) / 8;

        memset(map->bits + cpu / 8, in ? 0xff : 0, bytes);
        cpu += bytes * 8;
    }
    for (; cpu <= last; cpu++)
        cpu_map_set(map, cpu, in);
}

static void skip_blanks(const char **at)
{
    while (g_ascii_isspace(**at))
        (*at)++;
}

/* A number or a range at *at, which moves behind it. */
static bool take_part(const char **at, CpuMap *map)
{
    bool take_away;
    unsigned first, last;

    skip_blanks(at);
    take_away = **at == '^';
    *at += take_away;
    if (!take_number(at, &first))
        return false;
    last = first;
    if (**at == '-') {
        (*at)++;
        if (take_away || !take_number(at, &last) || last < first)
            return false;
    }
    set_range(map, first, last, !take_away);
    skip_blanks(at);
    return true;
}

bool cpu_map_parse(const char *text, CpuMap *ret_map)
{
    CpuMap map = {{0}};
    bool more;

    do {
        if (!take_part(&text, &map))
            return false;
        more = *text == ',';
        text += more;
    } while (more);
    if (*text != '\0' || cpu_map_end(&map) == 0)
        return false;
    *ret_map = map;
    return true;
}

char *cpu_map_format(const CpuMap *map)
{
    GString *text = g_string_new(NULL);
    unsigned end = cpu_map_end(map);

    for (unsigned first = 0; first < end; first++) {
        unsigned last = first;

        if (!cpu_map_has(map, first))
            continue;
        while (cpu_map_has(map, last + 1))
            last++;
        g_string_append_printf(text, "%s%u", text->len > 0 ? "," : "", first);
        if (last > first)
            g_string_append_printf(text, "-%u", last);
        first = last;
    }
    return g_string_free(text, FALSE);
}

bool cpu_map_from_bytes(const void *bytes, size_t size, CpuMap *ret_map)
{
    const uint8_t *from = bytes;
    CpuMap map = {{0}};

    for (size_t i = CPU_MAP_BYTES; i < size; i++) {
        if (from[i])
            return false;
    }
    if (size > 0)
        memcpy(map.bits, from, MIN(size, CPU_MAP_BYTES));
    *ret_map = map;
    return cpu_map_end(&map) > 0;
}

void cpu_map_to_bytes(const CpuMap *map, void *bytes, size_t size)
{
    memset(bytes, 0, size);
    memcpy(bytes, map->bits, MIN(size, CPU_MAP_BYTES));
}

CpuMap cpu_map_first(unsigned number)
{
    CpuMap map = {{0}};

    if (number > 0)
        set_range(&map, 0, MIN(number, CPU_MAP_MAX) - 1, true);
    return map;
}

unsigned cpu_map_count(const CpuMap *map)
{
    unsigned count = 0;

    for (unsigned i = 0; i < CPU_MAP_BYTES; i++)
        count += (unsigned) __builtin_popcount(map->bits[i]);
    return count;
}

unsigned cpu_map_end(const CpuMap *map)
{
    for (unsigned i = CPU_MAP_BYTES; i-- > 0;) {
        if (map->bits[i])
            return i * 8 + (unsigned) (32 - __builtin_clz(map->bits[i]));
    }
    return 0;
}
