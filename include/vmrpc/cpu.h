/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: processors: how many a domain has, which, and where they run; and those of the server's
 * machine.
 *
 * A set of processors is a map of bytes: number N is bit N % 8 of byte N / 8.
 */
#ifndef VMRPC_CPU_H
#define VMRPC_CPU_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Together with VMRPC_DOMAIN_AFFECT_*. */
typedef enum VmrpcDomainVcpusFlags {
    VMRPC_DOMAIN_VCPUS_MAXIMUM = 4, /* as many as there may ever be */
    VMRPC_DOMAIN_VCPUS_GUEST = 8,   /* by the guest's agent */
    VMRPC_DOMAIN_VCPUS_HOTPLUGGABLE =
        16 /* those that are added to the definition may be unplugged */
} VmrpcDomainVcpusFlags;

/* How many a domain has. A running guest gets them plugged in, or is asked to let go of those that
 * were; VMRPC_ERR_OPERATION_TIMEOUT if it does not, and still may later. Since 0.1. */
int vmrpc_domain_set_vcpus(VmrpcDomain *domain, unsigned int number, unsigned int flags,
                           VmrpcError **error);
/* The number. Since 0.1. */
int vmrpc_domain_vcpus(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The same for single ones: vcpus is a list like "1,3-4". Since 0.1. */
int vmrpc_domain_set_vcpus_enabled(VmrpcDomain *domain, const char *vcpus, int enable,
                                   unsigned int flags, VmrpcError **error);

/* What one processor of a running guest does. Since 0.1. */
typedef struct VmrpcDomainVcpuInfo {
    unsigned int number;
    int state; /* 0: offline, 1: running, 2: blocked */
    uint64_t cpu_time_ns;
    int cpu; /* of the server's machine, where it ran last; -1: not known */
} VmrpcDomainVcpuInfo;

/* What the processors of a running guest do. *ret_infos has as many entries as are returned, and
 * *ret_maps (may be NULL) a map of map_size bytes for each; both are freed with vmrpc_free(). Since
 * 0.1. */
int vmrpc_domain_vcpu_infos(VmrpcDomain *domain, size_t map_size, VmrpcDomainVcpuInfo **ret_infos,
                            uint8_t **ret_maps, VmrpcError **error);

/* Where the first so many processors of a domain may run: returns how many there are of them, and
 * *ret_maps has a map of map_size bytes for each, to be freed with vmrpc_free(). Since 0.1. */
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

/* As many as a domain of that type (NULL: any) can have. Since 0.1. */
int vmrpc_connection_max_vcpus(VmrpcConnection *connection, const char *type, VmrpcError **error);
/* The models that guests of an architecture can have: a NULL-terminated array, to be freed with
 * vmrpc_string_list_free(). Since 0.1. */
char **vmrpc_connection_cpu_models(VmrpcConnection *connection, const char *arch,
                                   VmrpcError **error);

/* Processors of the server's machine: returns how many there are; *ret_online (may be NULL) is how
 * many of them work, and *ret_map (may be NULL, freed with vmrpc_free()) which. Since 0.1. */
int vmrpc_node_cpu_map(VmrpcConnection *connection, unsigned int *ret_online, uint8_t **ret_map,
                       VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
