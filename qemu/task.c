/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a next daemon has to finish or to undo: see task.h. Whether a save counts is decided by the
 * file alone: once it bears its name it does, and its guest must not run again.
 */
#include "qemu/task.h"

#include "base/log.h"
#include "conf/xml_writer.h"
#include "drivers/domain_job_end.h"
#include "qemu/dump.h"
#include "qemu/dump_file.h"
#include "qemu/events.h"
#include "qemu/managed_save.h"
#include "qemu/migration.h"
#include "qemu/process.h"
#include "qemu/save_file.h"
#include "qemu/status.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

bool task_begin(Machine *machine, DomainJobOperation operation, const char *path,
                const uint8_t id[UUID_BYTES], bool running, GError **err)
{
    MachineTask *task = &machine->task;

    g_assert(!task->operation);
    task->operation = operation;
    task->path = g_strdup(path);
    task->running = running;
    memcpy(task->id, id, sizeof task->id);
    if (status_save(machine, machine->domain->state, machine->domain->reason, err))
        return true;
    task_clear(task);
    return false;
}

void task_clear(MachineTask *task)
{
    g_free(task->path);
    *task = (MachineTask){0};
}

bool task_note_helper(Machine *machine, pid_t pid, GError **err)
{
    machine->task.helper = pid;
    machine->task.helper_born = process_born(pid);
    return status_save(machine, machine->domain->state, machine->domain->reason, err);
}

void task_end(Machine *machine)
{
    const Domain *domain = machine->domain;

    task_clear(&machine->task);
    if (!machine->gone)
        machine_set_state(machine, domain->state, domain->reason, -1, 0);
}

void task_co_run_again(Machine *machine, int reason)
{
    g_autoptr(GError) why = NULL;

    if (machine->gone || machine->destroying)
        return;
    machine->run_reason = reason;
    if (machine_co_command(machine, "cont", NULL, NULL, &why)) {
        if (!machine->gone)
            events_running(machine);
        return;
    }
    machine->run_reason = -1;
    if (machine->gone)
        return;
    log_error("domain '%s' stays paused: %s", machine->domain->def->name, why->message);
    machine_set_state(machine, DOMAIN_STATE_PAUSED, DOMAIN_REASON_PAUSED_SAVE,
                      DOMAIN_EVENT_SUSPENDED, DOMAIN_EVENT_SUSPENDED_API_ERROR);
}

/* ---- in the status file ---- */

char *task_format(const Machine *machine)
{
    const MachineTask *task = &machine->task;
    char id[UUID_TEXT_SIZE];
    XmlWriter xml;

    if (!task->operation && !machine->consumed)
        return NULL;
    uuid_format(task->id, id);
    xml_writer_init(&xml);
    xml_writer_open(&xml, "task");
    xml_writer_attr_number(&xml, "operation", (int) task->operation);
    xml_writer_attr_number(&xml, "running", task->running);
    xml_writer_attr_number(&xml, "helper", task->helper);
    xml_writer_attr_number(&xml, "born", (int64_t) task->helper_born);
    xml_writer_attr(&xml, "id", id);
    xml_writer_attr(&xml, "path", task->path);
    xml_writer_attr(&xml, "consumed", machine->consumed);
    xml_writer_close(&xml, "task");
    return xml_writer_finish(&xml);
}

static char *read_text(xmlNode *node, const char *name)
{
    xmlChar *text = xmlGetNoNsProp(node, BAD_CAST name);
    char *copy = g_strdup((const char *) text);

    xmlFree(text);
    return copy;
}

