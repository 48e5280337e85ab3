/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A domain document from its root: the elements that stand for themselves, and the table of all the
 * others. Every element of libvirt's format has a row; one that has none is unknown and refused.
 */
#include "conf/domain_parse.h"

#include "conf/units.h"
#include "conf/xml_value.h"

#include <string.h>

static bool parse_name(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_text(node, "", &def->name, err) && domain_name_check(def->name, err);
}

static bool parse_uuid(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    g_strstrip(text);
    if (!uuid_parse(text, def->uuid))
        return xml_invalid(node, err, "'%s' is not a UUID", text);
    if (uuid_is_nil(def->uuid))
        return xml_invalid(node, err, "'%s' cannot identify a domain", text);
    return true;
}

static bool parse_title(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    if (!xml_get_text(node, "", &def->title, err))
        return false;
    if (strchr(def->title, '\n'))
        return xml_invalid(node, err, "must be a single line");
    return true;
}

static bool parse_description(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_text(node, "", &def->description, err);
}

static bool parse_metadata(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autoptr(GPtrArray) kept = NULL;

    if (!xml_keep(node, &kept, err))
        return false;
    def->metadata = g_strdup(g_ptr_array_index(kept, 0));
    return true;
}

bool domain_parse_size(xmlNode *node, const char *attributes, uint64_t *ret_kib, GError **err)
{
    g_autofree char *text = NULL;
    g_autofree char *unit = xml_attr(node, "unit");
    uint64_t value;

    return xml_get_text(node, attributes, &text, err) &&
           xml_text_unsigned(node, text, 0, UINT64_MAX, &value, err) &&
           (units_to_kib(value, unit, ret_kib, err) || xml_place_error(node, err));
}

bool domain_parse_size_attr(xmlNode *node, const char *name, const char *unit, uint64_t *ret_kib,
                            GError **err)
{
    g_autofree char *word = xml_attr(node, unit);
    uint64_t value = 0;

    return xml_attr_number(node, name, 0, UINT64_MAX, &value, err) &&
           (units_to_kib(value, word, ret_kib, err) || xml_place_error(node, err));
}

static bool parse_memory(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return XML_ATTR_ENUM(node, "dumpCore", tristate_on, &def->dump_core, err) &&
           domain_parse_size(node, "unit dumpCore", &def->memory_kib, err);
}

static bool parse_current_memory(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    if (!domain_parse_size(node, "unit", &def->current_memory_kib, err))
        return false;
    return def->current_memory_kib > 0 || xml_invalid(node, err, "must not be 0");
}

static bool parse_max_memory(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_need_attr(node, "slots", err) &&
           xml_attr_unsigned(node, "slots", 1, DOMAIN_MEMORY_SLOTS_MAX, &def->memory_slots, err) &&
           domain_parse_size(node, "unit slots", &def->max_memory_kib, err);
}

static bool read_action(xmlNode *node, DomainAction *ret_action, GError **err)
{
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    g_strstrip(text);
    return domain_action_from_string(text, ret_action) ||
           xml_unknown_word(node, "action", text, domain_action_list(), err);
}

/* One that has no crash to dump. */
static bool read_plain_action(xmlNode *node, DomainAction *ret_action, GError **err)
{
    DomainAction action;

    if (!read_action(node, &action, err))
        return false;
    if (action >= DOMAIN_ACTION_COREDUMP_DESTROY)
        return xml_unknown_word(node, "action", domain_action_to_string(action),
                                g_strdup("destroy, restart, preserve"), err);
    *ret_action = action;
    return true;
}

static bool parse_on_poweroff(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return read_plain_action(node, &def->on_poweroff, err);
}

static bool parse_on_reboot(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return read_plain_action(node, &def->on_reboot, err);
}

static bool parse_on_crash(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return read_action(node, &def->on_crash, err);
}

/* There is no security driver: a document that asks for one asks in vain, and must know. */
static bool parse_seclabel(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *type = xml_attr(node, "type");

    if (g_strcmp0(type, "none") != 0)
        return xml_unsupported(node, err, "type '%s' (supported: none)", type ? type : "dynamic");
    return xml_keep(node, &def->kept, err);
}

