/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked of a guest's agent: see include/vmrpc/domain_agent.h. One function per procedure.
 */
#include "vmrpc/domain_agent.h"

#include "client/domain_ask.h"
#include "client/params.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_AGENT_TIMEOUT_BLOCK, QEMU_AGENT_BLOCK);
SAME(VMRPC_DOMAIN_GUEST_INFO_TYPE_INTERFACES, DOMAIN_GUEST_INFO_INTERFACES);
SAME(VMRPC_DOMAIN_SET_SSH_KEYS_REMOVE, DOMAIN_SSH_KEYS_REMOVE);
SAME(VMRPC_DOMAIN_ADDRESSES_SOURCE_AGENT, DOMAIN_ADDRESSES_AGENT);
SAME(VMRPC_DOMAIN_HOSTNAME_AGENT, DOMAIN_HOSTNAME_AGENT);
#undef SAME

int vmrpc_domain_agent_command(VmrpcDomain *domain, const char *command, int timeout,
                               unsigned int flags, char **ret_answer, VmrpcError **error)
{
    qemu_domain_agent_command_args args = {.dom = domain_to_wire(domain),
                                           .cmd = stub_string(command),
                                           .timeout = timeout,
                                           .flags = flags};
    qemu_domain_agent_command_res result = {0};
    GError *err = NULL;
    char **answer;

    if (!STUB_CALL_PROGRAM(domain->connection, QEMU_PROGRAM, QEMU_V1, qemu_domain_agent_command,
                           &args, &result, &err))
        return client_error_give(error, err);
    answer = result.qemu_domain_agent_command_res_u.ret.result;
    *ret_answer = answer ? g_strdup(*answer) : NULL;
    STUB_FREE(qemu_domain_agent_command, &result);
    return 0;
}

int vmrpc_domain_agent_set_timeout(VmrpcDomain *domain, int timeout, unsigned int flags,
                                   VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_agent_set_response_timeout, result, error,
                         .timeout = timeout, .flags = flags);
}

int vmrpc_domain_time(VmrpcDomain *domain, unsigned int flags, int64_t *ret_seconds,
                      unsigned int *ret_nseconds, VmrpcError **error)
{
    domain_get_time_res result = {0};
    GError *err = NULL;

    if (!DOMAIN_ASK(domain, domain_get_time, &result, &err, .flags = flags))
        return client_error_give(error, err);
    *ret_seconds = result.domain_get_time_res_u.ret.seconds;
    *ret_nseconds = result.domain_get_time_res_u.ret.nseconds;
    return 0;
}

int vmrpc_domain_set_time(VmrpcDomain *domain, int64_t seconds, unsigned int nseconds,
                          unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_time, error, .seconds = seconds, .nseconds = nseconds,
                     .flags = flags);
}

/* ---- file systems ---- */

static VmrpcDomainFilesystem *filesystem_take(const remote_domain_fsinfo *wire)
{
    VmrpcDomainFilesystem *filesystem = g_new(VmrpcDomainFilesystem, 1);
    u_int n = wire->dev_aliases.dev_aliases_len;
    char **targets = g_new0(char *, n + 1);

    for (u_int i = 0; i < n; i++)
        targets[i] = g_strdup(wire->dev_aliases.dev_aliases_val[i]);
    *filesystem = (VmrpcDomainFilesystem){.mountpoint = g_strdup(wire->mountpoint),
                                          .name = g_strdup(wire->name),
                                          .type = g_strdup(wire->fstype),
                                          .targets = (const char *const *) targets};
    return filesystem;
}

int vmrpc_domain_filesystems(VmrpcDomain *domain, unsigned int flags,
                             VmrpcDomainFilesystem ***ret_filesystems, VmrpcError **error)
{
    domain_get_fsinfo_res result = {0};
    const domain_get_fsinfo_ret *ret = &result.domain_get_fsinfo_res_u.ret;
    GError *err = NULL;
    VmrpcDomainFilesystem **list;
    int n;

    if (!DOMAIN_ASK(domain, domain_get_fsinfo, &result, &err, .flags = flags))
        return client_error_give(error, err);
    n = (int) ret->info.info_len;
    list = g_new0(VmrpcDomainFilesystem *, n + 1);
    for (int i = 0; i < n; i++)
        list[i] = filesystem_take(&ret->info.info_val[i]);
    STUB_FREE(domain_get_fsinfo, &result);
    *ret_filesystems = list;
    return n;
}

void vmrpc_domain_filesystem_list_free(VmrpcDomainFilesystem **filesystems)
{
    for (VmrpcDomainFilesystem **each = filesystems; each && *each; each++) {
        g_free((char *) (*each)->mountpoint);
        g_free((char *) (*each)->name);
        g_free((char *) (*each)->type);
        g_strfreev((char **) (*each)->targets);
        g_free(*each);
    }
    g_free(filesystems);
}

int vmrpc_domain_freeze(VmrpcDomain *domain, const char *const *mountpoints, size_t n,
                        unsigned int flags, VmrpcError **error)
{
    return DOMAIN_NUMBER(
        domain, domain_fsfreeze, filesystems, error,
        .mountpoints = {.mountpoints_len = (u_int) n, .mountpoints_val = (char **) mountpoints},
        .flags = flags); /* encoding only reads them */
}

int vmrpc_domain_thaw(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_NUMBER(domain, domain_fsthaw, filesystems, error, .flags = flags);
}

