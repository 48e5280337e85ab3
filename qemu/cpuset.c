/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Binding a guest to processors: see cpuset.h. The text is a list of numbers and ranges; one with ^
 * takes away what stands before it.
 */
#include "qemu/cpuset.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>

static bool parse_part(const char *part, cpu_set_t *set)
{
    bool take_away = part[0] == '^';
    unsigned first, last;
    int used = 0;

    part += take_away;
    if (sscanf(part, "%u-%u%n", &first, &last, &used) < 2 || part[used]) {
        if (sscanf(part, "%u%n", &first, &used) < 1 || part[used])
            return false;
        last = first;
    }
    if (first > last || last >= CPU_SETSIZE)
        return false;
    for (unsigned cpu = first; cpu <= last; cpu++) {
        if (take_away)
            CPU_CLR(cpu, set);
        else
            CPU_SET(cpu, set);
    }
    return true;
}

bool cpuset_apply(const char *cpuset, pid_t pid, GError **err)
{
    g_auto(GStrv) parts = g_strsplit(cpuset, ",", -1);
    cpu_set_t set;

    CPU_ZERO(&set);
    for (unsigned i = 0; parts[i]; i++) {
        if (!parse_part(g_strstrip(parts[i]), &set))
            return error_set(err, ERR_XML, "'%s' is no set of processors", cpuset);
    }
    if (sched_setaffinity(pid, sizeof set, &set) < 0)
        return error_set_errno(err, errno, "cannot bind process %d to processors '%s'", (int) pid,
                               cpuset);
    return true;
}
