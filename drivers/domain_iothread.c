/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O threads: see domain_iothread.h. */
#include "drivers/domain_iothread.h"

#include "drivers/affect.h"
#include "drivers/domain_find.h"
#include "drivers/domain_pin.h"
#include "drivers/flags.h"
#include "drivers/node_load.h"

static void fill_info(const DomainDef *def, const DomainIothread *thread, size_t size,
                      remote_iothread_info *info)
{
    CpuMap map = domain_pin_of_iothread(def, thread->id);

    info->iothread_id = thread->id;
    info->cpumap.cpumap_val = g_malloc0(size);
    info->cpumap.cpumap_len = (u_int) size;
    cpu_map_to_bytes(&map, info->cpumap.cpumap_val, size);
}

static bool domain_iothread_get_info(DriverCall *call, const domain_get_iothread_info_args *args,
                                     domain_get_iothread_info_ret *ret, GError **err)
{
    const unsigned known = DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG;
    const size_t size = (MIN(node_count_cpus(""), CPU_MAP_MAX) + 7) / 8;
    const DomainDef *def;
    Domain *domain;

    if (!flags_check(args->flags, known, "domain_get_iothread_info", err))
        return false;
    domain = domain_find(call, &args->dom, err);
    def = domain ? affect_resolve_one(domain, args->flags, err) : NULL;
    if (!def)
        return false;
    ret->info.info_val = g_new0(remote_iothread_info, MAX(def->iothreads->len, 1));
    ret->info.info_len = def->iothreads->len;
    for (unsigned i = 0; i < def->iothreads->len; i++)
        fill_info(def, &g_array_index(def->iothreads, DomainIothread, i), size,
                  &ret->info.info_val[i]);
    ret->ret = ret->info.info_len;
    return true;
}

const RemoteHandlers domain_iothread_handlers = {
    .domain_get_iothread_info = domain_iothread_get_info,
};
