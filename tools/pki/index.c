/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The list of what was issued: see index.h.
 *
 * Whoever changes it holds the lock of the folder (store_lock()) from before it is read.
 */
#include "tools/pki/index.h"

#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

static void index_entry_free(void *data)
{
    IndexEntry *entry = data;

    g_free(entry->serial);
    g_free(entry->kind);
    g_free(entry->name);
    g_free(entry);
}

Index *index_new(void)
{
    Index *index = g_new0(Index, 1);

    index->entries = g_ptr_array_new_with_free_func(index_entry_free);
    return index;
}

void index_free(Index *index)
{
    if (!index)
        return;
    g_ptr_array_unref(index->entries);
    g_free(index);
}

static time_t parse_time(const char *text)
{
    g_autoptr(GDateTime) date = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;

    return date ? (time_t) g_date_time_to_unix(date) : 0;
}

static bool is_serial(const char *text)
{
    return *text && strlen(text) <= 40 && strspn(text, "0123456789abcdef") == strlen(text);
}

static bool index_read_entry(Index *index, json_t *item)
{
    const char *serial = json_string_value(json_object_get(item, "serial"));
    const char *kind = json_string_value(json_object_get(item, "kind"));
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *revoked = json_string_value(json_object_get(item, "revoked"));
    time_t until = parse_time(json_string_value(json_object_get(item, "until")));
    IndexEntry *entry;

    if (!serial || !is_serial(serial) || !kind || !name || !until)
        return false;
    index_add(index, serial, kind, name, until);
    entry = g_ptr_array_index(index->entries, index->entries->len - 1);
    entry->revoked = parse_time(revoked);
    return !revoked || entry->revoked;
}

Index *index_read(const char *path, GError **err)
{
    g_autoptr(Index) index = index_new();
    g_autoptr(json_t) root = NULL;
    g_autofree char *text = NULL;
    json_error_t where;
    json_t *list;

    if (!store_exists(path))
        return g_steal_pointer(&index);
    text = store_read(path, err);
    if (!text)
        return NULL;
    root = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    list = json_object_get(root, "certificates");
    if (!json_is_array(list)) {
        fail_with(err,
                  "'%s' is damaged (line %d): put back a copy; without it nothing can be "
                  "revoked by name",
                  path, root ? 1 : where.line);
        return NULL;
    }
    index->crl_number = json_integer_value(json_object_get(root, "crl-number"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!index_read_entry(index, json_array_get(list, i))) {
            fail_with(err, "'%s' is damaged: entry %zu", path, i + 1);
            return NULL;
        }
    }
    return g_steal_pointer(&index);
}

static json_t *index_entry_json(const IndexEntry *entry)
{
    g_autofree char *until = text_time_iso(entry->until);
    g_autofree char *revoked = entry->revoked ? text_time_iso(entry->revoked) : NULL;
    json_t *item = json_pack("{s:s, s:s, s:s, s:s}", "serial", entry->serial, "kind", entry->kind,
                             "name", entry->name, "until", until);

    if (revoked)
        json_object_set_new(item, "revoked", json_string(revoked));
    return item;
}

char *index_text(const Index *index)
{
    g_autoptr(json_t) list = json_array();
    g_autoptr(json_t) root = NULL;
    g_autofree char *text = NULL;

    for (guint i = 0; i < index->entries->len; i++)
        json_array_append_new(list, index_entry_json(g_ptr_array_index(index->entries, i)));
    root =
        json_pack("{s:I, s:O}", "crl-number", (json_int_t) index->crl_number, "certificates", list);
    text = json_dumps(root, JSON_INDENT(2));
    return g_strconcat(text, "\n", NULL);
}

bool index_write(const Index *index, const char *path, GError **err)
{
    g_autoptr(Batch) batch = batch_new();
    g_autofree char *text = index_text(index);

    batch_add(batch, path, text, STORE_MODE_KEY);
    return batch_commit(batch, err);
}

void index_add(Index *index, const char *serial, const char *kind, const char *name, time_t until)
{
    IndexEntry *entry = g_new0(IndexEntry, 1);

    entry->serial = g_strdup(serial);
    entry->kind = g_strdup(kind);
    entry->name = g_strdup(name);
    entry->until = until;
    g_ptr_array_add(index->entries, entry);
}

IndexEntry *index_find(const Index *index, const char *serial)
{
    for (guint i = 0; i < index->entries->len; i++) {
        IndexEntry *entry = g_ptr_array_index(index->entries, i);

        if (g_str_equal(entry->serial, serial))
            return entry;
    }
    return NULL;
}
