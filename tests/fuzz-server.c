/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as what a server answers to the library's calls, and sends beside them.
 * What a caller then gets holds what its length promises and can be freed; what fails says why.
 *
 * The first byte chooses the calls, the rest is the script of tests/scripted_server.h.
 */
#include <string.h>

#include "client/connection.h"
#include "client/domain.h"
#include "client/pool.h"
#include "client/volume.h"
#include "tests/scripted_server.h"
#include "vmrpc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAP_SIZE 8
#define MAPS 16
#define PIECE_SIZE 4096

typedef struct Asker {
    VmrpcConnection *connection;
    VmrpcDomain *domain;
    VmrpcPool *pool;
    VmrpcVolume *volume;
} Asker;

/* Reads all of it, so that a sanitizer sees what is not there. */
static void look_at(const void *bytes, size_t size)
{
    g_free(g_memdup2(bytes, size));
}

static void look_at_string(const char *string)
{
    look_at(string, string ? strlen(string) : 0);
}

static bool take_string(char *string)
{
    bool good = string != NULL;

    look_at_string(string);
    vmrpc_free(string);
    return good;
}

static void look_at_params(const VmrpcParams *params)
{
    for (size_t i = 0; i < vmrpc_params_count(params); i++) {
        const VmrpcParam *param = vmrpc_params_at(params, i);

        look_at_string(param->name);
        if (param->type == VMRPC_PARAM_TYPE_STRING)
            look_at_string(param->value.s);
    }
}

static bool take_params(VmrpcParams *params)
{
    bool good = params != NULL;

    if (good)
        look_at_params(params);
    vmrpc_params_free(params);
    return good;
}

/* An array of n entries; n is -1 if the call failed. */
static bool take_array(int n, size_t entry_size, void *array)
{
    if (n < 0)
        return false;
    look_at(array, (size_t) n * entry_size);
    vmrpc_free(array);
    return true;
}

static bool ask_domains(const Asker *asker, VmrpcError **error)
{
    VmrpcDomain **domains = NULL;
    int n = vmrpc_domain_list(asker->connection, 0, &domains, error);

    for (int i = 0; i < n; i++) {
        look_at_string(vmrpc_domain_name(domains[i]));
        look_at_string(vmrpc_domain_uuid_string(domains[i]));
    }
    g_assert(n < 0 || !domains[n]);
    vmrpc_domain_list_free(domains);
    return n >= 0;
}

static bool ask_stats(const Asker *asker, VmrpcError **error)
{
    VmrpcDomainStats **stats = NULL;
    int n = vmrpc_domain_stats_list(asker->connection, NULL, 0, 0, &stats, error);

    for (int i = 0; i < n; i++) {
        look_at_string(vmrpc_domain_name(vmrpc_domain_stats_domain(stats[i])));
        look_at_params(vmrpc_domain_stats_params(stats[i]));
    }
    vmrpc_domain_stats_list_free(stats);
    return n >= 0;
}

static bool ask_strings(const Asker *asker, VmrpcError **error)
{
    return take_string(vmrpc_domain_xml(asker->domain, 0, error)) &&
           take_string(vmrpc_connection_hostname(asker->connection, error)) &&
           take_string(vmrpc_volume_path(asker->volume, error));
}

static bool ask_numbers(const Asker *asker, VmrpcError **error)
{
    VmrpcDomainInfo info;
    VmrpcNodeInfo node;
    VmrpcDomainBlockInfo block;
    VmrpcDomainInterfaceStats interface;
    VmrpcPoolInfo pool;
    int state, reason;

    if (vmrpc_domain_state(asker->domain, &state, &reason, error) < 0 ||
        vmrpc_domain_info(asker->domain, &info, error) < 0 ||
        vmrpc_node_info(asker->connection, &node, error) < 0 ||
        vmrpc_domain_block_info(asker->domain, "vda", 0, &block, error) < 0 ||
        vmrpc_domain_interface_stats(asker->domain, "tap0", &interface, error) < 0 ||
        vmrpc_pool_info(asker->pool, &pool, error) < 0)
        return false;
    look_at_string(node.model);
    return true;
}

static bool ask_vcpus(const Asker *asker, VmrpcError **error)
{
    VmrpcDomainVcpuInfo *infos = NULL;
    uint8_t *maps = NULL;
    int n = vmrpc_domain_vcpu_infos(asker->domain, MAP_SIZE, &infos, &maps, error);

    return take_array(n, sizeof(infos[0]), infos) && take_array(n, MAP_SIZE, maps);
}

static bool ask_pins(const Asker *asker, VmrpcError **error)
{
    uint8_t *maps = NULL, *map = NULL;
    int n = vmrpc_domain_vcpu_pins(asker->domain, MAPS, MAP_SIZE, 0, &maps, error);

    g_assert(n <= MAPS);
    if (!take_array(n, MAP_SIZE, maps))
        return false;
    n = vmrpc_domain_emulator_pin(asker->domain, MAP_SIZE, 0, &map, error);
    return take_array(n < 0 ? n : 1, MAP_SIZE, map);
}

static bool ask_iothreads(const Asker *asker, VmrpcError **error)
{
    unsigned *ids = NULL;
    uint8_t *maps = NULL;
    int n = vmrpc_domain_iothreads(asker->domain, MAP_SIZE, 0, &ids, &maps, error);

    return take_array(n, sizeof(ids[0]), ids) && take_array(n, MAP_SIZE, maps);
}