void task_restore(Machine *machine, const char *text)
{
    xmlDoc *doc =
        text ? xmlReadMemory(text, (int) strlen(text), "task", NULL, XML_PARSE_NONET) : NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    g_autofree char *operation = NULL, *running = NULL, *id = NULL, *helper = NULL, *born = NULL;
    MachineTask *task = &machine->task;

    if (!root)
        return;
    operation = read_text(root, "operation");
    running = read_text(root, "running");
    id = read_text(root, "id");
    helper = read_text(root, "helper");
    born = read_text(root, "born");
    machine->consumed = read_text(root, "consumed");
    task->path = read_text(root, "path");
    task->operation = operation ? (DomainJobOperation) atoi(operation) : 0;
    task->running = running && atoi(running);
    task->helper = helper ? (pid_t) atoi(helper) : 0;
    task->helper_born = born ? g_ascii_strtoull(born, NULL, 10) : 0;
    xmlFreeDoc(doc);
    if (!task->path || !id || !uuid_parse(id, task->id) ||
        task->operation >= DOMAIN_JOB_OPERATION_LAST)
        task_clear(task);
}

/* ---- the next daemon ---- */

typedef struct Settle {
    const MachineTask *task;
    bool whole;
} Settle;

static void settle_run(void *data)
{
    Settle *settle = data;
    const MachineTask *task = settle->task;

    if (task->operation == DOMAIN_JOB_OPERATION_DUMP)
        dump_file_settle(task->path);
    else
        settle->whole = save_file_settle(task->path, task->id);
}

static bool co_settle(QemuDriver *driver, const Machine *machine)
{
    Settle settle = {.task = &machine->task};

    worker_co_run(driver->base.driver.host->worker, settle_run, &settle);
    return settle.whole;
}

static void report_undone(QemuDriver *driver, const Machine *machine)
{
    const MachineTask *task = &machine->task;
    const char *name = domain_job_operation_to_string(task->operation);
    g_autoptr(GError) why = NULL;

    error_set(&why, ERR_OPERATION_ABORTED,
              "the %s to '%s' was not finished, since the daemon ended meanwhile", name,
              task->path);
    log_error("domain '%s': %s", machine->domain->def->name, why->message);
    domain_job_end_found(&driver->base, machine->domain, task->operation, why);
}

static void report_done(QemuDriver *driver, const Machine *machine)
{
    log_info("domain '%s' has been saved to '%s' when the daemon ended", machine->domain->def->name,
             machine->task.path);
    managed_save_note(driver, machine->domain, machine->task.path);
    domain_job_end_found(&driver->base, machine->domain, machine->task.operation, NULL);
}

static void end_helper(const MachineTask *task)
{
    if (task->helper > 1 && task->helper_born && process_born(task->helper) == task->helper_born)
        kill(task->helper, SIGKILL);
}

static void co_undo(QemuDriver *driver, Machine *machine)
{
    bool running = machine->task.running;
    g_autoptr(GError) why = NULL;

    bool stopped = machine->task.operation == DOMAIN_JOB_OPERATION_DUMP
                       ? dump_co_settle(machine, &why) && migration_co_stop(machine, &why)
                       : migration_co_stop(machine, &why);

    if (!stopped && !machine->gone)
        log_error("domain '%s': %s", machine->domain->def->name, why->message);
    co_settle(driver, machine);
    report_undone(driver, machine);
    if (running)
        task_co_run_again(machine, DOMAIN_REASON_RUNNING_SAVE_CANCELED);
    task_end(machine);
}

void task_co_recover(Machine *machine)
{
    g_autoptr(Domain) domain = domain_ref(machine->domain);
    QemuDriver *driver = machine->driver;

    if (!machine->task.operation || domain->running_job || !machine_co_claim(machine, "recovery"))
        return;
    if (!co_settle(driver, machine)) {
        end_helper(&machine->task);
        co_undo(driver, machine);
    } else {
        report_done(driver, machine);
        machine->saved = true;
        machine_terminate(machine);
        machine_co_wait_gone(machine, MACHINE_GRACE_US * 2);
    }
    domain_end_job(domain);
}

bool task_recover_ended(Machine *machine)
{
    Settle settle = {.task = &machine->task};

    if (!machine->task.operation)
        return false;
    end_helper(&machine->task);
    settle_run(&settle);
    if (settle.whole)
        report_done(machine->driver, machine);
    else
        report_undone(machine->driver, machine);
    return settle.whole;
}
