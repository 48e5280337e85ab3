/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions on disk: FOLDER/NAME.xml, and FOLDER/autostart/NAME for those that start
 * with the daemon.
 *
 * Each file is replaced atomically. Nothing is ever removed or rewritten because it could not be
 * read. FOLDER NULL: everything succeeds and nothing is kept.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_STORE_H
#define VMRPC_DRIVERS_DOMAIN_STORE_H

#include "conf/domain.h"

bool domain_store_save(const char *folder, const DomainDef *def, GError **err);
/* The definition and its autostart mark; it is fine if they are not there. */
bool domain_store_remove(const char *folder, const char *name, GError **err);
bool domain_store_set_autostart(const char *folder, const char *name, bool autostart, GError **err);

/* The definition of that name. */
DomainDef *domain_store_load_one(const char *folder, const char *name, DomainParseFlags parse_flags,
                                 GError **err);

/* Takes over def. false with err: the definition cannot be used, which is logged with its file. */
typedef bool (*DomainStoreFunc)(DomainDef *def, bool autostart, void *data, GError **err);

/* Calls func for each definition, in order of name; logs the files that are none and goes on.
 * Fails only if the folder cannot be read. */
bool domain_store_load(const char *folder, DomainParseFlags parse_flags, DomainStoreFunc func,
                       void *data, GError **err);

#endif
