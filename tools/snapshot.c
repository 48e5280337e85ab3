/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots in commands: see snapshot.h. Of a document, only what stands outside its domain is
 * read. */
#include "tools/snapshot.h"

#include <string.h>

void snapshot_facts_clear(SnapshotFacts *facts)
{
    g_free(facts->state);
    g_free(facts->parent);
}

typedef struct Reading {
    SnapshotFacts *facts;
    GPtrArray *path; /* names of the elements that are open */
} Reading;

static bool is_at(const Reading *reading, const char *one, const char *other)
{
    guint depth = other ? 3 : 2;

    return reading->path->len == depth && g_str_equal(reading->path->pdata[1], one) &&
           (!other || g_str_equal(reading->path->pdata[2], other));
}

static void on_start(GMarkupParseContext *context, const char *name, const char **names,
                     const char **values, void *data, GError **err)
{
    Reading *reading = data;

    (void) context;
    (void) err;
    g_ptr_array_add(reading->path, g_strdup(name));
    if (!is_at(reading, "memory", NULL) && !is_at(reading, "disks", "disk"))
        return;
    for (; *names; names++, values++) {
        if (g_str_equal(*names, "snapshot") && g_str_equal(*values, "external"))
            reading->facts->external = true;
    }
}

static void on_end(GMarkupParseContext *context, const char *name, void *data, GError **err)
{
    Reading *reading = data;

    (void) context;
    (void) name;
    (void) err;
    g_ptr_array_remove_index(reading->path, reading->path->len - 1);
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, void *data,
                    GError **err)
{
    Reading *reading = data;
    g_autofree char *value = g_strndup(text, length);

    (void) context;
    (void) err;
    if (is_at(reading, "state", NULL) && !reading->facts->state)
        reading->facts->state = g_steal_pointer(&value);
    else if (is_at(reading, "parent", "name") && !reading->facts->parent)
        reading->facts->parent = g_steal_pointer(&value);
    else if (is_at(reading, "creationTime", NULL))
        reading->facts->created = g_ascii_strtoll(value, NULL, 10);
}

bool snapshot_facts_get(VmrpcSnapshot *snapshot, SnapshotFacts *ret_facts, VmrpcError **error)
{
    static const GMarkupParser parser = {
        .start_element = on_start, .end_element = on_end, .text = on_text};
    char *xml = vmrpc_snapshot_xml(snapshot, 0, error);
    Reading reading = {.facts = ret_facts};
    GMarkupParseContext *context;

    if (!xml)
        return false;
    reading.path = g_ptr_array_new_with_free_func(g_free);
    context = g_markup_parse_context_new(&parser, 0, &reading, NULL);
    g_markup_parse_context_parse(context, xml, (gssize) strlen(xml), NULL);
    g_markup_parse_context_free(context);
    g_ptr_array_unref(reading.path);
    free(xml);
    return true;
}

VmrpcSnapshot *snapshot_wanted(VmrpcDomain *domain, const Arguments *arguments)
{
    const char *name = arguments_string(arguments, "snapshotname");
    VmrpcSnapshot *snapshot;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "snapshotname", "current"))
        return NULL;
    if (!name && !arguments_has(arguments, "current")) {
        tool_fail(NULL, "--snapshotname or --current is required");
        return NULL;
    }
    snapshot = name ? vmrpc_snapshot_lookup_by_name(domain, name, &error)
                    : vmrpc_snapshot_lookup_current(domain, &error);
    if (!snapshot)
        tool_fail(error, "Failed to find the snapshot");
    return snapshot;
}
