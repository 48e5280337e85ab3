/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents of all kinds, read and written again, for tests that have many of them: what a parser
 * takes must be stable, what it refuses must come with a reason.
 */
#ifndef VMRPC_TESTS_DOCUMENTS_H
#define VMRPC_TESTS_DOCUMENTS_H

#include "conf/backup.h"
#include "conf/checkpoint.h"
#include "conf/pool.h"
#include "conf/snapshot.h"
#include "conf/volume.h"

#include <string.h>

typedef struct {
    const char *root; /* the element that such documents begin with */
    char *(*round)(const char *xml, GError **err);
} DocumentKind;

static char *document_round_domain(const char *xml, GError **err)
{
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, err);

    return def ? domain_def_format(def, DOMAIN_FORMAT_SECURE) : NULL;
}

/* As in a status file; a copy is made the same way. */
static char *document_round_status(const char *xml, GError **err)
{
    g_autoptr(DomainDef) def =
        domain_def_parse(xml, DOMAIN_PARSE_LIVE | DOMAIN_PARSE_ALLOW_TEST, err);

    return def ? domain_def_format(def, DOMAIN_FORMAT_SECURE | DOMAIN_FORMAT_STATUS) : NULL;
}

static char *document_round_snapshot(const char *xml, GError **err)
{
    g_autoptr(SnapshotDef) def = snapshot_def_parse(xml, MOMENT_KNOWN, err);

    return def ? snapshot_def_format(def, DOMAIN_FORMAT_SECURE) : NULL;
}

static char *document_round_checkpoint(const char *xml, GError **err)
{
    g_autoptr(CheckpointDef) def = checkpoint_def_parse(xml, MOMENT_KNOWN, err);

    return def ? checkpoint_def_format(def, true, DOMAIN_FORMAT_SECURE) : NULL;
}

static char *document_round_backup(const char *xml, GError **err)
{
    g_autoptr(BackupDef) def = backup_def_parse(xml, err);

    return def ? backup_def_format(def, false) : NULL;
}

static char *document_round_pool(const char *xml, GError **err)
{
    const PoolUsage usage = {3, 1, 2};
    g_autoptr(PoolDef) def = pool_def_parse(xml, err);

    return def ? pool_def_format(def, &usage, NULL) : NULL;
}

static char *document_round_volume(const char *xml, GError **err)
{
    g_autoptr(VolumeDef) def = volume_def_parse(xml, VOLUME_COPY, err);
    VolumeState state = {0};

    if (!def)
        return NULL;
    state.name = def->name;
    state.capacity = def->capacity;
    state.allocation = def->allocation;
    state.format = def->format;
    state.compat = def->compat;
    state.lazy_refcounts = def->lazy_refcounts;
    state.cluster_size = def->cluster_size;
    state.permissions = def->permissions;
    state.backing = def->backing;
    return volume_state_format(&state);
}

static const DocumentKind document_kinds[] = {
    {"domain", document_round_domain},           {"domain", document_round_status},
    {"domainsnapshot", document_round_snapshot}, {"domaincheckpoint", document_round_checkpoint},
    {"domainbackup", document_round_backup},     {"pool", document_round_pool},
    {"volume", document_round_volume},
};

/* The document in its own format, which is read as the same; NULL and the reason, which may be
 * asked for, if it is refused. */
static char *document_stable(const DocumentKind *kind, const char *xml, GError **err)
{
    g_autoptr(GError) error = NULL, again_error = NULL;
    g_autofree char *text = kind->round(xml, &error), *again = NULL;

    g_assert((text == NULL) == (error != NULL));
    if (!text) {
        g_assert_true(*error->message && g_utf8_validate(error->message, -1, NULL));
        g_propagate_error(err, g_steal_pointer(&error));
        return NULL;
    }
    again = kind->round(text, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    if (strcmp(text, again) != 0)
        g_error("formats differ:\n%s\n%s", text, again);
    return g_steal_pointer(&text);
}

#endif
