/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The domains of one driver, by uuid, name and id: see domain.h. Does no I/O and never waits.
 *
 * Name and uuid of a listed domain are keys that point into its definition; who replaces def or
 * next_def of a listed domain must go through domain_list_set_def(), which moves the keys along.
 */
#include "drivers/domain.h"
#include "drivers/domain_list.h"
#include "drivers/deadlines.h"
#include "remote_protocol.h"

#include <string.h>

/* How far ahead domains are fetched into the cache: three steps for each of three places. */
#define LIST_AHEAD 9

struct DomainList {
    GPtrArray *order;    /* of Domain, by `number`; holds the references */
    GHashTable *by_uuid; /* uuid in the definition -> Domain */
    GHashTable *by_name; /* name in the definition -> Domain */
    GHashTable *by_id;   /* id -> Domain */
    GPtrArray *coming;   /* of Domain, references; few */
    GHashTable *names;   /* that are reserved, owned */
    int last_id;
    uint64_t last_number;
    int64_t job_timeout_us;
};

static void list_drop(gpointer data)
{
    Domain *domain = data;

    domain->listed = domain->coming = false;
    domain_unref(domain);
}

DomainList *domain_list_new(void)
{
    DomainList *list = g_new0(DomainList, 1);

    list->order = g_ptr_array_new_with_free_func(list_drop);
    list->by_uuid = g_hash_table_new(uuid_hash, uuid_equal);
    list->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    list->by_id = g_hash_table_new(NULL, NULL);
    list->coming = g_ptr_array_new();
    list->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    list->job_timeout_us = DEADLINE_JOB * G_USEC_PER_SEC;
    return list;
}

void domain_list_free(DomainList *list)
{
    if (!list)
        return;
    for (unsigned i = 0; i < list->coming->len; i++)
        list_drop(list->coming->pdata[i]);
    g_ptr_array_unref(list->coming);
    g_hash_table_destroy(list->names);
    g_hash_table_destroy(list->by_id);
    g_hash_table_destroy(list->by_name);
    g_hash_table_destroy(list->by_uuid);
    g_ptr_array_unref(list->order);
    g_free(list);
}

void domain_list_set_job_timeout(DomainList *list, int64_t timeout_us)
{
    list->job_timeout_us = timeout_us;
}

static Domain *coming_by_uuid(const DomainList *list, const uint8_t uuid[UUID_BYTES])
{
    for (unsigned i = 0; i < list->coming->len; i++) {
        Domain *domain = list->coming->pdata[i];

        if (uuid_equal(domain->def->uuid, uuid))
            return domain;
    }
    return NULL;
}

static Domain *coming_by_name(const DomainList *list, const char *name)
{
    for (unsigned i = 0; i < list->coming->len; i++) {
        Domain *domain = list->coming->pdata[i];

        if (strcmp(domain->def->name, name) == 0)
            return domain;
    }
    return NULL;
}

Domain *domain_list_claimable(const DomainList *list, const uint8_t uuid[UUID_BYTES])
{
    Domain *domain = domain_list_by_uuid(list, uuid);

    return domain ? domain : coming_by_uuid(list, uuid);
}

bool domain_list_check(const DomainList *list, const Domain *domain, const DomainDef *def,
                       GError **err)
{
    const Domain *same_uuid = domain_list_claimable(list, def->uuid);
    const Domain *same_name = domain_list_by_name(list, def->name);
    char uuid[UUID_TEXT_SIZE];

    if (!same_name)
        same_name = coming_by_name(list, def->name);
    if (same_uuid && strcmp(same_uuid->def->name, def->name) != 0) {
        uuid_format(def->uuid, uuid);
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' is already defined with uuid %s",
                         same_uuid->def->name, uuid);
    }
    if (same_name && !same_uuid) {
        uuid_format(same_name->def->uuid, uuid);
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' already exists with uuid %s",
                         def->name, uuid);
    }
    if (same_uuid && same_uuid != domain)
        return error_set(err, ERR_DOM_EXIST, "domain '%s' already exists", def->name);
    return same_uuid || !g_hash_table_contains(list->names, def->name) ||
           error_set(err, ERR_OPERATION_FAILED, "another domain is about to be called '%s'",
                     def->name);
}

Domain *domain_list_reserve(DomainList *list, DomainDef *def, GError **err)
{
    g_autoptr(DomainDef) owned = def;
    unsigned count = list->order->len + list->coming->len;
    Domain *domain;

    if (!domain_list_check(list, NULL, def, err))
        return NULL;
    if (count >= VMRPC_DOMAINS_MAX) {
        error_set(err, ERR_OPERATION_FAILED,
                  "domain '%s': there are %u domains already, the most "
                  "that can be listed; undefine one first",
                  def->name, count);
        return NULL;
    }
    domain = domain_new(g_steal_pointer(&owned));
    domain->listed = domain->coming = true;
    domain->job_timeout_us = list->job_timeout_us;
    g_ptr_array_add(list->coming, domain);
    return domain;
}

