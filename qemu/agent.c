/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The channel to an agent: see agent.h. Whose turn it is holds agent->turn, and is the only one to
 * read from the channel and to look at the stream.
 */
#include "qemu/agent.h"

#include "base/buffer.h"
#include "base/log.h"
#include "qemu/agent_stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Read in one round, so that a guest which floods us starves nobody. */
#define AGENT_READ_SIZE 16384
/* Reads of what has come unasked; a guest that says more than that is synchronized with anyway. */
#define AGENT_DRAIN_MAX 16

struct Agent {
    Loop *loop;
    LoopFd *source; /* NULL: closed */
    int fd;
    char *name;
    AgentStream *stream;
    Buffer out;
    CoMutex turn;
    CoWaiter waiter;     /* of whose turn it is */
    unsigned waiting;    /* for their turn */
    const char *current; /* the command that is under way; NULL: none */
    uint64_t sync_id;
    int64_t sync_timeout_us;
    bool synced;
    bool present;
    bool down;           /* said by agent_note_down(), since the command began */
    unsigned references; /* the owner's, and those of who waits */
};

/* ---- bytes ---- */

static void agent_shut(Agent *agent)
{
    g_clear_pointer(&agent->source, loop_fd_remove);
    if (agent->fd >= 0)
        close(agent->fd);
    agent->fd = -1;
    agent->present = false;
    agent->synced = false;
    buffer_clear(&agent->out);
    co_wake(&agent->waiter);
}

/* While no command is under way only the end of the channel is of interest. */
static void agent_set_events(Agent *agent)
{
    uint32_t events = agent->current ? EPOLLIN : 0;

    if (agent->source)
        loop_fd_set_events(agent->source,
                           buffer_size(&agent->out) > 0 ? events | EPOLLOUT : events);
}

static void agent_flush(Agent *agent)
{
    while (buffer_size(&agent->out) > 0) {
        ssize_t size = send(agent->fd, buffer_data(&agent->out), buffer_size(&agent->out),
                            MSG_DONTWAIT | MSG_NOSIGNAL);

        if (size < 0 && errno != EAGAIN && errno != EINTR) {
            agent_shut(agent);
            return;
        }
        if (size < 0)
            break;
        buffer_consume(&agent->out, (size_t) size);
    }
    if (buffer_size(&agent->out) == 0)
        buffer_trim(&agent->out, 0);
    agent_set_events(agent);
}

/* One piece into the stream; false: there is none now, or never will be again. */
static bool agent_read(Agent *agent)
{
    void *room = agent_stream_reserve(agent->stream, AGENT_READ_SIZE);
    ssize_t size = recv(agent->fd, room, AGENT_READ_SIZE, MSG_DONTWAIT);

    if (size > 0)
        agent_stream_commit(agent->stream, (size_t) size);
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        agent_shut(agent);
    return size > 0;
}

static void agent_ready(LoopFd *source, uint32_t events, void *data)
{
    Agent *agent = data;

    (void) source;
    if (events & EPOLLOUT)
        agent_flush(agent);
    if (agent->source && (events & EPOLLIN)) {
        agent_read(agent);
        co_wake(&agent->waiter);
    } else if (agent->source && (events & (EPOLLHUP | EPOLLERR))) {
        agent_shut(agent);
    }
}

/* ---- who there is ---- */

Agent *agent_new(Loop *loop, int fd, const char *name)
{
    Agent *agent = g_new0(Agent, 1);

    *agent = (Agent){.loop = loop,
                     .fd = fd,
                     .name = g_strdup(name),
                     .stream = agent_stream_new(),
                     .sync_timeout_us = AGENT_SYNC_US,
                     .references = 1};
    agent->source = loop_fd_add(loop, fd, 0, agent_ready, agent);
    return agent;
}

static void agent_unref(Agent *agent)
{
    if (--agent->references > 0)
        return;
    agent_stream_free(agent->stream);
    g_free(agent->name);
    g_free(agent);
}

