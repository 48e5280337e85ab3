/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulators of this host: where they are, what version they have, which machines they know, and
 * whether KVM works. Each is asked at most once, and only when somebody wants to know, so it costs
 * nothing at the daemon's start; a new emulator (by its time of change) is asked again.
 */
#ifndef VMRPC_QEMU_EMULATOR_H
#define VMRPC_QEMU_EMULATOR_H

#include "base/coroutine.h"
#include "base/error.h"
#include "base/worker.h"
#include "conf/domain.h"

typedef struct Emulators Emulators;

typedef struct EmulatorMachine {
    char *name;
    char *canonical; /* name is an alias of this; NULL: it is none */
} EmulatorMachine;

typedef struct Emulator {
    char *path;
    int64_t changed;     /* its st_mtime in nanoseconds when it was asked */
    uint64_t version;    /* major * 1,000,000 + minor * 1,000 + release */
    GPtrArray *machines; /* of EmulatorMachine *; those this driver can build */
    bool has_spice;
} Emulator;

/* folder: for the small firmware with which KVM is tried. */
Emulators *emulators_new(Worker *worker, const char *folder);
void emulators_free(Emulators *emulators);

/* The emulator for an architecture in PATH, to be freed; NULL if there is none. */
char *emulator_find(const char *arch);
/* Whether it can be run; ret_changed (may be NULL) is as Emulator's. It may lie on a disk that
 * hangs: who is about to run it looks first, since the loop waits for an exec. */
bool emulator_co_look(Worker *worker, const char *path, int64_t *ret_changed, GError **err);
/* Borrowed, until the next call, which another coroutine may make in any wait. */
const Emulator *emulator_co_ask(Emulators *emulators, const char *path, GError **err);

/* Whether guests run under KVM with the emulator of def; ERR_CONFIG_UNSUPPORTED says why not. */
bool emulator_co_check_kvm(Emulators *emulators, const DomainDef *def, GError **err);
/* The same as far as it is known without trying; for lists of what there is. */
bool emulator_has_kvm(const Emulators *emulators);

#endif
