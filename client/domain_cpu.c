/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processors of domains. Nothing is checked here that the server checks. */
#include "client/domain_ask.h"

#include <string.h>

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_VCPUS_MAXIMUM, DOMAIN_VCPU_MAXIMUM);
SAME(VMRPC_DOMAIN_VCPUS_GUEST, DOMAIN_VCPU_GUEST);
SAME(VMRPC_DOMAIN_VCPUS_HOTPLUGGABLE, DOMAIN_VCPU_HOTPLUGGABLE);
#undef SAME

/* A map as an argument, which encoding only reads. */
#define CPU_MAP(map, size)                                                                         \
    {                                                                                              \
        .cpumap_len = (u_int) (size), .cpumap_val = (char *) (map)                                 \
    }

int vmrpc_domain_set_vcpus(VmrpcDomain *domain, unsigned int number, unsigned int flags,
                           VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_vcpus_flags, error, .nvcpus = number, .flags = flags);
}

int vmrpc_domain_vcpus(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return ASK_NUMBER(domain->connection, domain_get_vcpus_flags, num, error,
                      .dom = domain_to_wire(domain), .flags = flags);
}

int vmrpc_domain_set_vcpus_enabled(VmrpcDomain *domain, const char *vcpus, int enabled,
                                   unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_vcpu, error, .cpumap = stub_string(vcpus),
                     .state = enabled != 0, .flags = flags);
}

/* As many bytes of the server's as there are, and zero behind them. */
static void cpu_copy_maps(uint8_t *maps, size_t size, const char *bytes, size_t n_bytes)
{
    size_t n = MIN(size, n_bytes);

    if (n > 0)
        memcpy(maps, bytes, n);
    if (n < size)
        memset(maps + n, 0, size - n);
}

/* The same for the user to free. */
static uint8_t *cpu_take_maps(size_t size, const char *bytes, size_t n_bytes)
{
    uint8_t *maps = g_malloc(size + 1);

    cpu_copy_maps(maps, size, bytes, n_bytes);
    return maps;
}

int vmrpc_domain_vcpu_infos(VmrpcDomain *domain, size_t map_size, VmrpcDomainVcpuInfo **ret_infos,
                            uint8_t **ret_maps, VmrpcError **error)
{
    domain_get_vcpus_res result = {0};
    domain_get_vcpus_ret *ret = &result.domain_get_vcpus_res_u.ret;
    GError *err = NULL;
    int count;

    if (!DOMAIN_ASK(domain, domain_get_vcpus, &result, &err, .maxinfo = REMOTE_VCPUINFO_MAX,
                    .maplen = (int) map_size))
        return client_error_give(error, err);
    count = (int) ret->info.info_len;
    *ret_infos = g_new0(VmrpcDomainVcpuInfo, count + 1);
    for (int i = 0; i < count; i++) {
        const remote_vcpu_info *info = &ret->info.info_val[i];

        (*ret_infos)[i] = (VmrpcDomainVcpuInfo){.number = info->number,
                                                .state = info->state,
                                                .cpu_time_ns = info->cpu_time,
                                                .cpu = info->cpu};
    }
    if (ret_maps)
        *ret_maps = cpu_take_maps((size_t) count * map_size, ret->cpumaps.cpumaps_val,
                                  ret->cpumaps.cpumaps_len);
    STUB_FREE(domain_get_vcpus, &result);
    return count;
}

int vmrpc_domain_vcpu_pins(VmrpcDomain *domain, unsigned int number, size_t map_size,
                           unsigned int flags, uint8_t **ret_maps, VmrpcError **error)
{
    domain_get_vcpu_pin_info_res result = {0};
    const domain_get_vcpu_pin_info_ret *ret = &result.domain_get_vcpu_pin_info_res_u.ret;
    GError *err = NULL;
    int count;

    if (!DOMAIN_ASK(domain, domain_get_vcpu_pin_info, &result, &err, .maps = (int) number,
                    .maplen = (int) map_size, .flags = flags))
        return client_error_give(error, err);
    count = CLAMP(ret->num, 0, (int) number);
    *ret_maps =
        cpu_take_maps(number * map_size, ret->cpumaps.cpumaps_val, ret->cpumaps.cpumaps_len);
    STUB_FREE(domain_get_vcpu_pin_info, &result);
    return count;
}

int vmrpc_domain_set_vcpu_pin(VmrpcDomain *domain, unsigned int vcpu, const uint8_t *map,
                              size_t map_size, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_pin_vcpu_flags, error, .vcpu = vcpu,
                     .cpumap = CPU_MAP(map, map_size), .flags = flags);
}

int vmrpc_domain_emulator_pin(VmrpcDomain *domain, size_t map_size, unsigned int flags,
                              uint8_t **ret_map, VmrpcError **error)
{
    domain_get_emulator_pin_info_res result = {0};
    const domain_get_emulator_pin_info_ret *ret = &result.domain_get_emulator_pin_info_res_u.ret;
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_emulator_pin_info, &result, &err, .maplen = (int) map_size,
                    .flags = flags))
        return client_error_give(error, err);
    *ret_map = cpu_take_maps(map_size, ret->cpumaps.cpumaps_val, ret->cpumaps.cpumaps_len);
    STUB_FREE(domain_get_emulator_pin_info, &result);
    return 0;
}

int vmrpc_domain_set_emulator_pin(VmrpcDomain *domain, const uint8_t *map, size_t map_size,
                                  unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_pin_emulator, error, .cpumap = CPU_MAP(map, map_size),
                     .flags = flags);
}

int vmrpc_domain_iothreads(VmrpcDomain *domain, size_t map_size, unsigned int flags,
                           unsigned int **ret_ids, uint8_t **ret_maps, VmrpcError **error)
{
    domain_get_iothread_info_res result = {0};
    domain_get_iothread_info_ret *ret = &result.domain_get_iothread_info_res_u.ret;
    GError *err = NULL;
    unsigned count;

    if (!DOMAIN_ASK(domain, domain_get_iothread_info, &result, &err, .flags = flags))
        return client_error_give(error, err);
    count = ret->info.info_len;
    *ret_ids = g_new0(unsigned int, count + 1);
    if (ret_maps)
        *ret_maps = g_malloc0((size_t) count * map_size + 1);
    for (unsigned i = 0; i < count; i++) {
        const remote_iothread_info *info = &ret->info.info_val[i];

        (*ret_ids)[i] = info->iothread_id;
        if (ret_maps)
            cpu_copy_maps(*ret_maps + i * map_size, map_size, info->cpumap.cpumap_val,
                          info->cpumap.cpumap_len);
    }
    STUB_FREE(domain_get_iothread_info, &result);
    return (int) count;
}