void agent_free(Agent *agent)
{
    if (!agent)
        return;
    agent_shut(agent);
    agent_unref(agent);
}

bool agent_is_open(const Agent *agent)
{
    return agent->source != NULL;
}

void agent_set_present(Agent *agent, bool present)
{
    agent->present = present && agent->source;
    agent->synced = false;
    co_wake(&agent->waiter);
}

void agent_note_down(Agent *agent)
{
    agent->down = true;
    agent->synced = false;
    co_wake(&agent->waiter);
}

void agent_set_sync_timeout(Agent *agent, int64_t timeout_us)
{
    agent->sync_timeout_us = timeout_us;
}

/* ---- one after the other ---- */

/* For the message of who waits in vain. */
static const char *agent_doing(const Agent *agent)
{
    return agent->current ? agent->current : "another command";
}

static bool agent_co_begin(Agent *agent, const char *name, GError **err)
{
    bool begun;

    if (agent->waiting >= AGENT_WAITING_MAX)
        return error_set(err, ERR_RESOURCE_BUSY,
                         "%s: the guest agent is busy with '%s', and %d others wait for it already",
                         agent->name, agent_doing(agent), AGENT_WAITING_MAX);
    agent->waiting++;
    begun = co_mutex_lock(&agent->turn, AGENT_TURN_US);
    agent->waiting--;
    if (!begun)
        return error_set(err, ERR_RESOURCE_BUSY,
                         "%s: the guest agent has been busy with '%s' for more than %d s",
                         agent->name, agent_doing(agent), (int) (AGENT_TURN_US / G_USEC_PER_SEC));
    agent->current = name;
    agent->down = false;
    return true;
}

static void agent_end(Agent *agent)
{
    agent->current = NULL;
    agent_set_events(agent);
    co_mutex_unlock(&agent->turn);
}

/* ---- one exchange ---- */

static bool agent_refuse_absent(const Agent *agent, GError **err)
{
    return agent->present || error_set(err, ERR_AGENT_UNRESPONSIVE,
                                       "%s: QEMU guest agent is not connected", agent->name);
}

static bool agent_refuse_deaf(const Agent *agent, GError **err)
{
    return buffer_size(&agent->out) <= AGENT_UNREAD_MAX ||
           error_set(err, ERR_AGENT_UNRESPONSIVE,
                     "%s: the guest agent has not read what it was told before", agent->name);
}

static void agent_send(Agent *agent, const char *text, size_t size)
{
    buffer_append(&agent->out, text, size);
    agent_flush(agent);
}

/* The next reply. deadline_us -1: whenever it comes. */
static bool agent_co_reply(Agent *agent, int64_t deadline_us, bool silent, AgentReply *ret_reply,
                           GError **err)
{
    for (;;) {
        AgentStreamKind kind = agent_stream_next(agent->stream, ret_reply);
        int64_t left = deadline_us < 0 ? -1 : MAX(0, deadline_us - g_get_monotonic_time());

        if (kind == AGENT_STREAM_REPLY)
            return true;
        if (kind == AGENT_STREAM_BROKEN) {
            agent->synced = false;
            return error_set(err, ERR_AGENT_UNRESPONSIVE,
                             "%s: the guest agent answered '%s' with %s", agent->name,
                             agent->current, agent_stream_problem(agent->stream));
        }
        if (!agent->present || agent->down) {
            agent->synced = false;
            return silent || error_set(err, ERR_AGENT_UNRESPONSIVE,
                                       "%s: the guest agent has gone during '%s'", agent->name,
                                       agent->current);
        }
        if (!co_wait(&agent->waiter, left)) {
            agent->synced = false;
            return error_set(err, ERR_AGENT_UNRESPONSIVE,
                             "%s: the guest agent did not answer '%s' in time", agent->name,
                             agent->current);
        }
    }
}

/* What has come unasked would be taken for a reply. */
static void agent_drain(Agent *agent)
{
    for (unsigned i = 0; i < AGENT_DRAIN_MAX && agent->source && agent_read(agent); i++)
        agent->synced = false;
}

