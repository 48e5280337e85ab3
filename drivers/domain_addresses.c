/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses of guests: see domain_addresses.h. The host knows a guest's address once it has spoken
 * to it: it is in the kernel's table of neighbours, by the address of the interface. Leases there
 * are none, since no network is ours.
 */
#include "drivers/domain_addresses.h"

#include <stdio.h>
#include <string.h>

#include "drivers/domain_driver.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

#define NEIGHBOURS "/proc/net/arp"
/* ATF_COM of <net/if_arp.h>: somebody has answered. */
#define NEIGHBOUR_COMPLETE 2
#define IPV4_BITS 32
#define FIELD "%63s"
#define FIELD_SIZE 64

/* One line of the table: address, kind of hardware, flags, hardware's address. */
static bool neighbour_parse(const char *line, char *ret_address, uint8_t ret_mac[MAC_BYTES])
{
    char mac[FIELD_SIZE];
    unsigned flags;

    return sscanf(line, FIELD " 0x%*x 0x%x " FIELD, ret_address, &flags, mac) == 3 &&
           (flags & NEIGHBOUR_COMPLETE) && mac_parse(mac, ret_mac);
}

static void address_append(remote_domain_interface *found, const char *address)
{
    u_int n = found->addresses.addresses_len++;

    found->addresses.addresses_val =
        g_renew(remote_domain_address, found->addresses.addresses_val, n + 1);
    found->addresses.addresses_val[n] = (remote_domain_address){
        .type = 0,
        .address = g_strdup(address),
        .prefix = IPV4_BITS,
    };
}

/* What the lines say of this interface; with its name and MAC if that is anything. */
static void interface_find(remote_domain_interface *found, const DomainInterface *interface,
                           char **lines)
{
    char mac[MAC_TEXT_SIZE];

    for (char **line = lines; *line; line++) {
        uint8_t neighbour[MAC_BYTES];
        char address[FIELD_SIZE];

        if (neighbour_parse(*line, address, neighbour) &&
            memcmp(neighbour, interface->mac, MAC_BYTES) == 0 &&
            found->addresses.addresses_len < REMOTE_DOMAIN_ADDRESSES_MAX)
            address_append(found, address);
    }
    if (found->addresses.addresses_len == 0)
        return;
    mac_format(interface->mac, mac);
    found->name = g_strdup(interface->target ? interface->target : "");
    found->mac = g_new(char *, 1);
    *found->mac = g_strdup(mac);
}

static void find_neighbours(const DomainDef *def, domain_interface_addresses_ret *ret)
{
    u_int n = MIN(def->interfaces->len, REMOTE_DOMAIN_INTERFACES_MAX);
    g_autofree char *table = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(NEIGHBOURS, &table, NULL, NULL))
        return;
    lines = g_strsplit(table, "\n", -1);
    ret->interfaces.interfaces_val = g_new0(remote_domain_interface, n + 1);
    for (u_int i = 0; i < n; i++) {
        remote_domain_interface *next =
            &ret->interfaces.interfaces_val[ret->interfaces.interfaces_len];

        interface_find(next, def->interfaces->pdata[i], lines);
        ret->interfaces.interfaces_len += next->addresses.addresses_len > 0;
    }
}

static bool co_ask_agent(const DriverCall *call, Domain *domain,
                         domain_interface_addresses_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;

    if (call->read_only)
        return error_set(err, ERR_OPERATION_DENIED,
                         "read only access prevents asking the agent in a guest");
    if (driver->hypervisor->co_guest_addresses)
        return driver->hypervisor->co_guest_addresses(driver, domain, ret, err);
    return error_set(
        err, ERR_ARGUMENT_UNSUPPORTED,
        "domain '%s': there are no agents in guests to ask for addresses; ask for what "
        "the host knows (arp)",
        domain->def->name);
}

static bool co_get_addresses(DriverCall *call, const domain_interface_addresses_args *args,
                             domain_interface_addresses_ret *ret, GError **err)
{
    Domain *domain = domain_find(call, &args->dom, err);

    if (!domain || !flags_check(args->flags, 0, "domain_interface_addresses", err))
        return false;
    if (!domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    switch (args->source) {
    case DOMAIN_ADDRESSES_LEASE:
        return true;
    case DOMAIN_ADDRESSES_ARP:
        find_neighbours(domain->def, ret);
        return true;
    case DOMAIN_ADDRESSES_AGENT:
        return co_ask_agent(call, domain, ret, err);
    default:
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED, "unknown IP address data source %u",
                         args->source);
    }
}

const RemoteHandlers domain_address_handlers = {
    .domain_interface_addresses = co_get_addresses,
};
