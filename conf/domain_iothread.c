/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O threads, from text and to text: see domain_iothread.h. */
#include "conf/domain_iothread.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

const DomainIothread *domain_iothread_by_id(const DomainDef *def, unsigned id)
{
    for (unsigned i = 0; i < def->iothreads->len; i++) {
        const DomainIothread *thread = &g_array_index(def->iothreads, DomainIothread, i);

        if (thread->id == id)
            return thread;
    }
    return NULL;
}

void domain_iothreads_fill(DomainDef *def, unsigned count)
{
    DomainIothread thread = {.id = 1, .pool_min = -1, .pool_max = -1};

    while (def->iothreads->len < count) {
        while (domain_iothread_by_id(def, thread.id))
            thread.id++;
        g_array_append_val(def->iothreads, thread);
    }
}

/* ---- all of them ---- */

static bool check_named(const DomainDef *def, unsigned id, const char *what, const char *name,
                        GError **err)
{
    return id == 0 || domain_iothread_by_id(def, id) ||
           error_set(err, ERR_XML, "%s '%s' names I/O thread %u, which is not there", what, name,
                     id);
}

bool domain_iothreads_check(const DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->iothread_pins->len; i++) {
        unsigned id = g_array_index(def->iothread_pins, CpuPin, i).number;

        if (!domain_iothread_by_id(def, id))
            return error_set(err, ERR_XML, "<iothreadpin>: there is no I/O thread %u", id);
    }
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        if (!check_named(def, disk->iothread, "disk", disk->target, err))
            return false;
    }
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (!check_named(def, controller->iothread, "a controller of type",
                         domain_controller_type_to_string(controller->type), err))
            return false;
    }
    return true;
}

/* ---- from text ---- */

bool domain_parse_iothreads(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *text = NULL;
    uint64_t count;

    if (!xml_get_text(node, "", &text, err) ||
        !xml_text_unsigned(node, text, 0, DOMAIN_IOTHREADS_MAX, &count, err))
        return false;
    def->n_iothreads = (unsigned) count;
    return true;
}

static bool parse_id(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"poll", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"id thread_pool_min thread_pool_max", children};
    DomainDef *def = target;
    DomainIothread thread = {.listed = true, .pool_min = -1, .pool_max = -1};

    if (!xml_walk(node, &shape, NULL, NULL, err) || !xml_need_attr(node, "id", err) ||
        !xml_attr_unsigned(node, "id", 1, INT_MAX, &thread.id, err) ||
        !xml_attr_signed(node, "thread_pool_min", 0, INT_MAX, &thread.pool_min, err) ||
        !xml_attr_signed(node, "thread_pool_max", 1, INT_MAX, &thread.pool_max, err))
        return false;
    if (domain_iothread_by_id(def, thread.id))
        return xml_invalid(node, err, "there are two with the id %u", thread.id);
    if (thread.pool_max >= 0 && thread.pool_min > thread.pool_max)
        return xml_invalid(node, err, "thread_pool_min is more than thread_pool_max");
    if (def->iothreads->len == DOMAIN_IOTHREADS_MAX)
        return xml_invalid(node, err, "more than %d of them", DOMAIN_IOTHREADS_MAX);
    g_array_append_val(def->iothreads, thread);
    return true;
}

bool domain_parse_iothread_ids(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"iothread", XML_MANY, parse_id}, {0}};
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

/* ---- to text ---- */

static bool any_listed(const DomainDef *def)
{
    for (unsigned i = 0; i < def->iothreads->len; i++) {
        if (g_array_index(def->iothreads, DomainIothread, i).listed)
            return true;
    }
    return false;
}

void domain_format_iothreads(XmlWriter *xml, const DomainDef *def)
{
    if (def->iothreads->len == 0)
        return;
    xml_writer_leaf_number(xml, "iothreads", def->iothreads->len);
    if (!any_listed(def))
        return;
    xml_writer_open(xml, "iothreadids");
    for (unsigned i = 0; i < def->iothreads->len; i++) {
        const DomainIothread *thread = &g_array_index(def->iothreads, DomainIothread, i);

        xml_writer_open(xml, "iothread");
        xml_writer_attr_number(xml, "id", thread->id);
        if (thread->pool_min >= 0)
            xml_writer_attr_number(xml, "thread_pool_min", thread->pool_min);
        if (thread->pool_max >= 0)
            xml_writer_attr_number(xml, "thread_pool_max", thread->pool_max);
        xml_writer_close(xml, "iothread");
    }
    xml_writer_close(xml, "iothreadids");
}
