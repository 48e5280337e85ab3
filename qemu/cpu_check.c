/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a guest has the CPU that its document wants: see cpu_check.h. QEMU leaves out what it
 * cannot give and says so of the CPU that it has made; so that one is asked, not a table of ours.
 */
#include "qemu/cpu_check.h"

#include "base/spawn.h"
#include "qemu/emulator.h"

#include <string.h>

#define MODELS_TIMEOUT_US (20 * G_USEC_PER_SEC)
#define MODELS_OUTPUT_MAX 65536

/* Documents write _ where QEMU writes -. */
static bool same_feature(const char *name, const char *other)
{
    g_autofree char *spelled = g_strdelimit(g_strdup(name), "_", '-');

    return g_str_equal(spelled, other);
}

/* What the document says of a feature that QEMU names; NULL: nothing. */
static const DomainCpuFeature *find_feature(const DomainCpu *cpu, const char *name)
{
    for (unsigned i = 0; i < cpu->features->len; i++) {
        const DomainCpuFeature *feature = &g_array_index(cpu->features, DomainCpuFeature, i);

        if (same_feature(feature->name, name))
            return feature;
    }
    return NULL;
}

static bool has_policy(const DomainCpu *cpu, DomainCpuPolicy policy)
{
    for (unsigned i = 0; i < cpu->features->len; i++) {
        if (g_array_index(cpu->features, DomainCpuFeature, i).policy == policy)
            return true;
    }
    return false;
}

/* Whether the guest must have it: the document says so, or check='full' does of all its model has.
 */
static bool is_required(const DomainCpu *cpu, const char *name)
{
    const DomainCpuFeature *feature = find_feature(cpu, name);

    return feature ? feature->policy == DOMAIN_CPU_POLICY_REQUIRE
                   : cpu->check == DOMAIN_CPU_CHECK_FULL;
}

/* What the first CPU could not be given: an array of names, to be released. */
static json_t *co_unavailable(Machine *machine, GError **err)
{
    json_t *cpus = NULL, *arguments, *path, *names = NULL;

    if (!machine_co_command(machine, "query-cpus-fast", NULL, &cpus, err))
        return NULL;
    path = json_object_get(json_array_get(cpus, 0), "qom-path");
    arguments = json_pack("{s:O?, s:s}", "path", path, "property", "unavailable-features");
    json_decref(cpus);
    machine_co_command(machine, "qom-get", arguments, &names, err);
    return names;
}

static bool co_check_required(Machine *machine, const DomainCpu *cpu, GError **err)
{
    json_t *names = co_unavailable(machine, err), *entry;
    g_autoptr(GString) missing = g_string_new(NULL);
    size_t i;

    if (!names)
        return false;
    json_array_foreach(names, i, entry)
    {
        const char *name = json_string_value(entry);

        if (name && is_required(cpu, name))
            g_string_append_printf(missing, "%s%s", missing->len ? "," : "", name);
    }
    json_decref(names);
    return missing->len == 0 ||
           error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: domain '%s': guest CPU doesn't match "
                     "specification: missing features: %s",
                     machine->domain->def->name, missing->str);
}

static bool co_check_forbidden(Machine *machine, const DomainCpu *cpu, GError **err)
{
    const DomainDef *def = machine->domain->def;
    const char *largest = def->type == DOMAIN_TYPE_KVM ? "host" : "max", *name;
    const DomainCpuFeature *feature, *found = NULL;
    json_t *reply = NULL, *value;

    if (!machine_co_command(machine, "query-cpu-model-expansion",
                            json_pack("{s:s, s:{s:s}}", "type", "full", "model", "name", largest),
                            &reply, err))
        return false;
    json_object_foreach(json_object_get(json_object_get(reply, "model"), "props"), name, value)
    {
        if (json_is_true(value) && (feature = find_feature(cpu, name)) &&
            feature->policy == DOMAIN_CPU_POLICY_FORBID)
            found = feature;
    }
    json_decref(reply);
    return !found || error_set(err, ERR_CONFIG_UNSUPPORTED,
                               "unsupported configuration: domain '%s': CPU feature '%s' is "
                               "forbidden, but the host has it",
                               def->name, found->name);
}

bool cpu_check_co_start(Machine *machine, GError **err)
{
    const DomainCpu *cpu = machine->domain->def->cpu;

    if (!cpu || cpu->check == DOMAIN_CPU_CHECK_NONE)
        return true;
    return ((!has_policy(cpu, DOMAIN_CPU_POLICY_REQUIRE) && cpu->check != DOMAIN_CPU_CHECK_FULL) ||
            co_check_required(machine, cpu, err)) &&
           (!has_policy(cpu, DOMAIN_CPU_POLICY_FORBID) || co_check_forbidden(machine, cpu, err));
}

/* "x86 Broadwell-noTSX   (alias configured by machine type)", up to the first line that is none. */
static char **parse_models(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *names = g_ptr_array_new();

    for (unsigned i = 0; lines[i]; i++) {
        const char *name = lines[i] + strlen("x86 ");

        if (g_str_has_prefix(lines[i], "x86 "))
            g_ptr_array_add(names, g_strndup(name, strcspn(name, " ")));
    }
    g_ptr_array_add(names, NULL);
    return (char **) g_ptr_array_free(names, FALSE);
}

char **cpu_check_co_models(DomainDriver *driver, const char *arch, GError **err)
{
    bool known = g_str_equal(arch, "x86_64") || g_str_equal(arch, "i686");
    g_autofree char *path = known ? emulator_find(arch) : NULL, *text = NULL;
    const char *argv[] = {path, "-cpu", "help", NULL};

    if (!path) {
        error_set(err, ERR_INVALID_ARG, "no emulator for architecture '%s'", arch);
        return NULL;
    }
    if (!spawn_co_run(driver->driver.host->worker, argv, MODELS_TIMEOUT_US, MODELS_OUTPUT_MAX,
                      &text, err))
        return NULL;
    return parse_models(text);
}
