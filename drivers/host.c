/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of the host group: see host.h. The machine is looked at once, when the first
 * driver starts; its answers do not change in a daemon's life.
 */
#include "drivers/host.h"

#include <string.h>
#include <sys/utsname.h>

#include "drivers/node.h"

/* The release of libvirt's API that the procedures follow. */
#define HOST_LIB_VERSION 9000000

static struct {
    bool done;
    NodeInfo node;
    struct utsname names;
} host;

void host_read_once(void)
{
    if (host.done)
        return;
    node_read("", &host.node);
    if (uname(&host.names) < 0)
        memset(&host.names, 0, sizeof host.names);
    host.done = true;
}

static bool host_get_type(DriverCall *call, connect_get_type_ret *ret, GError **err)
{
    (void) err;
    ret->type = g_strdup(((DomainDriver *) call->driver)->hypervisor->type);
    return true;
}

static bool host_co_get_version(DriverCall *call, connect_get_version_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;

    (void) err;
    ret->hypervisor_version = driver->hypervisor->co_version(driver);
    return true;
}

static bool host_get_lib_version(DriverCall *call, connect_get_lib_version_ret *ret, GError **err)
{
    (void) call;
    (void) err;
    ret->library_version = HOST_LIB_VERSION;
    return true;
}

static bool host_get_hostname(DriverCall *call, connect_get_hostname_ret *ret, GError **err)
{
    (void) call;
    if (!*host.names.nodename)
        return error_set(err, ERR_NO_HOSTNAME, "this machine has no name; see hostname(1)");
    ret->hostname = g_strdup(host.names.nodename);
    return true;
}

static bool host_get_uri(DriverCall *call, connect_get_uri_ret *ret, GError **err)
{
    (void) err;
    ret->uri = g_strdup(((DomainDriver *) call->driver)->uri);
    return true;
}

static bool host_co_get_capabilities(DriverCall *call, connect_get_capabilities_ret *ret,
                                     GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;

    ret->capabilities = driver->hypervisor->co_capabilities(driver, err);
    return ret->capabilities != NULL;
}

static bool host_co_get_domain_capabilities(DriverCall *call,
                                            const connect_get_domain_capabilities_args *args,
                                            connect_get_domain_capabilities_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;

    if (!driver->hypervisor->co_domain_capabilities)
        return error_set(err, ERR_NO_SUPPORT, "%s: this driver has no domain capabilities",
                         driver->uri);
    ret->capabilities = driver->hypervisor->co_domain_capabilities(driver, args, err);
    return ret->capabilities != NULL;
}

static bool host_get_node_info(DriverCall *call, node_get_info_ret *ret, GError **err)
{
    (void) call;
    (void) err;
    for (unsigned i = 0; i + 1 < REMOTE_NODE_MODEL_LENGTH && host.names.machine[i]; i++)
        ret->model[i] = host.names.machine[i];
    ret->memory = host.node.memory_kib;
    ret->cpus = (int) host.node.cpus;
    ret->mhz = (int) host.node.mhz;
    ret->nodes = (int) host.node.nodes;
    ret->sockets = (int) host.node.sockets;
    ret->cores = (int) host.node.cores;
    ret->threads = (int) host.node.threads;
    return true;
}

/* A text in the form that has one character per word, its closing NUL included. */
static int *host_wide_text(const char *text, u_int *ret_length)
{
    size_t length = strlen(text) + 1;
    int *wide = g_new(int, length);

    for (size_t i = 0; i < length; i++)
        wide[i] = text[i];
    *ret_length = (u_int) length;
    return wide;
}

static bool host_get_security_model(DriverCall *call, node_get_security_model_ret *ret,
                                    GError **err)
{
    (void) call;
    (void) err;
    ret->model.model_val = host_wide_text("none", &ret->model.model_len);
    ret->doi.doi_val = host_wide_text("0", &ret->doi.doi_len);
    return true;
}

const RemoteHandlers host_handlers = {
    .connect_get_type = host_get_type,
    .connect_get_version = host_co_get_version,
    .connect_get_lib_version = host_get_lib_version,
    .connect_get_hostname = host_get_hostname,
    .connect_get_uri = host_get_uri,
    .connect_get_capabilities = host_co_get_capabilities,
    .connect_get_domain_capabilities = host_co_get_domain_capabilities,
    .node_get_info = host_get_node_info,
    .node_get_security_model = host_get_security_model,
};