static bool agent_co_sync(Agent *agent, GError **err)
{
    int64_t deadline = g_get_monotonic_time() + agent->sync_timeout_us;
    json_int_t id =
        (json_int_t) ((g_get_real_time() << 8 | (++agent->sync_id & 0xff)) & G_MAXINT64);
    g_autofree char *text = g_strdup_printf(
        "\xff{\"execute\":\"guest-sync-delimited\",\"arguments\":{\"id\":%" JSON_INTEGER_FORMAT
        "}}\n",
        id);

    agent_stream_sync(agent->stream);
    agent_send(agent, text, strlen(text));
    for (bool answered = false; !answered;) {
        AgentReply reply = {0};

        if (!agent_co_reply(agent, deadline, false, &reply, err))
            return false;
        answered = json_is_integer(reply.body) && json_integer_value(reply.body) == id;
        agent_reply_clear(&reply);
    }
    agent->synced = true;
    return true;
}

/* The text of a command with its newline, to be freed; takes over arguments. */
static char *agent_format(const Agent *agent, const char *name, json_t *arguments, GError **err)
{
    json_t *command = json_pack("{s:s}", "execute", name);
    char *text = NULL, *line;

    if (command && arguments)
        json_object_set_new(command, "arguments", arguments);
    else
        json_decref(arguments);
    text = command ? json_dumps(command, JSON_COMPACT) : NULL;
    json_decref(command);
    if (!text || strlen(text) > AGENT_COMMAND_MAX) {
        free(text);
        error_set(err, ERR_INVALID_ARG,
                  "%s: a command for the guest agent is at most %d MiB of UTF-8", agent->name,
                  AGENT_COMMAND_MAX / 1024 / 1024);
        return NULL;
    }
    line = g_strconcat(text, "\n", NULL);
    free(text);
    return line;
}

/* The same of a synchronization and the command, whose turn it is. */
static bool agent_co_converse(Agent *agent, const char *text, int64_t timeout_us, bool silent,
                              AgentReply *reply, GError **err)
{
    if (!agent_refuse_absent(agent, err) || !agent_refuse_deaf(agent, err))
        return false;
    agent_drain(agent);
    agent_set_events(agent);
    if (!agent->synced && !agent_co_sync(agent, err))
        return false;
    if (!agent_refuse_absent(agent, err))
        return false;
    log_debug("%s: agent: %s", agent->name, agent->current);
    agent_send(agent, text, strlen(text));
    if (timeout_us == 0) {
        agent->synced = false; /* its reply will come yet */
        return true;
    }
    return agent_co_reply(agent, timeout_us < 0 ? -1 : g_get_monotonic_time() + timeout_us, silent,
                          reply, err);
}

static bool agent_co_ask(Agent *agent, const char *name, json_t *arguments, int64_t timeout_us,
                         bool silent, json_t **ret_reply, bool *ret_refused, GError **err)
{
    g_autofree char *text = agent_format(agent, name, arguments, err);
    AgentReply reply = {0};
    bool done = false;

    if (!text)
        return false;
    agent->references++;
    if (agent_co_begin(agent, name, err)) {
        done = agent_co_converse(agent, text, timeout_us, silent, &reply, err);
        agent_end(agent);
    }
    if (done) {
        *ret_reply = json_incref(reply.body);
        *ret_refused = reply.error;
        agent_reply_clear(&reply);
    }
    agent_unref(agent);
    return done;
}

bool agent_co_exchange(Agent *agent, const char *name, json_t *arguments, int64_t timeout_us,
                       json_t **ret_reply, bool *ret_refused, GError **err)
{
    return agent_co_ask(agent, name, arguments, timeout_us, false, ret_reply, ret_refused, err);
}

bool agent_co_silent(Agent *agent, const char *name, json_t *arguments, int64_t timeout_us,
                     json_t **ret_reply, bool *ret_refused, GError **err)
{
    return agent_co_ask(agent, name, arguments, timeout_us, true, ret_reply, ret_refused, err);
}
