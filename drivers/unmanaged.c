/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Empty lists and searches in vain: see unmanaged.h. Results are zero before a handler fills them.
 */
#include "drivers/unmanaged.h"

#include "base/error.h"
#include "conf/uuid.h"

/* None of the kind, of a procedure without arguments and of one with. */
#define COUNTS(procedure)                                                                          \
    static bool procedure(DriverCall *call, procedure##_ret *ret, GError **err)                    \
    {                                                                                              \
        (void) call;                                                                               \
        (void) err;                                                                                \
        ret->count = 0;                                                                            \
        return true;                                                                               \
    }
#define LISTS(procedure)                                                                           \
    static bool procedure(DriverCall *call, const procedure##_args *args, procedure##_ret *ret,    \
                          GError **err)                                                            \
    {                                                                                              \
        (void) call;                                                                               \
        (void) args;                                                                               \
        (void) ret;                                                                                \
        (void) err;                                                                                \
        return true;                                                                               \
    }

/* A search by the argument that is a text, or by the one that is a UUID. */
#define SEARCHES(procedure, argument, code, words)                                                 \
    static bool procedure(DriverCall *call, const procedure##_args *args, procedure##_ret *ret,    \
                          GError **err)                                                            \
    {                                                                                              \
        (void) call;                                                                               \
        (void) ret;                                                                                \
        return error_set(err, code, words " '%s'", args->argument);                                \
    }
#define SEARCHES_UUID(procedure, code, words)                                                      \
    static bool procedure(DriverCall *call, const procedure##_args *args, procedure##_ret *ret,    \
                          GError **err)                                                            \
    {                                                                                              \
        char uuid[UUID_TEXT_SIZE];                                                                 \
                                                                                                   \
        (void) call;                                                                               \
        (void) ret;                                                                                \
        uuid_format((const uint8_t *) args->uuid, uuid);                                           \
        return error_set(err, code, words " '%s'", uuid);                                          \
    }

COUNTS(connect_num_of_networks)
COUNTS(connect_num_of_defined_networks)
LISTS(connect_list_networks)
LISTS(connect_list_defined_networks)
LISTS(connect_list_all_networks)
SEARCHES(network_lookup_by_name, name, ERR_NO_NETWORK, "no network with matching name")
SEARCHES_UUID(network_lookup_by_uuid, ERR_NO_NETWORK, "no network with matching uuid")

COUNTS(connect_num_of_interfaces)
COUNTS(connect_num_of_defined_interfaces)
LISTS(connect_list_interfaces)
LISTS(connect_list_defined_interfaces)
LISTS(connect_list_all_interfaces)
SEARCHES(interface_lookup_by_name, name, ERR_NO_INTERFACE, "no interface with matching name")
SEARCHES(interface_lookup_by_mac_string, mac, ERR_NO_INTERFACE, "no interface with matching mac")

LISTS(node_num_of_devices)
LISTS(node_list_devices)
LISTS(connect_list_all_node_devices)
SEARCHES(node_device_lookup_by_name, name, ERR_NO_NODE_DEVICE, "no node device with matching name")

COUNTS(connect_num_of_secrets)
LISTS(connect_list_secrets)
LISTS(connect_list_all_secrets)
SEARCHES_UUID(secret_lookup_by_uuid, ERR_NO_SECRET, "no secret with matching uuid")
SEARCHES(secret_lookup_by_usage, usage_id, ERR_NO_SECRET, "no secret with matching usage")

COUNTS(connect_num_of_nwfilters)
LISTS(connect_list_nwfilters)
LISTS(connect_list_all_nwfilters)
LISTS(connect_list_all_nwfilter_bindings)
SEARCHES(nwfilter_lookup_by_name, name, ERR_NO_NWFILTER, "no nwfilter with matching name")
SEARCHES_UUID(nwfilter_lookup_by_uuid, ERR_NO_NWFILTER, "no nwfilter with matching uuid")
SEARCHES(nwfilter_binding_lookup_by_port_dev, port, ERR_NO_NWFILTER_BINDING,
         "no nwfilter binding for port dev")

const RemoteHandlers unmanaged_handlers = {
    .connect_num_of_networks = connect_num_of_networks,
    .connect_num_of_defined_networks = connect_num_of_defined_networks,
    .connect_list_networks = connect_list_networks,
    .connect_list_defined_networks = connect_list_defined_networks,
    .connect_list_all_networks = connect_list_all_networks,
    .network_lookup_by_name = network_lookup_by_name,
    .network_lookup_by_uuid = network_lookup_by_uuid,

    .connect_num_of_interfaces = connect_num_of_interfaces,
    .connect_num_of_defined_interfaces = connect_num_of_defined_interfaces,
    .connect_list_interfaces = connect_list_interfaces,
    .connect_list_defined_interfaces = connect_list_defined_interfaces,
    .connect_list_all_interfaces = connect_list_all_interfaces,
    .interface_lookup_by_name = interface_lookup_by_name,
    .interface_lookup_by_mac_string = interface_lookup_by_mac_string,

    .node_num_of_devices = node_num_of_devices,
    .node_list_devices = node_list_devices,
    .connect_list_all_node_devices = connect_list_all_node_devices,
    .node_device_lookup_by_name = node_device_lookup_by_name,

    .connect_num_of_secrets = connect_num_of_secrets,
    .connect_list_secrets = connect_list_secrets,
    .connect_list_all_secrets = connect_list_all_secrets,
    .secret_lookup_by_uuid = secret_lookup_by_uuid,
    .secret_lookup_by_usage = secret_lookup_by_usage,

    .connect_num_of_nwfilters = connect_num_of_nwfilters,
    .connect_list_nwfilters = connect_list_nwfilters,
    .connect_list_all_nwfilters = connect_list_all_nwfilters,
    .connect_list_all_nwfilter_bindings = connect_list_all_nwfilter_bindings,
    .nwfilter_lookup_by_name = nwfilter_lookup_by_name,
    .nwfilter_lookup_by_uuid = nwfilter_lookup_by_uuid,
    .nwfilter_binding_lookup_by_port_dev = nwfilter_binding_lookup_by_port_dev,
};