void domain_list_show(DomainList *list, Domain *domain)
{
    domain->coming = false;
    g_ptr_array_remove_fast(list->coming, domain);
    domain->number = ++list->last_number;
    g_ptr_array_add(list->order, domain);
    g_hash_table_insert(list->by_uuid, domain->def->uuid, domain);
    g_hash_table_insert(list->by_name, domain->def->name, domain);
}

Domain *domain_list_add(DomainList *list, DomainDef *def, GError **err)
{
    Domain *domain = domain_list_reserve(list, def, err);

    if (domain)
        domain_list_show(list, domain);
    return domain;
}

/* Where in the order a listed domain is. */
static unsigned list_place(const DomainList *list, const Domain *domain)
{
    unsigned first = 0, end = list->order->len;

    while (end - first > 1) {
        unsigned middle = first + (end - first) / 2;

        if (((const Domain *) list->order->pdata[middle])->number <= domain->number)
            first = middle;
        else
            end = middle;
    }
    g_assert(list->order->pdata[first] == domain);
    return first;
}

void domain_list_remove(DomainList *list, Domain *domain)
{
    if (domain->coming) {
        g_ptr_array_remove_fast(list->coming, domain);
        list_drop(domain);
        return;
    }
    g_assert(domain_list_by_uuid(list, domain->def->uuid) == domain);
    domain_list_set_id(list, domain, -1);
    g_hash_table_remove(list->by_name, domain->def->name);
    g_hash_table_remove(list->by_uuid, domain->def->uuid);
    g_ptr_array_remove_index(list->order, list_place(list, domain));
}

bool domain_list_reserve_name(DomainList *list, const char *name, GError **err)
{
    if (domain_list_by_name(list, name) || coming_by_name(list, name) ||
        g_hash_table_contains(list->names, name))
        return error_set(err, ERR_OPERATION_INVALID, "domain with name '%s' already exists", name);
    g_hash_table_add(list->names, g_strdup(name));
    return true;
}

void domain_list_free_name(DomainList *list, const char *name)
{
    g_hash_table_remove(list->names, name);
}

DomainDef *domain_list_set_def(DomainList *list, Domain *domain, DomainDef *def)
{
    g_assert(strcmp(domain->def->name, def->name) == 0);
    return domain_list_rename(list, domain, def);
}

DomainDef *domain_list_rename(DomainList *list, Domain *domain, DomainDef *def)
{
    DomainDef *old = domain->def;

    g_assert(domain_list_by_uuid(list, old->uuid) == domain);
    g_assert(uuid_equal(old->uuid, def->uuid));
    g_hash_table_remove(list->by_name, old->name);
    domain->def = def;
    g_hash_table_replace(list->by_uuid, def->uuid, domain);
    g_hash_table_replace(list->by_name, def->name, domain);
    return old;
}

Domain *domain_list_by_uuid(const DomainList *list, const uint8_t uuid[UUID_BYTES])
{
    return g_hash_table_lookup(list->by_uuid, uuid);
}

Domain *domain_list_by_name(const DomainList *list, const char *name)
{
    return g_hash_table_lookup(list->by_name, name);
}

Domain *domain_list_by_id(const DomainList *list, int id)
{
    return id < 0 ? NULL : g_hash_table_lookup(list->by_id, GINT_TO_POINTER(id));
}

void domain_list_set_id(DomainList *list, Domain *domain, int id)
{
    if (domain->id >= 0)
        g_hash_table_remove(list->by_id, GINT_TO_POINTER(domain->id));
    domain->id = id;
    domain->def->id = id;
    if (id < 0)
        return;
    g_hash_table_insert(list->by_id, GINT_TO_POINTER(id), domain);
    list->last_id = MAX(list->last_id, id);
}

int domain_list_next_id(DomainList *list)
{
    /* After 2^31 starts the smallest free one will do. */
    do
        list->last_id = list->last_id < G_MAXINT ? list->last_id + 1 : 1;
    while (domain_list_by_id(list, list->last_id));
    return list->last_id;
}

unsigned domain_list_count(const DomainList *list)
{
    return list->order->len;
}

/* Thousands of domains are more than caches hold, and one is three places of memory, each known
 * from the one before. Those of the next few are fetched while this one is looked at. */
static inline __attribute__((always_inline)) void list_fetch_ahead(const GPtrArray *order,
                                                                   unsigned place)
{
    const Domain *const *at = (const Domain *const *) order->pdata + place;

    if (place + LIST_AHEAD >= order->len)
        return;
    __builtin_prefetch(at[LIST_AHEAD]);
    __builtin_prefetch(&at[LIST_AHEAD * 2 / 3]->def->name);
    __builtin_prefetch(at[LIST_AHEAD / 3]->def->name);
}

Domain *domain_list_next(const DomainList *list, gpointer *cursor)
{
    unsigned place = GPOINTER_TO_UINT(*cursor);

    if (place >= list->order->len)
        return NULL;
    *cursor = GUINT_TO_POINTER(place + 1);
    list_fetch_ahead(list->order, place);
    return list->order->pdata[place];
}
