/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits that there are none of: see domain_limits.h. Answered from memory, whoever runs the
 * domain. */
#include "drivers/domain_limits.h"

#include "conf/mac.h"
#include "drivers/affect.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/params.h"

#include <string.h>

/* What clients take for no limit of memory, in KiB. */
#define UNLIMITED (INT64_MAX >> 10)

#define LIMIT_FLAGS (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG | PARAMS_STRING_OKAY)

/* The document that flags mean, borrowed. */
static const DomainDef *limits_of(DriverCall *call, const remote_domain *dom, unsigned flags,
                                  const char *procedure, GError **err)
{
    Domain *domain =
        flags_check(flags, LIMIT_FLAGS, procedure, err) ? domain_find(call, dom, err) : NULL;

    return domain ? affect_resolve_one(domain, flags & ~PARAMS_STRING_OKAY, err) : NULL;
}

/* Fills a result with the first nparams of the list; of 0 with how many there are. */
static void limits_take(ParamList *list, int nparams, u_int *ret_length,
                        remote_typed_param **ret_params, int *ret_nparams)
{
    *ret_nparams = (int) list->length;
    if (nparams <= 0)
        return;
    list->length = MIN(list->length, (unsigned) nparams);
    params_take(list, ret_length, ret_params);
    *ret_nparams = (int) *ret_length;
}

static bool get_scheduler_type(DriverCall *call, const domain_get_scheduler_type_args *args,
                               domain_get_scheduler_type_ret *ret, GError **err)
{
    if (!domain_find(call, &args->dom, err))
        return false;
    ret->type = g_strdup("posix");
    return true;
}

static bool get_memory(DriverCall *call, const domain_get_memory_parameters_args *args,
                       domain_get_memory_parameters_ret *ret, GError **err)
{
    g_auto(ParamList) list = {0};

    if (!limits_of(call, &args->dom, args->flags, "domain_get_memory_parameters", err))
        return false;
    params_add_ulong(&list, UNLIMITED, "hard_limit");
    params_add_ulong(&list, UNLIMITED, "soft_limit");
    params_add_ulong(&list, UNLIMITED, "swap_hard_limit");
    limits_take(&list, args->nparams, &ret->params.params_len, &ret->params.params_val,
                &ret->nparams);
    return true;
}

static bool get_blkio(DriverCall *call, const domain_get_blkio_parameters_args *args,
                      domain_get_blkio_parameters_ret *ret, GError **err)
{
    static const char *const by_device[] = {"device_weight", "device_read_iops_sec",
                                            "device_write_iops_sec", "device_read_bytes_sec",
                                            "device_write_bytes_sec"};
    g_auto(ParamList) list = {0};

    if (!limits_of(call, &args->dom, args->flags, "domain_get_blkio_parameters", err))
        return false;
    params_add_uint(&list, 0, "weight");
    for (unsigned i = 0; i < G_N_ELEMENTS(by_device); i++)
        params_add_string(&list, "", by_device[i]);
    limits_take(&list, args->nparams, &ret->params.params_len, &ret->params.params_val,
                &ret->nparams);
    return true;
}

static bool get_numa(DriverCall *call, const domain_get_numa_parameters_args *args,
                     domain_get_numa_parameters_ret *ret, GError **err)
{
    g_auto(ParamList) list = {0};

    if (!limits_of(call, &args->dom, args->flags, "domain_get_numa_parameters", err))
        return false;
    params_add_int(&list, 0, "numa_mode");
    params_add_string(&list, "", "numa_nodeset");
    limits_take(&list, args->nparams, &ret->params.params_len, &ret->params.params_val,
                &ret->nparams);
    return true;
}

static bool has_interface(const DomainDef *def, const char *device)
{
    uint8_t mac[MAC_BYTES];
    bool is_mac = mac_parse(device, mac);

    for (unsigned i = 0; i < def->interfaces->len; i++) {
        const DomainInterface *interface = def->interfaces->pdata[i];

        if (is_mac ? memcmp(mac, interface->mac, MAC_BYTES) == 0
                   : g_strcmp0(interface->target, device) == 0)
            return true;
    }
    return false;
}

static bool get_interface(DriverCall *call, const domain_get_interface_parameters_args *args,
                          domain_get_interface_parameters_ret *ret, GError **err)
{
    static const char *const names[] = {"inbound.average", "inbound.peak",     "inbound.burst",
                                        "inbound.floor",   "outbound.average", "outbound.peak",
                                        "outbound.burst"};
    const DomainDef *def =
        limits_of(call, &args->dom, args->flags, "domain_get_interface_parameters", err);
    g_auto(ParamList) list = {0};

    if (!def)
        return false;
    if (args->nparams != 0 && !has_interface(def, args->device))
        return error_set(err, ERR_INVALID_ARG, "'%s' is not a known interface", args->device);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        params_add_uint(&list, 0, names[i]);
    limits_take(&list, args->nparams, &ret->params.params_len, &ret->params.params_val,
                &ret->nparams);
    return true;
}

const RemoteHandlers domain_limit_handlers = {
    .domain_get_scheduler_type = get_scheduler_type,
    .domain_get_memory_parameters = get_memory,
    .domain_get_blkio_parameters = get_blkio,
    .domain_get_numa_parameters = get_numa,
    .domain_get_interface_parameters = get_interface,
};
