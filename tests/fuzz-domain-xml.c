/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as a document of a domain, of one device, a snapshot, a checkpoint or a
 * backup. What is accepted must be stable: its own format is accepted again, as a definition and as
 * a status document, and formats to the same text. What is refused must say why.
 */
#include "conf/backup.h"
#include "conf/checkpoint.h"
#include "conf/device_edit.h"
#include "conf/snapshot.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_flags(const char *xml, DomainParseFlags parse_flags, unsigned format_flags)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) again_error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, parse_flags, &error);
    g_autoptr(DomainDef) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *again_text = NULL;

    g_assert((def == NULL) == (error != NULL));
    if (!def)
        return;
    text = domain_def_format(def, format_flags);
    again = domain_def_parse(text, parse_flags, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    again_text = domain_def_format(again, format_flags);
    if (strcmp(text, again_text) != 0)
        g_error("formats differ:\n%s\n%s", text, again_text);
}

static void try_snapshot(const char *xml)
{
    g_autoptr(GError) error = NULL, again_error = NULL;
    g_autoptr(SnapshotDef) def = snapshot_def_parse(xml, MOMENT_KNOWN, &error), again = NULL;
    g_autofree char *text = NULL, *again_text = NULL;

    g_assert((def == NULL) == (error != NULL));
    if (!def)
        return;
    text = snapshot_def_format(def, DOMAIN_FORMAT_SECURE);
    again = snapshot_def_parse(text, MOMENT_KNOWN, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    again_text = snapshot_def_format(again, DOMAIN_FORMAT_SECURE);
    g_assert_cmpstr(text, ==, again_text);
    if (def->moment.domain)
        snapshot_def_align(def, def->moment.domain, SNAPSHOT_PLACE_EXTERNAL, NULL);
}

static void try_checkpoint(const char *xml)
{
    g_autoptr(GError) error = NULL, again_error = NULL;
    g_autoptr(CheckpointDef) def = checkpoint_def_parse(xml, MOMENT_KNOWN, &error), again = NULL;
    g_autofree char *text = NULL, *again_text = NULL;

    g_assert((def == NULL) == (error != NULL));
    if (!def)
        return;
    text = checkpoint_def_format(def, true, DOMAIN_FORMAT_SECURE);
    again = checkpoint_def_parse(text, MOMENT_KNOWN, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    again_text = checkpoint_def_format(again, true, DOMAIN_FORMAT_SECURE);
    g_assert_cmpstr(text, ==, again_text);
    if (def->moment.domain)
        checkpoint_def_align(def, def->moment.domain, NULL);
}

static void try_backup(const char *xml)
{
    g_autoptr(GError) error = NULL, again_error = NULL;
    g_autoptr(BackupDef) def = backup_def_parse(xml, &error), again = NULL;
    g_autofree char *text = NULL, *again_text = NULL;

    g_assert((def == NULL) == (error != NULL));
    if (!def)
        return;
    text = backup_def_format(def, false);
    again = backup_def_parse(text, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    again_text = backup_def_format(again, false);
    g_assert_cmpstr(text, ==, again_text);
}

/* Into a small domain, and out of it again. */
static void try_device(const char *xml)
{
    static const char box[] = "<domain type='qemu'><name>box</name><memory>4096</memory>"
                              "<os><type>hvm</type></os></domain>";
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(box, DOMAIN_PARSE_DEFAULT, NULL);
    DomainDevice device, found;
    bool good = device_edit_parse(xml, &device, &error);
    g_autofree char *name = good ? device_edit_name(&device) : NULL;

    g_assert(good == (error == NULL) && good == (name != NULL));
    if (!good)
        return;
    if (!device_edit_insert(def, device, DOMAIN_PARSE_DEFAULT, NULL))
        return;
    g_assert_true(device_edit_parse(xml, &device, NULL));
    if (device_edit_find(def, &device, &found, NULL)) {
        device_edit_take(def, &found);
        domain_device_free(found);
    }
    domain_device_free(device);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *xml = g_strndup((const char *) data, size);

    try_flags(xml, DOMAIN_PARSE_DEFAULT, DOMAIN_FORMAT_SECURE);
    try_flags(xml, DOMAIN_PARSE_LIVE | DOMAIN_PARSE_ALLOW_TEST,
              DOMAIN_FORMAT_SECURE | DOMAIN_FORMAT_STATUS);
    try_snapshot(xml);
    try_checkpoint(xml);
    try_backup(xml);
    try_device(xml);
    return 0;
}