static const XmlChild domain_children[] = {
    {"name", XML_ONE, parse_name},
    {"uuid", XML_ONE, parse_uuid},
    {"title", XML_ONE, parse_title},
    {"description", XML_ONE, parse_description},
    {"metadata", XML_ONE, parse_metadata},
    {"memory", XML_ONE, parse_memory},
    {"currentMemory", XML_ONE, parse_current_memory},
    {"vcpu", XML_ONE, domain_parse_vcpu},
    {"os", XML_ONE, domain_parse_os},
    {"features", XML_ONE, domain_parse_features},
    {"cpu", XML_ONE, domain_parse_cpu},
    {"clock", XML_ONE, domain_parse_clock},
    {"on_poweroff", XML_ONE, parse_on_poweroff},
    {"on_reboot", XML_ONE, parse_on_reboot},
    {"on_crash", XML_ONE, parse_on_crash},
    {"pm", XML_ONE, domain_parse_pm},
    {"devices", XML_ONE, domain_parse_devices},
    {"seclabel", XML_MANY, parse_seclabel},
    {"resource", XML_KEEP, NULL},
    {"on_lockfailure", XML_KEEP, NULL},
    {"perf", XML_KEEP, NULL},
    {"blkiotune", XML_REFUSE, NULL},
    {"bootloader", XML_REFUSE, NULL},
    {"bootloader_args", XML_REFUSE, NULL},
    {"cputune", XML_ONE, domain_parse_cputune},
    {"defaultiothread", XML_REFUSE, NULL},
    {"genid", XML_ONE, domain_parse_genid},
    {"idmap", XML_REFUSE, NULL},
    {"iothreadids", XML_ONE, domain_parse_iothread_ids},
    {"iothreads", XML_ONE, domain_parse_iothreads},
    {"keywrap", XML_REFUSE, NULL},
    {"launchSecurity", XML_REFUSE, NULL},
    {"maxMemory", XML_ONE, parse_max_memory},
    {"memoryBacking", XML_REFUSE, NULL},
    {"memtune", XML_REFUSE, NULL},
    {"numatune", XML_REFUSE, NULL},
    {"sysinfo", XML_MANY, domain_parse_sysinfo},
    {"throttlegroups", XML_REFUSE, NULL},
    {"vcpus", XML_ONE, domain_parse_vcpus},
    {0},
};
G_STATIC_ASSERT(G_N_ELEMENTS(domain_children) <= XML_CHILDREN_MAX);

static const XmlShape domain_shape = {"type id", domain_children};

static bool parse_type(xmlNode *root, DomainDef *def, DomainParseFlags flags, GError **err)
{
    g_autofree char *type = xml_attr(root, "type");
    bool with_test = flags & DOMAIN_PARSE_ALLOW_TEST;

    if (!xml_need_attr(root, "type", err))
        return false;
    if (!domain_type_from_string(type, &def->type) || (def->type == DOMAIN_TYPE_TEST && !with_test))
        return xml_unsupported(root, err, "type '%s' (supported: qemu, kvm%s)", type,
                               with_test ? ", test" : "");
    return true;
}

static bool parse_root(xmlNode *root, DomainDef *def, DomainParseFlags flags, GError **err)
{
    int64_t id = -1;

    if (!parse_type(root, def, flags, err) ||
        !xml_walk(root, &domain_shape, def, &def->kept, err) ||
        !xml_attr_signed(root, "id", -1, INT_MAX, &id, err))
        return false;
    def->id = (int) id;
    if (!def->name)
        return xml_invalid(root, err, "has no <name>");
    if (def->memory_kib == 0)
        return xml_invalid(root, err, "has no <memory> above 0");
    if (uuid_is_nil(def->uuid))
        uuid_generate(def->uuid);
    if (def->current_memory_kib == 0)
        def->current_memory_kib = def->memory_kib;
    return domain_settle_vcpus(def, err);
}

DomainDef *domain_def_parse(const char *xml, DomainParseFlags flags, GError **err)
{
    bool own = flags & DOMAIN_PARSE_LIVE;
    g_autoptr(xmlDoc) doc =
        own ? xml_document_parse_own(xml, "domain", err) : xml_document_parse(xml, "domain", err);
    g_autoptr(DomainDef) def = NULL;
    g_autofree char *document = NULL;

    if (!doc)
        return NULL;
    def = domain_def_new();
    if (!parse_root(xmlDocGetRootElement(doc), def, flags, err) ||
        !domain_settle(def, flags, err) || !domain_def_check(def, err))
        return NULL;
    if (!own && !(document = domain_def_document(def, err)))
        return NULL;
    return g_steal_pointer(&def);
}
