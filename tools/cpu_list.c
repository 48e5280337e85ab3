/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of processors as text: see cpu_list.h. */
#include "tools/cpu_list.h"

#include <string.h>

#include "tools/tool.h"

static bool has(const unsigned char *map, unsigned cpu)
{
    return map[cpu / 8] >> (cpu % 8) & 1;
}

/* "3", "1-3" or "^2". */
static bool parse_part(const char *part, unsigned char *map, unsigned cpus)
{
    bool take_away = *part == '^';
    guint64 first, last;
    char *end;

    part += take_away;
    if (!g_ascii_isdigit(*part))
        return false;
    first = last = g_ascii_strtoull(part, &end, 10);
    if (*end == '-' && g_ascii_isdigit(end[1]) && !take_away)
        last = g_ascii_strtoull(end + 1, &end, 10);
    if (*end || first > last || last >= cpus)
        return false;
    for (guint64 cpu = first; cpu <= last; cpu++) {
        if (take_away)
            map[cpu / 8] &= (unsigned char) ~(1U << (cpu % 8));
        else
            map[cpu / 8] |= (unsigned char) (1U << (cpu % 8));
    }
    return true;
}

unsigned char *cpu_list_parse(const char *text, unsigned cpus)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    g_autofree unsigned char *map = g_malloc0((cpus + 7) / 8 + 1);

    if (g_str_equal(text, "r")) {
        for (unsigned cpu = 0; cpu < cpus; cpu++)
            map[cpu / 8] |= (unsigned char) (1U << (cpu % 8));
        return g_steal_pointer(&map);
    }
    for (unsigned i = 0; parts[i]; i++) {
        if (!parse_part(g_strstrip(parts[i]), map, cpus)) {
            tool_fail(NULL, "cpulist: Invalid format: '%s' is no list of CPUs from 0 to %u", text,
                      cpus - 1);
            return NULL;
        }
    }
    return g_steal_pointer(&map);
}

char *cpu_list_format(const unsigned char *map, unsigned cpus)
{
    GString *text = g_string_new(NULL);

    for (unsigned first = 0; first < cpus; first++) {
        unsigned last = first;

        if (!has(map, first))
            continue;
        while (last + 1 < cpus && has(map, last + 1))
            last++;
        g_string_append_printf(text, "%s%u", text->len > 0 ? "," : "", first);
        if (last > first)
            g_string_append_printf(text, "-%u", last);
        first = last;
    }
    return g_string_free(text, FALSE);
}

char *cpu_list_letters(const unsigned char *map, unsigned cpus)
{
    char *text = g_malloc(cpus + 1);

    for (unsigned cpu = 0; cpu < cpus; cpu++)
        text[cpu] = has(map, cpu) ? 'y' : '-';
    text[cpus] = '\0';
    return text;
}

bool number_parse(const char *text, const char *option, unsigned *ret_number)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &number, NULL))
        return tool_fail(NULL, "Numeric value '%s' for <%s> option is malformed or out of range",
                         text, option);
    *ret_number = (unsigned) number;
    return true;
}
