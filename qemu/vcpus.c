/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processors of a running guest: see vcpus.h. Each that was plugged in has the id vcpuN; QEMU
 * lists what can be plugged in with the highest one first.
 */
#include "qemu/vcpus.h"

#include "base/log.h"
#include "drivers/domain_pin.h"
#include "qemu/cpuset.h"
#include "qemu/iothreads.h"
#include "qemu/status.h"

#include <string.h>

/* How long a guest has to let go of a processor. */
#define VCPU_UNPLUG_US (10 * G_USEC_PER_SEC)

static void keep(const Machine *machine)
{
    const Domain *domain = machine->domain;
    g_autoptr(GError) why = NULL;

    if (!status_save(machine, domain->state, domain->reason, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

static char *vcpu_id(unsigned number)
{
    return g_strdup_printf("vcpu%u", number);
}

/* -1: the id is of something else. */
static int vcpu_number(const Machine *machine, const char *id)
{
    for (unsigned i = 0; i < machine->domain->def->max_vcpus; i++) {
        g_autofree char *own = vcpu_id(i);

        if (g_str_equal(own, id))
            return (int) i;
    }
    return -1;
}

/* ---- threads ---- */

static pid_t thread_of(const Machine *machine, unsigned number)
{
    const GArray *threads = machine->vcpu_threads;

    return threads && number < threads->len ? g_array_index(threads, pid_t, number) : 0;
}

static bool co_learn_threads(Machine *machine, GError **err)
{
    GArray *threads = g_array_new(FALSE, TRUE, sizeof(pid_t));
    json_t *reply = NULL, *entry;
    size_t i;

    if (!machine_co_command(machine, "query-cpus-fast", NULL, &reply, err)) {
        g_array_unref(threads);
        return false;
    }
    json_array_foreach(reply, i, entry)
    {
        json_int_t number = json_integer_value(json_object_get(entry, "cpu-index"));
        pid_t thread = (pid_t) json_integer_value(json_object_get(entry, "thread-id"));

        if (number < 0 || number >= DOMAIN_VCPUS_MAX)
            continue;
        if ((unsigned) number >= threads->len)
            g_array_set_size(threads, (unsigned) number + 1);
        g_array_index(threads, pid_t, number) = thread;
    }
    json_decref(reply);
    g_clear_pointer(&machine->vcpu_threads, g_array_unref);
    machine->vcpu_threads = threads;
    return true;
}

void vcpus_usage(DomainDriver *driver, Domain *domain, unsigned number, uint64_t *ret_time_ns,
                 int *ret_cpu)
{
    const Machine *machine = machine_of(domain);
    pid_t thread = machine ? thread_of(machine, number) : 0;

    (void) driver;
    if (thread)
        cpuset_read_usage(machine->pid, thread, ret_time_ns, ret_cpu);
}

/* ---- binding ---- */

bool vcpus_bind_process(const DomainDef *def, pid_t pid, GError **err)
{
    CpuMap map = domain_pin_of(def, -1);

    return (!def->vcpu_cpuset && !def->emulator_pin) || cpuset_apply(&map, pid, err);
}

/* Unless it is where the process is bound to anyway. */
static bool bind_one(const Machine *machine, unsigned number, GError **err)
{
    const DomainDef *def = machine->domain->def;
    pid_t thread = thread_of(machine, number);
    CpuMap map;

    if (!thread || (!domain_vcpu_pin(def, number) && !def->emulator_pin))
        return true;
    map = domain_pin_of(def, (int) number);
    return cpuset_apply(&map, thread, err);
}

bool vcpus_pin(DomainDriver *driver, Domain *domain, int vcpu, const CpuMap *map, GError **err)
{
    const Machine *machine = machine_of(domain);
    pid_t thread;

    (void) driver;
    if (!machine->vcpu_threads)
        return error_set(err, ERR_OPERATION_FAILED,
                         "domain '%s': which thread is which CPU is not known, since its QEMU does "
                         "not answer",
                         domain->def->name);
    if (vcpu < 0)
        return cpuset_apply_others(map, machine->pid, machine->vcpu_threads, err) &&
               iothreads_bind(machine, err);
    thread = thread_of(machine, (unsigned) vcpu);
    return thread ? cpuset_apply(map, thread, err)
                  : error_set(err, ERR_OPERATION_FAILED, "domain '%s': QEMU has no CPU %d",
                              domain->def->name, vcpu);
}

/* ---- plugging ---- */

/* An entry of query-hotpluggable-cpus; borrowed from the reply. */
static json_t *slot_of(const json_t *reply, unsigned number)
{
    size_t count = json_array_size(reply);

    return number < count ? json_array_get(reply, count - 1 - number) : NULL;
}

/* Without KVM, QEMU (7.2 at least) uses memory that the thread of a CPU which was unplugged has
 * left behind when the next one is plugged in, and crashes. */
static bool check_plug(const Machine *machine, unsigned number, GError **err)
{
    const DomainDef *def = machine->domain->def;

    return def->type == DOMAIN_TYPE_KVM || !machine->vcpu_unplugged ||
           error_set(
               err, ERR_OPERATION_UNSUPPORTED,
               "CPU %u cannot be plugged into domain '%s' before its next start: without KVM, "
               "QEMU crashes when a CPU is plugged in after one was unplugged",
               number, def->name);
}

static bool co_plug(Machine *machine, unsigned number, GError **err)
{
    g_autofree char *id = vcpu_id(number);
    json_t *reply = NULL, *slot, *device;
    bool done;

    if (!check_plug(machine, number, err) ||
        !machine_co_command(machine, "query-hotpluggable-cpus", NULL, &reply, err))
        return false;
    slot = slot_of(reply, number);
    if (!slot) {
        json_decref(reply);
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s': QEMU has no place for CPU %u",
                         machine->domain->def->name, number);
    }
    device = json_pack("{s:O, s:s}", "driver", json_object_get(slot, "type"), "id", id);
    json_object_update(device, json_object_get(slot, "props"));
    json_decref(reply);
    done = machine_co_command(machine, "device_add", device, NULL, err);
    return done && co_learn_threads(machine, err) && bind_one(machine, number, err);
}

static bool co_unplug(Machine *machine, unsigned number, GError **err)
{
    const Domain *domain = machine->domain;
    g_autofree char *id = vcpu_id(number);
    int64_t deadline = g_get_monotonic_time() + VCPU_UNPLUG_US, left;

    machine->vcpu_refused = -1;
    if (!machine_co_command(machine, "device_del", json_pack("{s:s}", "id", id), NULL, err))
        return false;
    while (!machine->gone && domain_vcpu_is_enabled(domain->def, number) &&
           machine->vcpu_refused != (int) number && (left = deadline - g_get_monotonic_time()) > 0)
        machine_co_wait(machine, left);
    if (machine->gone)
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' has stopped meanwhile",
                         domain->def->name);
    if (!domain_vcpu_is_enabled(domain->def, number))
        return co_learn_threads(machine, err);
    if (machine->vcpu_refused == (int) number)
        return error_set(err, ERR_OPERATION_FAILED,
                         "vcpu unplug request was rejected: the guest of domain '%s' does not let "
                         "go of CPU %u",
                         domain->def->name, number);
    return error_set(err, ERR_OPERATION_TIMEOUT,
                     "vcpu unplug request timed out: the guest of domain '%s' has not let go of "
                     "CPU %u so far, but still may",
                     domain->def->name, number);
}

bool vcpus_co_set(DomainDriver *driver, Domain *domain, unsigned number, bool enabled, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));

    (void) driver;
    if (!enabled)
        return co_unplug(machine, number, err);
    if (!co_plug(machine, number, err))
        return false;
    if (machine->gone)
        return true; /* the caller notices */
    domain_vcpu_set_enabled(domain->def, number, true);
    g_array_index(domain->def->vcpu_list, DomainVcpu, number).hotpluggable = true;
    keep(machine);
    return true;
}

