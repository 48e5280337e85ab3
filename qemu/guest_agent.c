/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The channel of a guest's agent: see guest_agent.h. What is asked through it is in
 * guest_agent_ask.c. */
#include "qemu/guest_agent.h"

#include "base/log.h"
#include "qemu/agent.h"
#include "qemu/agent_channel.h"
#include "qemu/process.h"
#include "qemu/quiesce.h"
#include "qemu/status.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- connecting ---- */

static void adopt(Machine *machine, int fd)
{
    g_autofree char *name = g_strdup_printf("domain '%s'", machine->domain->def->name);

    agent_free(machine->agent);
    machine->agent = agent_new(machine_loop(machine), fd, name);
    guest_agent_set_timeout(machine, machine->agent_timeout);
}

bool guest_agent_open(Machine *machine, DomainChardev *channel, Parts *parts, GError **err)
{
    const QemuDriver *driver = machine->driver;
    g_autofree char *path = agent_channel_path(machine->domain->def, driver->state_folder);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *part = g_strconcat("char", channel->info.alias, NULL);
    int listener, fd;

    if (!agent_channel_is(channel) || g_strcmp0(channel->path, path) != 0)
        return true;
    listener = process_listen(driver->state_fd, name, err);
    if (listener < 0)
        return false;
    channel->handed = true;
    parts_add_named_fd(parts, part, listener);
    fd = process_connect(driver->state_fd, name, err);
    if (fd < 0)
        return false;
    adopt(machine, fd);
    return true;
}

/* Whoever listens at a path of the user's must be the QEMU that was told to. */
static bool check_listener(const Machine *machine, int fd, GError **err)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return error_set_errno(err, errno, "cannot ask who listens");
    return peer.pid == machine->pid ||
           error_set(err, ERR_OPERATION_FAILED, "process %d listens there, which is not QEMU",
                     (int) peer.pid);
}

static int connect_path(const char *path, GError **err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        error_set(err, ERR_OPERATION_FAILED, "the path is too long for a socket");
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *) &address, sizeof(address)) == 0)
        return fd;
    error_set_errno(err, errno, "cannot connect");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Of a channel that QEMU listens for already. */
static void attach(Machine *machine, const DomainChardev *channel)
{
    const QemuDriver *driver = machine->driver;
    g_autofree char *path = agent_channel_path(machine->domain->def, driver->state_folder);
    g_autofree char *name = g_path_get_basename(path);
    bool ours = g_strcmp0(channel->path, path) == 0;
    g_autoptr(GError) why = NULL;
    int fd;

    fd = ours ? process_connect(driver->state_fd, name, &why) : connect_path(channel->path, &why);
    if (fd >= 0 && !ours && !check_listener(machine, fd, &why)) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        adopt(machine, fd);
    else
        log_warning("domain '%s': no connection to its guest agent at '%s': %s",
                    machine->domain->def->name, channel->path, why->message);
}

void guest_agent_close(Machine *machine)
{
    g_clear_pointer(&machine->agent, agent_free);
}

/* ---- who is there ---- */

static void emit(Machine *machine, bool present, bool started)
{
    event body = {.kind = EVENT_AGENT_LIFECYCLE};

    body.event_u.agent_lifecycle.dom = domain_driver_ref(machine->domain);
    body.event_u.agent_lifecycle.state =
        present ? DOMAIN_AGENT_CONNECTED : DOMAIN_AGENT_DISCONNECTED;
    body.event_u.agent_lifecycle.reason =
        started ? DOMAIN_AGENT_REASON_DOMAIN_STARTED : DOMAIN_AGENT_REASON_CHANNEL;
    domain_driver_emit(&machine->driver->base, &body);
}

static void note_agent(Machine *machine, const DomainChardev *channel, bool open, bool changed)
{
    if (open && (!machine->agent || !agent_is_open(machine->agent)))
        attach(machine, channel);
    if (machine->agent)
        agent_set_present(machine->agent, open);
    if (changed)
        emit(machine, open, machine->starting);
    if (open)
        quiesce_settle(machine);
}

/* Whether the document says something else now. */
static bool note_channel(Machine *machine, DomainChardev *channel, bool open)
{
    DomainChannelState state =
        open ? DOMAIN_CHANNEL_STATE_CONNECTED : DOMAIN_CHANNEL_STATE_DISCONNECTED;
    bool known = channel->state != DOMAIN_CHANNEL_STATE_UNKNOWN;
    bool changed = channel->state != state;

    channel->state = state;
    if (channel == agent_channel_find(machine->domain->def))
        note_agent(machine, channel, open, changed && (known || open));
    return changed;
}

static void save(Machine *machine)
{
    const Domain *domain = machine->domain;
    g_autoptr(GError) why = NULL;

    if (!machine->gone && !status_save(machine, domain->state, domain->reason, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

static DomainChardev *channel_by_alias(const DomainDef *def, const char *alias)
{
    for (unsigned i = 0; i < def->channels->len; i++) {
        DomainChardev *channel = def->channels->pdata[i];

        if (g_strcmp0(channel->info.alias, alias) == 0)
            return channel;
    }
    return NULL;
}

void guest_agent_note_port(Machine *machine, const char *alias, bool open)
{
    DomainChardev *channel = channel_by_alias(machine->domain->def, alias);

    if (channel && note_channel(machine, channel, open))
        save(machine);
}

void guest_agent_note_down(Machine *machine)
{
    if (machine->agent)
        agent_note_down(machine->agent);
}

bool guest_agent_co_find(Machine *machine, GError **err)
{
    json_t *reply = NULL, *entry;
    bool changed = false;
    size_t i;

    if (machine->domain->def->channels->len == 0)
        return true;
    if (!machine_co_command(machine, "query-chardev", NULL, &reply, err))
        return false;
    json_array_foreach(reply, i, entry)
    {
        const char *label = json_string_value(json_object_get(entry, "label"));
        DomainChardev *channel =
            label && g_str_has_prefix(label, "char")
                ? channel_by_alias(machine->domain->def, label + strlen("char"))
                : NULL;

        if (channel && channel->target == DOMAIN_CHARDEV_TARGET_VIRTIO)
            changed |= note_channel(machine, channel,
                                    json_is_true(json_object_get(entry, "frontend-open")));
    }
    json_decref(reply);
    if (changed)
        save(machine);
    return true;
}