static bool ask_node(const Asker *asker, VmrpcError **error)
{
    unsigned online;
    uint8_t *map = NULL;
    int n = vmrpc_node_cpu_map(asker->connection, &online, &map, error);

    return take_array(n < 0 ? n : (n + 7) / 8, 1, map);
}

static bool ask_memory(const Asker *asker, VmrpcError **error)
{
    VmrpcDomainMemoryStat *figures = NULL;
    int n = vmrpc_domain_memory_stats(asker->domain, 0, &figures, error);

    return take_array(n, sizeof(figures[0]), figures);
}

static bool ask_disk_errors(const Asker *asker, VmrpcError **error)
{
    VmrpcDomainDiskError *disks = NULL;
    int n = vmrpc_domain_disk_errors(asker->domain, 0, &disks, error);

    for (int i = 0; i < n; i++)
        look_at_string(disks[i].disk);
    vmrpc_free(disks);
    return n >= 0;
}

static bool ask_params(const Asker *asker, VmrpcError **error)
{
    return take_params(vmrpc_domain_block_stats(asker->domain, "vda", 0, error)) &&
           take_params(vmrpc_domain_cpu_stats(asker->domain, -1, 0, error));
}

static bool ask_volumes(const Asker *asker, VmrpcError **error)
{
    VmrpcVolume **volumes = NULL;
    int n = vmrpc_volume_list(asker->pool, 0, &volumes, error);

    for (int i = 0; i < n; i++)
        look_at_string(vmrpc_volume_name(volumes[i]));
    vmrpc_volume_list_free(volumes);
    return n >= 0;
}

static bool ask_snapshots(const Asker *asker, VmrpcError **error)
{
    VmrpcSnapshot **snapshots = NULL;
    int n = vmrpc_snapshot_list(asker->domain, 0, &snapshots, error);

    for (int i = 0; i < n; i++)
        look_at_string(vmrpc_snapshot_name(snapshots[i]));
    vmrpc_snapshot_list_free(snapshots);
    return n >= 0;
}

static bool ask_clients(const Asker *asker, VmrpcError **error)
{
    VmrpcClientInfo **clients = NULL;
    int n = vmrpc_client_list(asker->connection, &clients, error);

    for (int i = 0; i < n; i++)
        look_at_string(clients[i]->certificate);
    vmrpc_client_list_free(clients);
    return n >= 0;
}

static bool ask_stream(const Asker *asker, VmrpcError **error)
{
    VmrpcStream *stream =
        vmrpc_volume_download(asker->volume, 0, 0, VMRPC_VOLUME_TRANSFER_SPARSE, error);
    char bytes[PIECE_SIZE];
    uint64_t hole = 0;
    ssize_t got = -1;

    while (stream && ((got = vmrpc_stream_recv(stream, bytes, sizeof(bytes), VMRPC_TIMEOUT_NONE,
                                               &hole, error)) > 0 ||
                      (got == 0 && hole > 0)))
        look_at(bytes, (size_t) got);
    if (got == 0 && vmrpc_stream_finish(stream, error) < 0)
        got = -1;
    vmrpc_stream_free(stream);
    return got >= 0;
}

static void take_event(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    (void) connection;
    (void) data;
    look_at(happened, sizeof(*happened));
    if (happened->domain)
        look_at_string(vmrpc_domain_name(happened->domain));
    if (happened->pool)
        look_at_string(vmrpc_pool_name(happened->pool));
}

/* Until the script ends, which is how this ends well. */
static bool ask_events(const Asker *asker, VmrpcError **error)
{
    if (vmrpc_event_subscribe(asker->connection, VMRPC_EVENT_KIND_ALL, NULL, take_event, NULL, NULL,
                              error) < 0 ||
        vmrpc_event_subscribe_pool(asker->connection, VMRPC_EVENT_KIND_ALL, NULL, take_event, NULL,
                                   NULL, error) < 0)
        return false;
    while (vmrpc_connection_dispatch(asker->connection, VMRPC_TIMEOUT_NONE, error) >= 0)
        ;
    return false;
}

static bool (*const asks[])(const Asker *asker, VmrpcError **error) = {
    ask_domains, ask_stats,     ask_strings, ask_numbers,     ask_vcpus,  ask_pins,
    ask_node,    ask_iothreads, ask_memory,  ask_disk_errors, ask_params, ask_volumes,
    ask_clients, ask_snapshots, ask_stream,  ask_events,
};

static void asker_init(Asker *asker, const uint8_t *script, size_t size)
{
    char name[] = "guest", path[] = "/pool/volume";
    remote_domain domain = {.name = name, .id = 1};
    remote_storage_pool pool = {.name = name};
    remote_storage_vol volume = {.pool = name, .name = name, .key = path};

    asker->connection = connection_create(scripted_server_new(script, size), "script", NULL, NULL);
    asker->domain = domain_new(asker->connection, &domain);
    asker->pool = pool_new(asker->connection, &pool);
    asker->volume = volume_new(asker->connection, &volume);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VmrpcError *error = NULL;
    Asker asker;
    bool good;

    if (size < 1)
        return 0;
    asker_init(&asker, data + 1, size - 1);
    good = asks[data[0] % G_N_ELEMENTS(asks)](&asker, &error);
    g_assert(good == (error == NULL));
    if (error)
        look_at_string(vmrpc_error_message(error));
    vmrpc_error_free(error);
    vmrpc_volume_unref(asker.volume);
    vmrpc_pool_unref(asker.pool);
    vmrpc_domain_unref(asker.domain);
    vmrpc_connection_close(asker.connection);
    return 0;
}
