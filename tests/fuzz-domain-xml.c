/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as a document of a domain, of one device, a snapshot, a checkpoint, a
 * backup, a pool or a volume. What is accepted must be stable: its own format is accepted again, of
 * a domain as a definition and as a status document, and formats to the same text. What is refused
 * must say why.
 */
#include "conf/device_edit.h"
#include "tests/documents.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With the disks of the domain that is in it. */
static void try_align(const char *xml)
{
    g_autoptr(SnapshotDef) snapshot = snapshot_def_parse(xml, MOMENT_KNOWN, NULL);
    g_autoptr(CheckpointDef) checkpoint = checkpoint_def_parse(xml, MOMENT_KNOWN, NULL);

    if (snapshot && snapshot->moment.domain)
        snapshot_def_align(snapshot, snapshot->moment.domain, SNAPSHOT_PLACE_EXTERNAL, NULL);
    if (checkpoint && checkpoint->moment.domain)
        checkpoint_def_align(checkpoint, checkpoint->moment.domain, NULL);
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

    for (size_t i = 0; i < G_N_ELEMENTS(document_kinds); i++)
        g_free(document_stable(&document_kinds[i], xml, NULL));
    try_align(xml);
    try_device(xml);
    return 0;
}