/* ---- start and reconnect ---- */

/* The one that is to be plugged in next: those with an order by that, the others after them. */
static int next_to_plug(const DomainDef *def, const CpuMap *done)
{
    int best = -1;
    unsigned best_order = UINT_MAX;

    for (unsigned i = 0; i < def->max_vcpus; i++) {
        unsigned order = g_array_index(def->vcpu_list, DomainVcpu, i).order;

        if (!domain_vcpu_is_enabled(def, i) || !domain_vcpu_is_hotpluggable(def, i) ||
            cpu_map_has(done, i))
            continue;
        if (best < 0 || (order && order < best_order)) {
            best = (int) i;
            best_order = order ? order : UINT_MAX;
        }
    }
    return best;
}

bool vcpus_co_start(Machine *machine, GError **err)
{
    DomainDef *def = machine->domain->def;
    CpuMap done = {{0}};
    int number;

    if (!co_learn_threads(machine, err))
        return false;
    for (unsigned i = 0; i < def->max_vcpus; i++) {
        if (!bind_one(machine, i, err))
            return false;
    }
    if (def->vcpus < def->max_vcpus)
        domain_vcpu_list(def);
    while (def->vcpu_list && (number = next_to_plug(def, &done)) >= 0) {
        if (!co_plug(machine, (unsigned) number, err))
            return false;
        cpu_map_set(&done, (unsigned) number, true);
    }
    return true;
}

bool vcpus_co_refresh(Machine *machine, GError **err)
{
    DomainDef *def = machine->domain->def;
    bool changed = false;
    json_t *reply = NULL;

    if (!co_learn_threads(machine, err))
        return false;
    if (!def->vcpu_list)
        return true;
    if (!machine_co_command(machine, "query-hotpluggable-cpus", NULL, &reply, err))
        return false;
    for (unsigned i = 0; i < def->max_vcpus && !machine->gone; i++) {
        bool there = json_object_get(slot_of(reply, i), "qom-path") != NULL;

        if (!slot_of(reply, i) || there == domain_vcpu_is_enabled(def, i))
            continue;
        domain_vcpu_set_enabled(def, i, there);
        machine->vcpu_unplugged |= !there;
        changed = true;
    }
    json_decref(reply);
    if (changed)
        keep(machine);
    return true;
}

/* ---- events ---- */

void vcpus_deleted(Machine *machine, const char *path)
{
    static const char folder[] = "/machine/peripheral/";
    g_autofree char *id = NULL;
    int number;

    if (!g_str_has_prefix(path, folder))
        return;
    path += strlen(folder);
    id = g_strndup(path, strcspn(path, "/"));
    number = g_str_has_prefix(id, "vcpu") ? vcpu_number(machine, id) : -1;
    if (number < 0 || !domain_vcpu_is_enabled(machine->domain->def, (unsigned) number))
        return;
    domain_vcpu_set_enabled(machine->domain->def, (unsigned) number, false);
    machine->vcpu_unplugged = true;
    keep(machine);
}

void vcpus_refused(Machine *machine, const char *id)
{
    if (g_str_has_prefix(id, "vcpu"))
        machine->vcpu_refused = vcpu_number(machine, id);
}
