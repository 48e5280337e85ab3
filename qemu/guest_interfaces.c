/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of a guest as it knows them itself: see guest_calls.h. */
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"

#define COMMAND "guest-network-get-interfaces"

static bool fill_address(const json_t *entry, remote_domain_address *address)
{
    const char *type = guest_text(entry, "ip-address-type");
    const char *text = guest_text(entry, "ip-address");
    const json_t *prefix = json_object_get(entry, "prefix");

    if (!type || !text || !json_is_integer(prefix) || json_integer_value(prefix) < 0 ||
        json_integer_value(prefix) > 128)
        return false;
    *address = (remote_domain_address){.type = g_str_equal(type, "ipv6"),
                                       .address = g_strdup(text),
                                       .prefix = (u_int) json_integer_value(prefix)};
    return true;
}

static bool fill_interface(const json_t *entry, remote_domain_interface *interface)
{
    const char *name = guest_text(entry, "name");
    const char *mac = guest_text(entry, "hardware-address");
    const json_t *addresses = json_object_get(entry, "ip-addresses");
    size_t n = json_array_size(addresses);

    if (!name || n > REMOTE_DOMAIN_ADDRESSES_MAX)
        return false;
    interface->name = g_strdup(name);
    if (mac) {
        interface->mac = g_new(char *, 1);
        *interface->mac = g_strdup(mac);
    }
    interface->addresses.addresses_val = g_new0(remote_domain_address, n + 1);
    interface->addresses.addresses_len = (u_int) n;
    for (size_t i = 0; i < n; i++) {
        if (!fill_address(json_array_get(addresses, i), &interface->addresses.addresses_val[i]))
            return false;
    }
    return true;
}

static bool fill(const json_t *entries, domain_interface_addresses_ret *ret)
{
    size_t n = json_array_size(entries);

    if (!json_is_array(entries) || n > REMOTE_DOMAIN_INTERFACES_MAX)
        return false;
    ret->interfaces.interfaces_val = g_new0(remote_domain_interface, n + 1);
    ret->interfaces.interfaces_len = (u_int) n;
    for (size_t i = 0; i < n; i++) {
        if (!fill_interface(json_array_get(entries, i), &ret->interfaces.interfaces_val[i]))
            return false;
    }
    return true;
}

bool guest_interfaces_co_read(DomainDriver *driver, Domain *domain,
                              domain_interface_addresses_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = guest_agent_of(domain, err);
    json_t *result = NULL;
    bool valid;

    (void) driver;
    if (!machine ||
        !guest_agent_co_command(machine, COMMAND, NULL, GUEST_AGENT_ANSWER_US, &result, err))
        return false;
    valid = fill(result, ret);
    json_decref(result);
    if (valid)
        return true;
    GUEST_CALLS_DROP(domain_interface_addresses_ret, ret);
    return guest_agent_strange(machine, COMMAND, err);
}
