/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A domain definition as a document. Every field of DomainDef is written by this file or by one
 * that it calls; a field that is forgotten here is lost at the next restart of the daemon.
 */
#include "conf/domain_format.h"

#include "conf/xml_scan.h"

static void format_identity(XmlWriter *xml, const DomainDef *def)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    xml_writer_leaf(xml, "name", def->name);
    xml_writer_leaf(xml, "uuid", uuid);
    if (def->has_genid) {
        uuid_format(def->genid, uuid);
        xml_writer_leaf(xml, "genid", uuid);
    }
    xml_writer_leaf(xml, "title", def->title);
    xml_writer_leaf(xml, "description", def->description);
    xml_writer_raw(xml, def->metadata);
}

static void format_memory(XmlWriter *xml, const DomainDef *def)
{
    if (def->max_memory_kib) {
        xml_writer_open(xml, "maxMemory");
        xml_writer_attr_number(xml, "slots", def->memory_slots);
        xml_writer_attr(xml, "unit", "KiB");
        xml_writer_number(xml, def->max_memory_kib);
        xml_writer_close(xml, "maxMemory");
    }
    xml_writer_open(xml, "memory");
    xml_writer_attr(xml, "unit", "KiB");
    xml_writer_attr(xml, "dumpCore", tristate_on_to_string(def->dump_core));
    xml_writer_number(xml, def->memory_kib);
    xml_writer_close(xml, "memory");
    xml_writer_leaf_size(xml, "currentMemory", "KiB", def->current_memory_kib);
}

static void format_pm(XmlWriter *xml, const DomainDef *def)
{
    if (def->pm_suspend_to_mem == TRISTATE_ABSENT && def->pm_suspend_to_disk == TRISTATE_ABSENT)
        return;
    xml_writer_open(xml, "pm");
    xml_writer_leaf_attr(xml, "suspend-to-mem", "enabled",
                         tristate_yes_to_string(def->pm_suspend_to_mem));
    xml_writer_leaf_attr(xml, "suspend-to-disk", "enabled",
                         tristate_yes_to_string(def->pm_suspend_to_disk));
    xml_writer_close(xml, "pm");
}

char *domain_def_format(const DomainDef *def, unsigned flags)
{
    DomainWriter writer = {
        .live = (def->id >= 0 || flags & DOMAIN_FORMAT_STATUS) && !(flags & DOMAIN_FORMAT_INACTIVE),
        .status = flags & DOMAIN_FORMAT_STATUS,
        .secure = flags & DOMAIN_FORMAT_SECURE,
    };
    XmlWriter *xml = &writer.xml;

    xml_writer_init(xml);
    xml_writer_open(xml, "domain");
    xml_writer_attr(xml, "type", domain_type_to_string(def->type));
    if (writer.live && def->id >= 0)
        xml_writer_attr_number(xml, "id", def->id);
    format_identity(xml, def);
    format_memory(xml, def);
    domain_format_vcpu(xml, def);
    domain_format_sysinfo(xml, def);
    domain_format_os(xml, &def->os);
    domain_format_features(xml, def);
    domain_format_cpu(xml, def->cpu);
    domain_format_clock(xml, &def->clock);
    xml_writer_leaf(xml, "on_poweroff", domain_action_to_string(def->on_poweroff));
    xml_writer_leaf(xml, "on_reboot", domain_action_to_string(def->on_reboot));
    xml_writer_leaf(xml, "on_crash", domain_action_to_string(def->on_crash));
    format_pm(xml, def);
    domain_format_devices(&writer, def);
    xml_writer_kept(xml, def->kept);
    xml_writer_close(xml, "domain");
    return xml_writer_finish(xml);
}

char *domain_def_document(const DomainDef *def, GError **err)
{
    g_autofree char *text = domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    g_autofree char *what = g_strdup_printf("the definition of domain '%s'", def->name);

    return xml_scan_half(text, what, err) ? g_steal_pointer(&text) : NULL;
}
