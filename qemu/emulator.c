/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the installed emulators are: see emulator.h. Two coroutines that ask about the same emulator
 * at once both run it; the answer is the same and the later one stays.
 */
#include "qemu/emulator.h"

#include "base/spawn.h"
#include "qemu/kvm_probe.h"
#include "qemu/machine_type.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASK_TIMEOUT_US (20 * G_USEC_PER_SEC)
#define ASK_OUTPUT_MAX 65536
/* Clients name emulators: when so many are known, all are forgotten. */
#define EMULATORS_MAX 64

struct Emulators {
    Worker *worker;
    char *folder;
    GHashTable *known; /* path -> Emulator */
    CoMutex probing;
    bool kvm_tried;
    char *kvm_problem; /* once tried; NULL: it works */
};

static void machine_free(void *data)
{
    EmulatorMachine *machine = data;

    g_free(machine->name);
    g_free(machine->canonical);
    g_free(machine);
}

static void emulator_free(void *data)
{
    Emulator *emulator = data;

    if (!emulator)
        return;
    g_free(emulator->path);
    g_clear_pointer(&emulator->machines, g_ptr_array_unref);
    g_free(emulator);
}

Emulators *emulators_new(Worker *worker, const char *folder)
{
    Emulators *emulators = g_new0(Emulators, 1);

    emulators->worker = worker;
    emulators->folder = g_strdup(folder);
    emulators->known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, emulator_free);
    return emulators;
}

void emulators_free(Emulators *emulators)
{
    if (!emulators)
        return;
    g_hash_table_unref(emulators->known);
    g_free(emulators->kvm_problem);
    g_free(emulators->folder);
    g_free(emulators);
}

char *emulator_find(const char *arch)
{
    if (g_str_equal(arch, "i686")) {
        char *path = g_find_program_in_path("qemu-system-i386");

        if (path)
            return path;
    }
    return g_find_program_in_path("qemu-system-x86_64");
}

/* "QEMU emulator version 7.2.22 (Debian ...)" */
static bool parse_version(const char *text, uint64_t *ret_version)
{
    const char *at = strstr(text, "version ");
    unsigned major, minor, release = 0;

    if (!at || sscanf(at, "version %u.%u.%u", &major, &minor, &release) < 2 || major > 10000 ||
        minor > 999 || release > 999)
        return false;
    *ret_version = (uint64_t) major * 1000000 + minor * 1000 + release;
    return true;
}

/* "pc   Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)" */
static void parse_machine(const char *line, GPtrArray *machines)
{
    static const char alias[] = "(alias of ";
    size_t length = strcspn(line, " ");
    g_autofree char *name = g_strndup(line, length);
    const char *of = strstr(line, alias);
    EmulatorMachine *machine;
    MachineFamily family;

    if (!machine_type_family(name, &family))
        return;
    machine = g_new0(EmulatorMachine, 1);
    machine->name = g_steal_pointer(&name);
    if (of)
        machine->canonical = g_strndup(of + strlen(alias), strcspn(of + strlen(alias), ")"));
    g_ptr_array_add(machines, machine);
}

/* ---- on disk ---- */

typedef struct EmulatorLook {
    char *path;
    int64_t changed;
    int errnum;
} EmulatorLook;

/* Its beginning is read as well, which is what an exec waits for; one that may only be run is not.
 */
static void look_run(void *data)
{
    EmulatorLook *look = data;
    struct stat info;
    char byte;
    int fd;

    if (stat(look->path, &info) < 0 || access(look->path, X_OK) < 0) {
        look->errnum = errno;
        return;
    }
    look->changed = (int64_t) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    fd = open(look->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return;
    if (read(fd, &byte, 1) < 0)
        look->errnum = errno;
    close(fd);
}

bool emulator_co_look(Worker *worker, const char *path, int64_t *ret_changed, GError **err)
{
    EmulatorLook look = {.path = g_strdup(path)};

    worker_co_run(worker, look_run, &look);
    if (look.errnum)
        error_set_errno(err, look.errnum, "cannot run the emulator '%s'", look.path);
    else if (ret_changed)
        *ret_changed = look.changed;
    g_free(look.path);
    return !look.errnum;
}

/* ---- asking it ---- */

static bool co_run(Emulators *emulators, const char *path, const char *option, const char *value,
                   char **ret_output, GError **err)
{
    const char *argv[] = {path, option, value, NULL};

    return spawn_co_run(emulators->worker, argv, ASK_TIMEOUT_US, ASK_OUTPUT_MAX, ret_output, err);
}

static bool co_fill(Emulators *emulators, Emulator *emulator, GError **err)
{
    g_autofree char *version = NULL, *machines = NULL, *audio = NULL;
    g_auto(GStrv) lines = NULL;

    if (!co_run(emulators, emulator->path, "--version", NULL, &version, err) ||
        !co_run(emulators, emulator->path, "-machine", "help", &machines, err) ||
        !co_run(emulators, emulator->path, "-audiodev", "help", &audio, err))
        return false;
    emulator->has_spice = strstr(audio, "\nspice\n") != NULL; /* it asks its modules */
    if (!parse_version(version, &emulator->version))
        return error_set(err, ERR_INTERNAL, "'%s --version' names no version", emulator->path);
    lines = g_strsplit(machines, "\n", -1);
    for (unsigned i = 0; lines[i]; i++)
        parse_machine(lines[i], emulator->machines);
    return true;
}

const Emulator *emulator_co_ask(Emulators *emulators, const char *path, GError **err)
{
    Emulator *emulator;
    int64_t changed;

    if (!emulator_co_look(emulators->worker, path, &changed, err))
        return NULL;
    emulator = g_hash_table_lookup(emulators->known, path);
    if (emulator && emulator->changed == changed)
        return emulator;
    emulator = g_new0(Emulator, 1);
    emulator->path = g_strdup(path);
    emulator->changed = changed;
    emulator->machines = g_ptr_array_new_with_free_func(machine_free);
    if (!co_fill(emulators, emulator, err)) {
        emulator_free(emulator);
        return NULL;
    }
    if (g_hash_table_size(emulators->known) >= EMULATORS_MAX)
        g_hash_table_remove_all(emulators->known);
    g_hash_table_replace(emulators->known, emulator->path, emulator);
    return emulator;
}

/* ---- KVM ---- */

/* One at a time, so that ten domains that start together try it once. */
static void co_try_kvm(Emulators *emulators, const char *path)
{
    co_mutex_lock(&emulators->probing, -1);
    if (!emulators->kvm_tried) {
        emulators->kvm_problem = kvm_co_probe(emulators->worker, path, emulators->folder);
        emulators->kvm_tried = true;
    }
    co_mutex_unlock(&emulators->probing);
}

bool emulator_co_check_kvm(Emulators *emulators, const DomainDef *def, GError **err)
{
    co_try_kvm(emulators, def->emulator);
    if (!emulators->kvm_problem)
        return true;
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: domain '%s' is of type kvm, but %s; give it type "
                     "'qemu', or repair KVM and restart the daemon",
                     def->name, emulators->kvm_problem);
}

bool emulator_has_kvm(const Emulators *emulators)
{
    if (emulators->kvm_tried)
        return !emulators->kvm_problem;
    return access("/dev/kvm", R_OK | W_OK) == 0;
}
