/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Status files: see status.h. One element <machine> around the domain's document; numbers of states
 * are those of the wire. The folder is gone with the machine, so nothing is synced to disk.
 */
#include "qemu/status.h"

#include "base/file.h"
#include "base/log.h"
#include "drivers/domain_change.h"
#include "qemu/agent_channel.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_user.h"
#include "qemu/backup.h"
#include "qemu/block_job.h"
#include "qemu/leaving.h"
#include "qemu/task.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>
#include <unistd.h>

/* What is longer is not written, since a next daemon would not read it. */
#define STATUS_SIZE_MAX (8 * 1024 * 1024)

static char *format_status(const Machine *machine, int state, int reason)
{
    g_autofree char *domain =
        domain_def_format(machine->domain->def, DOMAIN_FORMAT_STATUS | DOMAIN_FORMAT_SECURE);
    g_autofree char *jobs = block_job_format_all(machine);
    g_autofree char *backup = backup_format(machine);
    g_autofree char *task = task_format(machine);
    g_autofree char *leaving = leaving_format(machine);
    g_autofree char *changes = domain_change_format_all(machine->domain);

    return g_strdup_printf(
        "<machine pid='%d' born='%" G_GUINT64_FORMAT "' state='%d' reason='%d' starting='%d' "
        "rebooting='%d' unplugged='%d' restoring='%d' load='%d' agent='%d' quiesced='%d'>\n"
        "%s%s%s%s%s%s</machine>\n",
        (int) machine->pid, machine->born, state, reason, !machine->released, machine->reboot_asked,
        machine->vcpu_unplugged, machine->origin == MACHINE_RESTORED, (int) machine->load,
        machine->agent_timeout, machine->quiesced, domain, jobs ? jobs : "", backup ? backup : "",
        task ? task : "", leaving ? leaving : "", changes ? changes : "");
}

static char *status_path(const Machine *machine)
{
    return g_strdup_printf("%s/%s" STATUS_SUFFIX, machine->driver->state_folder,
                           machine->domain->def->name);
}

bool status_save(const Machine *machine, int state, int reason, GError **err)
{
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;

    if (machine->gone)
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' has ended meanwhile",
                         machine->domain->def->name);
    path = status_path(machine);
    text = format_status(machine, state, reason);
    if (strlen(text) > STATUS_SIZE_MAX)
        return error_set(err, ERR_OVERFLOW, "the status of domain '%s' has more than %d bytes: %zu",
                         machine->domain->def->name, STATUS_SIZE_MAX, strlen(text));
    return file_replace_volatile(path, text, 0600, err);
}

static void remove_logged(const Machine *machine, const char *path)
{
    g_autoptr(GError) why = NULL;

    if (!file_remove(path, &why))
        log_warning("domain '%s': %s", machine->domain->def->name, why->message);
}

void status_remove(const Machine *machine)
{
    g_autofree char *path = status_path(machine);
    g_autofree char *monitor = machine_socket_name(machine->domain->def);
    g_autofree char *agent =
        agent_channel_path(machine->domain->def, machine->driver->state_folder);
    g_autofree char *folder = machine_folder(machine);

    guest_folder_remove(folder);
    unlinkat(machine->driver->state_fd, monitor, 0);
    unlink(agent);
    remove_logged(machine, path);
}

void status_free(Status *status)
{
    if (!status)
        return;
    domain_def_free(status->def);
    g_free(status->jobs);
    g_free(status->backup);
    g_free(status->leaving);
    g_free(status->changes);
    g_free(status->task);
    g_free(status);
}

static bool read_number(xmlNode *node, const char *name, uint64_t *ret_value)
{
    xmlChar *text = xmlGetNoNsProp(node, BAD_CAST name);
    bool valid = text && g_ascii_string_to_unsigned((const char *) text, 10, 0, G_MAXUINT64,
                                                    ret_value, NULL);

    xmlFree(text);
    return valid;
}

static int read_agent_timeout(xmlNode *root)
{
    xmlChar *text = xmlGetNoNsProp(root, BAD_CAST "agent");
    gint64 timeout = 0;

    if (text)
        g_ascii_string_to_signed((const char *) text, 10, GUEST_AGENT_NOWAIT, G_MAXINT, &timeout,
                                 NULL);
    xmlFree(text);
    return (int) timeout;
}

static bool read_numbers(xmlNode *root, Status *status)
{
    uint64_t pid, state, reason, starting, rebooting, unplugged = 0, restoring = 0,
                                                      load = MACHINE_LOAD_NONE;
    uint64_t quiesced = 0;

    if (!read_number(root, "pid", &pid) || !read_number(root, "born", &status->born) ||
        !read_number(root, "state", &state) || !read_number(root, "reason", &reason) ||
        !read_number(root, "starting", &starting) || !read_number(root, "rebooting", &rebooting) ||
        pid > G_MAXINT || state > DOMAIN_STATE_PMSUSPENDED || reason > G_MAXINT)
        return false;
    read_number(root, "unplugged", &unplugged); /* files of older daemons have none */
    read_number(root, "restoring", &restoring);
    read_number(root, "load", &load);
    status->load = load < MACHINE_LOAD_LAST ? (unsigned) load : MACHINE_LOAD_NONE;
    read_number(root, "quiesced", &quiesced);
    status->agent_timeout = read_agent_timeout(root);
    status->quiesced = quiesced;
    status->vcpu_unplugged = unplugged;
    status->restoring = restoring;
    status->pid = (pid_t) pid;
    status->state = (int) state;
    status->reason = (int) reason;
    status->starting = starting;
    status->reboot_asked = rebooting;
    return true;
}

/* An element of the root as text, to be freed; NULL: there is none. */
static char *read_element(xmlDoc *doc, xmlNode *root, const char *name)
{
    xmlNode *node = xmlFirstElementChild(root);
    xmlBuffer *buffer = xmlBufferCreate();
    char *text = NULL;

    while (node && xmlStrcmp(node->name, BAD_CAST name) != 0)
        node = xmlNextElementSibling(node);
    if (node && xmlNodeDump(buffer, doc, node, 0, 0) > 0)
        text = g_strdup((const char *) xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static DomainDef *read_domain(xmlDoc *doc, xmlNode *root, GError **err)
{
    g_autofree char *text = read_element(doc, root, "domain");

    if (text)
        return domain_def_parse(text, DOMAIN_PARSE_LIVE, err);
    error_set(err, ERR_XML, "it holds no domain");
    return NULL;
}

Status *status_load(const char *path, GError **err)
{
    g_autofree char *text = file_read(path, STATUS_SIZE_MAX, err);
    g_autoptr(Status) status = g_new0(Status, 1);
    xmlDoc *doc;
    xmlNode *root;

    if (!text)
        return NULL;
    doc = xmlReadMemory(text, (int) strlen(text), path, NULL,
                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (!root || xmlStrcmp(root->name, BAD_CAST "machine") != 0 || !read_numbers(root, status))
        error_set(err, ERR_XML, "it is no status file");
    else
        status->def = read_domain(doc, root, err);
    if (status->def) {
        status->jobs = read_element(doc, root, "blockjobs");
        status->backup = read_element(doc, root, "domainbackup");
        status->task = read_element(doc, root, "task");
        status->leaving = read_element(doc, root, "leaving");
        status->changes = read_element(doc, root, "changes");
    }
    xmlFreeDoc(doc);
    return status->def ? g_steal_pointer(&status) : NULL;
}
