/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the processors of domains: how many there are, which, and where they run.
 *
 * A set of processors is a map of bytes: number N is bit N % 8 of byte N / 8.
 */
#ifndef VMRPC_DOMAIN_CPU_H
#define VMRPC_DOMAIN_CPU_H

#include "vmrpc/domain.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_vcpus() and vmrpc_domain_set_vcpus(), together with
 * VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
typedef enum VmrpcDomainVcpusFlags {
    VMRPC_DOMAIN_VCPUS_MAXIMUM = 4,      /* as many as there may ever be */
    VMRPC_DOMAIN_VCPUS_GUEST = 8,        /* by the guest's agent */
    VMRPC_DOMAIN_VCPUS_HOTPLUGGABLE = 16 /* what is added to the definition can be unplugged */
} VmrpcDomainVcpusFlags;

/* How many virtual CPUs a domain has. Since 0.1. */
int vmrpc_domain_vcpus(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Sets that. A running guest gets them plugged in, or is asked to let go of those that were;
 * VMRPC_ERR_OPERATION_TIMEOUT if it does not, and still may later. Since 0.1. */
int vmrpc_domain_set_vcpus(VmrpcDomain *domain, unsigned int number, unsigned int flags,
                           VmrpcError **error);
/* The same for single ones: vcpus is a list like "1,3-4". flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1.
 */
int vmrpc_domain_set_vcpus_enabled(VmrpcDomain *domain, const char *vcpus, int enabled,
                                   unsigned int flags, VmrpcError **error);
/* How many it may have at most. Since 0.1. */
int vmrpc_domain_max_vcpus(VmrpcDomain *domain, VmrpcError **error);

/* What a virtual CPU does. Since 0.1. */
typedef enum VmrpcDomainVcpuState {
    VMRPC_DOMAIN_VCPU_STATE_OFFLINE = 0,
    VMRPC_DOMAIN_VCPU_STATE_RUNNING = 1,
    VMRPC_DOMAIN_VCPU_STATE_BLOCKED = 2
} VmrpcDomainVcpuState;

/* What one processor of a running guest does. Since 0.1. */
typedef struct VmrpcDomainVcpuInfo {
    unsigned int number;
    int state; /* VMRPC_DOMAIN_VCPU_STATE_* */
    uint64_t cpu_time_ns;
    int cpu; /* of the server's machine, where it ran last; -1: not known */
} VmrpcDomainVcpuInfo;

/* What the processors of a running guest do. *ret_infos has as many entries as are returned, and
 * *ret_maps (may be NULL) a map of map_size bytes for each; both are freed with vmrpc_free(). Since
 * 0.1. */
int vmrpc_domain_vcpu_infos(VmrpcDomain *domain, size_t map_size, VmrpcDomainVcpuInfo **ret_infos,
                            uint8_t **ret_maps, VmrpcError **error);

/* Where the first so many processors of a domain may run: returns how many there are of them, and
 * *ret_maps has a map of map_size bytes for each, to be freed with vmrpc_free(). flags, of all of
 * these: VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
int vmrpc_domain_vcpu_pins(VmrpcDomain *domain, unsigned int number, size_t map_size,
                           unsigned int flags, uint8_t **ret_maps, VmrpcError **error);
/* Has one of them run there and nowhere else. Since 0.1. */
int vmrpc_domain_set_vcpu_pin(VmrpcDomain *domain, unsigned int vcpu, const uint8_t *map,
                              size_t map_size, unsigned int flags, VmrpcError **error);
/* The same for the threads of the emulator that are no processors of the guest: *ret_map is a map
 * of map_size bytes, to be freed with vmrpc_free(). Since 0.1. */
int vmrpc_domain_emulator_pin(VmrpcDomain *domain, size_t map_size, unsigned int flags,
                              uint8_t **ret_map, VmrpcError **error);
int vmrpc_domain_set_emulator_pin(VmrpcDomain *domain, const uint8_t *map, size_t map_size,
                                  unsigned int flags, VmrpcError **error);

/* The I/O threads of a domain: returns how many. *ret_ids are their numbers, and *ret_maps (may be
 * NULL) where each may run, a map of map_size bytes; both are freed with vmrpc_free(). Since 0.1.
 */
int vmrpc_domain_iothreads(VmrpcDomain *domain, size_t map_size, unsigned int flags,
                           unsigned int **ret_ids, uint8_t **ret_maps, VmrpcError **error);

/* Processor time of a running domain in ns: "cpu_time", "user_time", "system_time". cpu: a CPU of
 * the host, of which there may be nothing, or -1 for all together. To be freed with
 * vmrpc_params_free(). flags: 0. Since 0.1. */
VmrpcParams *vmrpc_domain_cpu_stats(VmrpcDomain *domain, int cpu, unsigned int flags,
                                    VmrpcError **error);
/* How many CPUs of the host it could be asked of. Since 0.1. */
int vmrpc_domain_cpu_stats_count(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
