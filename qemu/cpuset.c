/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Binding threads to processors, and what they have run: see cpuset.h. Nothing here waits. */
#include "qemu/cpuset.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

bool cpuset_apply(const CpuMap *map, pid_t tid, GError **err)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    for (unsigned cpu = 0; cpu < MIN(cpu_map_end(map), CPU_SETSIZE); cpu++) {
        if (cpu_map_has(map, cpu))
            CPU_SET(cpu, &set);
    }
    if (sched_setaffinity(tid, sizeof set, &set) < 0) {
        g_autofree char *text = cpu_map_format(map);

        return error_set_errno(err, errno, "cannot bind thread %d to processors '%s'", (int) tid,
                               text);
    }
    return true;
}

static bool is_among(const GArray *tids, pid_t tid)
{
    for (unsigned i = 0; tids && i < tids->len; i++) {
        if (g_array_index(tids, pid_t, i) == tid)
            return true;
    }
    return false;
}

bool cpuset_apply_others(const CpuMap *map, pid_t pid, const GArray *tids, GError **err)
{
    g_autofree char *folder = g_strdup_printf("/proc/%d/task", (int) pid);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        pid_t tid = (pid_t) g_ascii_strtoll(name, NULL, 10);
        g_autoptr(GError) why = NULL;

        if (is_among(tids, tid) || cpuset_apply(map, tid, &why))
            continue;
        if (tid == pid) { /* any other may just have ended */
            g_propagate_error(err, g_steal_pointer(&why));
            return false;
        }
    }
    return true;
}

/* The number of that place in the line of /proc/PID/stat, counted from 1 as proc(5) does. */
static const char *stat_field(const char *text, unsigned place)
{
    const char *at = strrchr(text, ')');

    for (unsigned i = 2; at && i < place; i++)
        at = strchr(at + 1, ' ');
    return at;
}

void cpuset_read_usage(pid_t pid, pid_t tid, uint64_t *ret_time_ns, int *ret_cpu)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/schedstat", (int) pid, (int) tid);
    g_autofree char *times = NULL, *text = NULL;
    const char *cpu;

    if (g_file_get_contents(path, &times, NULL, NULL))
        *ret_time_ns = g_ascii_strtoull(times, NULL, 10);
    g_free(path);
    path = g_strdup_printf("/proc/%d/task/%d/stat", (int) pid, (int) tid);
    if (g_file_get_contents(path, &text, NULL, NULL) && (cpu = stat_field(text, 39)))
        *ret_cpu = (int) g_ascii_strtoll(cpu, NULL, 10);
}