int vmrpc_domain_trim(VmrpcDomain *domain, const char *mountpoint, uint64_t minimum,
                      unsigned int flags, VmrpcError **error)
{
    char *place = stub_string(mountpoint);

    return DOMAIN_DO(domain, domain_fstrim, error, .mountpoint = place ? &place : NULL,
                     .minimum = minimum, .flags = flags);
}

/* ---- what it says of itself ---- */

char *vmrpc_domain_hostname(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_STRING(domain, domain_get_hostname, hostname, error, .flags = flags);
}

/* The parameters that are the result. */
#define DOMAIN_PARAMS(domain, name, error, ...)                                                    \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        VmrpcParams *params_ = NULL;                                                               \
        if (DOMAIN_ASK(domain, name, &result_, &err_, __VA_ARGS__)) {                              \
            params_ = params_new(&result_.name##_res_u.ret.params.params_len,                      \
                                 &result_.name##_res_u.ret.params.params_val);                     \
            STUB_FREE(name, &result_);                                                             \
        } else {                                                                                   \
            client_error_give(error, err_);                                                        \
        }                                                                                          \
        params_;                                                                                   \
    })

VmrpcParams *vmrpc_domain_guest_info(VmrpcDomain *domain, unsigned int types, unsigned int flags,
                                     VmrpcError **error)
{
    return DOMAIN_PARAMS(domain, domain_get_guest_info, error, .types = types, .flags = flags);
}

VmrpcParams *vmrpc_domain_guest_vcpus(VmrpcDomain *domain, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_PARAMS(domain, domain_get_guest_vcpus, error, .flags = flags);
}

int vmrpc_domain_set_guest_vcpus(VmrpcDomain *domain, const char *list, int online,
                                 unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_guest_vcpus, error, .cpumap = stub_string(list),
                     .state = online != 0, .flags = flags);
}

/* ---- its users ---- */

int vmrpc_domain_set_user_password(VmrpcDomain *domain, const char *user, const char *password,
                                   unsigned int flags, VmrpcError **error)
{
    char *strings[] = {stub_string(user), stub_string(password)};

    return DOMAIN_DO(domain, domain_set_user_password, error, .user = &strings[0],
                     .password = &strings[1], .flags = flags);
}

int vmrpc_domain_ssh_keys(VmrpcDomain *domain, const char *user, unsigned int flags,
                          char ***ret_keys, VmrpcError **error)
{
    domain_authorized_ssh_keys_get_res result = {0};
    const domain_authorized_ssh_keys_get_ret *ret =
        &result.domain_authorized_ssh_keys_get_res_u.ret;
    GError *err = NULL;
    int n;

    if (!DOMAIN_ASK(domain, domain_authorized_ssh_keys_get, &result, &err,
                    .user = stub_string(user), .flags = flags))
        return client_error_give(error, err);
    n = (int) ret->keys.keys_len;
    *ret_keys = g_new0(char *, n + 1);
    for (int i = 0; i < n; i++)
        (*ret_keys)[i] = g_strdup(ret->keys.keys_val[i]);
    STUB_FREE(domain_authorized_ssh_keys_get, &result);
    return n;
}

int vmrpc_domain_set_ssh_keys(VmrpcDomain *domain, const char *user, const char *const *keys,
                              size_t n, unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_authorized_ssh_keys_set, error, .user = stub_string(user),
                     .keys = {.keys_len = (u_int) n, .keys_val = (char **) keys}, .flags = flags);
}

/* ---- its addresses ---- */

/* address NULL: the interface alone. */
static VmrpcDomainAddress *address_take(const remote_domain_interface *interface,
                                        const remote_domain_address *address)
{
    VmrpcDomainAddress *taken = g_new(VmrpcDomainAddress, 1);

    *taken = (VmrpcDomainAddress){.interface = g_strdup(interface->name),
                                  .mac = interface->mac ? g_strdup(*interface->mac) : NULL,
                                  .address = address ? g_strdup(address->address) : NULL,
                                  .is_ipv6 = address && address->type == 1,
                                  .prefix = address ? address->prefix : 0};
    return taken;
}

int vmrpc_domain_addresses(VmrpcDomain *domain, unsigned int source, unsigned int flags,
                           VmrpcDomainAddress ***ret_addresses, VmrpcError **error)
{
    domain_interface_addresses_res result = {0};
    const domain_interface_addresses_ret *ret = &result.domain_interface_addresses_res_u.ret;
    GPtrArray *list;
    GError *err = NULL;
    int n;

    if (!DOMAIN_ASK(domain, domain_interface_addresses, &result, &err, .source = source,
                    .flags = flags))
        return client_error_give(error, err);
    list = g_ptr_array_new();
    for (u_int i = 0; i < ret->interfaces.interfaces_len; i++) {
        const remote_domain_interface *interface = &ret->interfaces.interfaces_val[i];

        if (interface->addresses.addresses_len == 0)
            g_ptr_array_add(list, address_take(interface, NULL));
        for (u_int k = 0; k < interface->addresses.addresses_len; k++)
            g_ptr_array_add(list, address_take(interface, &interface->addresses.addresses_val[k]));
    }
    STUB_FREE(domain_interface_addresses, &result);
    n = (int) list->len;
    g_ptr_array_add(list, NULL);
    *ret_addresses = (VmrpcDomainAddress **) g_ptr_array_free(list, FALSE);
    return n;
}

void vmrpc_domain_address_list_free(VmrpcDomainAddress **addresses)
{
    for (VmrpcDomainAddress **each = addresses; each && *each; each++) {
        g_free((char *) (*each)->interface);
        g_free((char *) (*each)->mac);
        g_free((char *) (*each)->address);
        g_free(*each);
    }
    g_free(addresses);
}
