/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: what is asked of the QEMU guest agent, a program in the guest that answers for it.
 *
 * All of these fail with VMRPC_ERR_AGENT_UNRESPONSIVE if no agent runs there or it does not answer,
 * with VMRPC_ERR_ARGUMENT_UNSUPPORTED if the domain has no channel for one, and with
 * VMRPC_ERR_OPERATION_UNSUPPORTED if this agent has no such command, or not while it has frozen the
 * guest's file systems. What they give is the guest's word.
 */
#ifndef VMRPC_DOMAIN_AGENT_H
#define VMRPC_DOMAIN_AGENT_H

#include "vmrpc/domain.h"
#include "vmrpc/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How long an agent is waited for, beside seconds. Since 0.1. */
typedef enum VmrpcDomainAgentTimeout {
    VMRPC_DOMAIN_AGENT_TIMEOUT_BLOCK = -2,   /* as long as it takes */
    VMRPC_DOMAIN_AGENT_TIMEOUT_DEFAULT = -1, /* a few seconds */
    VMRPC_DOMAIN_AGENT_TIMEOUT_NOWAIT = 0    /* not at all: what it answers is not known */
} VmrpcDomainAgentTimeout;

/* Sends a command, JSON, to the agent of a running guest. *ret_answer is its answer, JSON as well,
 * its refusals included, to be freed with free(); NULL with NOWAIT. timeout:
 * VMRPC_DOMAIN_AGENT_TIMEOUT_*, or seconds. Since 0.1. */
int vmrpc_domain_agent_command(VmrpcDomain *domain, const char *command, int timeout,
                               unsigned int flags, char **ret_answer, VmrpcError **error);
/* How long all the other functions wait for the agent from now on, while this guest runs:
 * VMRPC_DOMAIN_AGENT_TIMEOUT_*, or seconds. Since 0.1. */
int vmrpc_domain_agent_set_timeout(VmrpcDomain *domain, int timeout, unsigned int flags,
                                   VmrpcError **error);

/* Flags of vmrpc_domain_set_time(). Since 0.1. */
typedef enum VmrpcDomainSetTimeFlags {
    VMRPC_DOMAIN_SET_TIME_SYNC = 1
} VmrpcDomainSetTimeFlags; /* from the guest's hardware clock, seconds are ignored */

/* The guest's time since 1970, UTC. Since 0.1. */
int vmrpc_domain_time(VmrpcDomain *domain, unsigned int flags, int64_t *ret_seconds,
                      unsigned int *ret_nseconds, VmrpcError **error);
int vmrpc_domain_set_time(VmrpcDomain *domain, int64_t seconds, unsigned int nseconds,
                          unsigned int flags, VmrpcError **error);

/* A file system that is mounted in a guest. Strings belong to the list. Since 0.1. */
typedef struct VmrpcDomainFilesystem {
    const char *mountpoint;
    const char *name; /* of the block device, as the guest calls it */
    const char *type;
    const char *const *targets; /* of the domain's disks that it lies on, "vda"; ended by NULL */
} VmrpcDomainFilesystem;

/* Gives a NULL-terminated array, to be freed with vmrpc_domain_filesystem_list_free(), and returns
 * how many there are. Since 0.1. */
int vmrpc_domain_filesystems(VmrpcDomain *domain, unsigned int flags,
                             VmrpcDomainFilesystem ***ret_filesystems, VmrpcError **error);
void vmrpc_domain_filesystem_list_free(VmrpcDomainFilesystem **filesystems);

/* Freezes the file systems that are mounted at these places, or (n 0) all: nothing is written to
 * them until they are let go. How many it has frozen. Since 0.1. */
int vmrpc_domain_freeze(VmrpcDomain *domain, const char *const *mountpoints, size_t n,
                        unsigned int flags, VmrpcError **error);
