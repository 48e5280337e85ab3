/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Moments on disk: KIND/DOMAIN/NAME.xml in the folder of the definitions, and KIND/DOMAIN/current
 * with the name of the current one.
 *
 * Files are changed in threads of the worker, by who has claimed the domain; what is written is
 * looked at before the first wait. Each file is replaced atomically; a file that cannot be read is
 * logged and left alone. A driver that keeps nothing on disk succeeds always.
 */
#ifndef VMRPC_DRIVERS_MOMENT_STORE_H
#define VMRPC_DRIVERS_MOMENT_STORE_H

#include "drivers/domain_driver.h"
#include "drivers/moment.h"

#define MOMENT_STORE_CURRENT "current"

#define MOMENT_STORE_KINDS 2
extern const MomentKind *const moment_store_kinds[MOMENT_STORE_KINDS];
MomentTree *moment_store_tree(const Domain *domain, const MomentKind *kind);

/* The folder of a domain's moments of this kind; NULL: nothing is kept. To be freed. */
char *moment_store_folder(const DomainDriver *driver, const MomentKind *kind, const char *domain);

bool moment_store_co_save(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                          const MomentDef *def, GError **err);
/* Notes of what is about to be done with a moment, so that a next daemon finds what is left of it
 * if this one is killed meanwhile. */
#define MOMENT_NOTE_MAKING ".making"
#define MOMENT_NOTE_REUSING ".reusing" /* being made with files that were there before */
#define MOMENT_NOTE_REVERTING ".reverting"

/* Writes one; takes it away. */
bool moment_store_co_announce(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                              const char *note, const MomentDef *def, GError **err);
void moment_store_co_settle(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                            const char *note, const char *name);
/* Such notes that are there: of MomentDef, to be freed by the kind; never NULL. */
GPtrArray *moment_store_co_announced(const DomainDriver *driver, const Domain *domain,
                                     const MomentKind *kind, const char *note);

/* Whether there may be any. */
bool moment_store_has_notes(const DomainDriver *driver, const Domain *domain,
                            const MomentKind *kind);

/* It is fine if there is none. */
bool moment_store_co_remove(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                            const char *name, GError **err);
/* name NULL: none is current. */
bool moment_store_co_set_current(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                                 const char *name, GError **err);

/* Fills the domain's trees; logs what cannot be used. */
void moment_store_load(const DomainDriver *driver, Domain *domain);

/* ERR_OPERATION_INVALID if the domain has moments of a kind whose metadata are not said to go along
 * (DOMAIN_UNDEFINE_SNAPSHOTS_METADATA, DOMAIN_UNDEFINE_CHECKPOINTS_METADATA in flags). */
bool moment_store_check_undefine(const Domain *domain, unsigned flags, GError **err);

#endif
