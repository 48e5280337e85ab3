/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory modules, from text and to text: see domain_memory.h. */
#include "conf/domain_memory.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/units.h"
#include "conf/xml_value.h"

ENUM_DEFINE(domain_memory_model, DomainMemoryModel, DOMAIN_MEMORY_LAST, "dimm");

DomainMemory *domain_memory_new(void)
{
    DomainMemory *memory = g_new0(DomainMemory, 1);

    memory->node = -1;
    return memory;
}

void domain_memory_free(void *data)
{
    DomainMemory *memory = data;

    if (!memory)
        return;
    g_free(memory->info.alias);
    g_clear_pointer(&memory->info.kept, g_ptr_array_unref);
    g_free(memory);
}

static bool parse_size(xmlNode *node, void *target, GError **err)
{
    DomainMemory *memory = target;

    if (!domain_parse_size(node, "unit", &memory->size_kib, err))
        return false;
    return memory->size_kib > 0 || xml_invalid(node, err, "must not be 0");
}

static bool parse_node(xmlNode *node, void *target, GError **err)
{
    DomainMemory *memory = target;
    g_autofree char *text = NULL;
    uint64_t number;

    if (!xml_get_text(node, "", &text, err) ||
        !xml_text_unsigned(node, text, 0, DOMAIN_NUMA_CELLS_MAX - 1, &number, err))
        return false;
    memory->node = (int) number;
    return true;
}

static bool parse_target(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"size", XML_ONE, parse_size},
        {"node", XML_ONE, parse_node},
        {"label", XML_REFUSE, NULL},
        {"readonly", XML_REFUSE, NULL},
        {"block", XML_REFUSE, NULL},
        {"requested", XML_REFUSE, NULL},
        {"current", XML_REFUSE, NULL},
        {"address", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}

bool domain_parse_memory_device(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"target", XML_ONE, parse_target},
        {"source", XML_REFUSE, NULL},
        {"uuid", XML_REFUSE, NULL},
        DOMAIN_DEVICE_CHILDREN,
        {0},
    };
    static const XmlShape shape = {"model access discard", children};
    DomainDef *def = target;
    DomainMemory *memory = domain_memory_new();
    g_autofree char *model = xml_attr(node, "model");

    g_ptr_array_add(def->memories, memory);
    if (!xml_need_attr(node, "model", err))
        return false;
    if (!domain_memory_model_from_string(model, &memory->model))
        return xml_unsupported(node, err, "model '%s' (supported: dimm)", model);
    if (!XML_ATTR_ENUM(node, "access", domain_mem_access, &memory->access, err) ||
        !XML_ATTR_ENUM(node, "discard", tristate_yes, &memory->discard, err) ||
        !xml_walk(node, &shape, memory, &memory->info.kept, err))
        return false;
    if (memory->size_kib == 0)
        return xml_invalid(node, err, "needs a <target> with a <size>");
    return true;
}

void domain_format_memory_device(DomainWriter *writer, const DomainMemory *memory)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "memory");
    xml_writer_attr(xml, "model", domain_memory_model_to_string(memory->model));
    xml_writer_attr(xml, "access", domain_mem_access_to_string(memory->access));
    xml_writer_attr(xml, "discard", tristate_yes_to_string(memory->discard));
    xml_writer_open(xml, "target");
    xml_writer_leaf_size(xml, "size", "KiB", memory->size_kib);
    if (memory->node >= 0)
        xml_writer_leaf_number(xml, "node", (uint64_t) memory->node);
    xml_writer_close(xml, "target");
    domain_format_info(writer, &memory->info);
    xml_writer_close(xml, "memory");
}