/* Lets all of them go; how many there were. Since 0.1. */
int vmrpc_domain_thaw(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Has the guest tell its disks what they need not keep, in pieces of at least minimum bytes.
 * mountpoint: NULL for all file systems. Since 0.1. */
int vmrpc_domain_trim(VmrpcDomain *domain, const char *mountpoint, uint64_t minimum,
                      unsigned int flags, VmrpcError **error);

/* Who is asked by vmrpc_domain_hostname(), 0: the agent. Since 0.1. */
typedef enum VmrpcDomainHostnameFlags {
    VMRPC_DOMAIN_HOSTNAME_LEASE = 1,
    VMRPC_DOMAIN_HOSTNAME_AGENT = 2
} VmrpcDomainHostnameFlags;

/* The name that the guest gives itself, to be freed with free(); NULL on failure. Since 0.1. */
char *vmrpc_domain_hostname(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* What can be asked of a guest. Since 0.1. */
typedef enum VmrpcDomainGuestInfoType {
    VMRPC_DOMAIN_GUEST_INFO_TYPE_USERS = 1,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_OS = 2,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_TIMEZONE = 4,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_HOSTNAME = 8,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_FILESYSTEM = 16,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_DISKS = 32,
    VMRPC_DOMAIN_GUEST_INFO_TYPE_INTERFACES = 64
} VmrpcDomainGuestInfoType;

/* What the guest says of itself: names begin with what it is about ("os.name", "fs.0.mountpoint").
 * types: VMRPC_DOMAIN_GUEST_INFO_TYPE_*; 0: all that this agent knows. Since 0.1. */
VmrpcParams *vmrpc_domain_guest_info(VmrpcDomain *domain, unsigned int types, unsigned int flags,
                                     VmrpcError **error);
/* Which processors the guest sees ("vcpus"), uses ("online") and could do without ("offlinable"):
 * lists of numbers. Since 0.1. */
VmrpcParams *vmrpc_domain_guest_vcpus(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Has the guest use (online not 0) or not use the processors of such a list. Since 0.1. */
int vmrpc_domain_set_guest_vcpus(VmrpcDomain *domain, const char *list, int online,
                                 unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_set_user_password(). Since 0.1. */
typedef enum VmrpcDomainSetUserPasswordFlags {
    VMRPC_DOMAIN_SET_USER_PASSWORD_ENCRYPTED = 1
} VmrpcDomainSetUserPasswordFlags; /* as the guest stores it */

/* Gives a user of the guest another password. Since 0.1. */
int vmrpc_domain_set_user_password(VmrpcDomain *domain, const char *user, const char *password,
                                   unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_set_ssh_keys(); with neither the keys replace those that are there. Since
 * 0.1. */
typedef enum VmrpcDomainSetSshKeysFlags {
    VMRPC_DOMAIN_SET_SSH_KEYS_APPEND = 1,
    VMRPC_DOMAIN_SET_SSH_KEYS_REMOVE = 2 /* these, if they are there */
} VmrpcDomainSetSshKeysFlags;

/* The keys with which one may log in as a user of the guest: a NULL-terminated array, to be freed
 * with vmrpc_string_list_free(); returns how many there are. Since 0.1. */
int vmrpc_domain_ssh_keys(VmrpcDomain *domain, const char *user, unsigned int flags,
                          char ***ret_keys, VmrpcError **error);
int vmrpc_domain_set_ssh_keys(VmrpcDomain *domain, const char *user, const char *const *keys,
                              size_t n, unsigned int flags, VmrpcError **error);

/* Where addresses of a guest are looked for. Since 0.1. */
typedef enum VmrpcDomainAddressesSource {
    VMRPC_DOMAIN_ADDRESSES_SOURCE_LEASE = 0,
    VMRPC_DOMAIN_ADDRESSES_SOURCE_AGENT = 1,
    VMRPC_DOMAIN_ADDRESSES_SOURCE_ARP = 2
} VmrpcDomainAddressesSource;

/* An address of an interface. Strings belong to the list. Since 0.1. */
typedef struct VmrpcDomainAddress {
    const char *interface; /* as its guest calls it (AGENT), else its name on the host */
    const char *mac;       /* NULL: it has none */
    const char *address;   /* NULL: the interface has none */
    int is_ipv6;
    unsigned int prefix; /* bits of the network */
} VmrpcDomainAddress;

/* Gives a NULL-terminated array of all interfaces' addresses, those of one together, to be freed
 * with vmrpc_domain_address_list_free(), and returns how many there are. source:
 * VMRPC_DOMAIN_ADDRESSES_SOURCE_*; only AGENT asks the guest. Since 0.1. */
int vmrpc_domain_addresses(VmrpcDomain *domain, unsigned int source, unsigned int flags,
                           VmrpcDomainAddress ***ret_addresses, VmrpcError **error);
void vmrpc_domain_address_list_free(VmrpcDomainAddress **addresses);

#ifdef __cplusplus
}
#endif

#endif
