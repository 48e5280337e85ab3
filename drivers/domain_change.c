/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of devices under way: see domain_change.h. Knows neither hypervisor nor definition. */
#include "drivers/domain_change.h"

#include <string.h>

#include "conf/xml_value.h"
#include "conf/xml_writer.h"
#include "remote_protocol.h"

static void change_free(void *data)
{
    DomainChange *change = data;

    g_free(change->alias);
    g_free(change->xml);
    g_free(change->mac);
    g_free(change);
}

static DomainChange *add(Domain *domain, DomainChangeKind kind, unsigned flags)
{
    static unsigned last_number;
    DomainChange *change = g_new0(DomainChange, 1);

    change->number = ++last_number;
    change->kind = kind;
    change->flags = flags;
    if (!domain->changes)
        domain->changes = g_ptr_array_new_with_free_func(change_free);
    g_ptr_array_add(domain->changes, change);
    return change;
}

static unsigned count(const Domain *domain)
{
    return domain->changes ? domain->changes->len : 0;
}

static void supersede(Domain *domain, const char *alias)
{
    for (unsigned i = count(domain); i-- > 0;) {
        const DomainChange *change = domain->changes->pdata[i];

        if (change->late && g_strcmp0(change->alias, alias) == 0)
            g_ptr_array_remove_index(domain->changes, i);
    }
}

bool domain_change_begin(Domain *domain, DomainChangeKind kind, unsigned flags, const char *alias,
                         const char *xml, unsigned *ret_number, GError **err)
{
    DomainChange *change;

    if (xml && strlen(xml) > DOMAIN_CHANGE_XML_MAX)
        return error_set(err, ERR_OVERFLOW, "the document of a device has more than %d bytes",
                         DOMAIN_CHANGE_XML_MAX);
    if (alias)
        supersede(domain, alias);
    if (count(domain) >= DOMAIN_CHANGES_MAX)
        return error_set(err, ERR_OPERATION_FAILED,
                         "domain '%s': %u changes of devices are under way already, the most",
                         domain->def->name, count(domain));
    change = add(domain, kind, flags);
    change->alias = g_strdup(alias);
    change->xml = g_strdup(xml);
    *ret_number = change->number;
    return true;
}

DomainChange *domain_change_by_number(const Domain *domain, unsigned number)
{
    for (unsigned i = 0; i < count(domain); i++) {
        DomainChange *change = domain->changes->pdata[i];

        if (change->number == number)
            return change;
    }
    return NULL;
}

DomainChange *domain_change_next_late(const Domain *domain, unsigned number)
{
    for (unsigned i = 0; i < count(domain); i++) {
        DomainChange *change = domain->changes->pdata[i];

        if (change->late && change->number > number)
            return change;
    }
    return NULL;
}

void domain_change_set_alias(Domain *domain, const char *alias)
{
    for (unsigned i = 0; i < count(domain); i++) {
        DomainChange *change = domain->changes->pdata[i];

        if (change->kind == DOMAIN_CHANGE_ATTACH && !change->late && !change->alias)
            change->alias = g_strdup(alias);
    }
}

void domain_change_leave(Domain *domain, unsigned number, bool late)
{
    DomainChange *change = domain_change_by_number(domain, number);

    if (change && late)
        change->late = true;
    else if (change)
        g_ptr_array_remove(domain->changes, change);
}

void domain_change_forget_all(Domain *domain)
{
    g_clear_pointer(&domain->changes, g_ptr_array_unref);
}

/* ---- as text ---- */

static void format(XmlWriter *xml, const DomainChange *change)
{
    xml_writer_open(xml, "change");
    xml_writer_attr_number(xml, "kind", change->kind);
    xml_writer_attr_number(xml, "flags", change->flags);
    xml_writer_attr(xml, "alias", change->alias);
    xml_writer_attr(xml, "mac", change->mac);
    xml_writer_attr(xml, "device", change->xml);
    xml_writer_close(xml, "change");
}

char *domain_change_format_all(const Domain *domain)
{
    XmlWriter xml;

    unsigned written = 0;
    char *text;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "changes");
    for (unsigned i = 0; i < count(domain); i++) {
        const DomainChange *change = domain->changes->pdata[i];

        if (!(change->flags & DOMAIN_AFFECT_CONFIG))
            continue;
        format(&xml, change);
        written++;
    }
    xml_writer_close(&xml, "changes");
    text = xml_writer_finish(&xml);
    if (written == 0)
        g_clear_pointer(&text, g_free);
    return text;
}

static bool parse_change(xmlNode *node, void *target, GError **err)
{
    unsigned kind = DOMAIN_CHANGE_LAST, flags = 0;
    DomainChange *change;

    if (!xml_attr_unsigned(node, "kind", 0, DOMAIN_CHANGE_LAST - 1, &kind, err) ||
        !xml_attr_unsigned(node, "flags", 0, G_MAXUINT, &flags, err))
        return false;
    if (kind == DOMAIN_CHANGE_LAST)
        return xml_invalid(node, err, "a change needs a kind");
    change = add(target, (DomainChangeKind) kind, flags);
    change->late = true;
    change->alias = xml_attr(node, "alias");
    change->mac = xml_attr(node, "mac");
    change->xml = xml_attr(node, "device");
    return true;
}

bool domain_change_restore_all(Domain *domain, const char *xml, GError **err)
{
    static const XmlChild children[] = {{"change", XML_MANY, parse_change}, {0}};
    static const XmlShape shape = {"", children};
    g_autoptr(xmlDoc) doc = xml ? xml_document_parse(xml, "changes", err) : NULL;

    return !xml || (doc && xml_walk(xmlDocGetRootElement(doc), &shape, domain, NULL, err));
}
