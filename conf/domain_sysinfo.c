/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <sysinfo> as a struct and as text: see domain_sysinfo.h. Names are checked here, since they end
 * up in option strings; values are not.
 */
#include "conf/domain_sysinfo.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

ENUM_DEFINE(domain_smbios_mode, DomainSmbiosMode, DOMAIN_SMBIOS_LAST, NULL, "emulate", "host",
            "sysinfo");
ENUM_DEFINE(domain_smbios_table, DomainSmbiosTable, DOMAIN_SMBIOS_TABLE_LAST, "bios", "system",
            "baseBoard", "chassis", "oemStrings");

static const char *const table_names[DOMAIN_SMBIOS_TABLE_LAST] = {
    [DOMAIN_SMBIOS_BIOS] = "vendor version date release",
    [DOMAIN_SMBIOS_SYSTEM] = "manufacturer product version serial uuid sku family",
    [DOMAIN_SMBIOS_BASE_BOARD] = "manufacturer product version serial asset location",
    [DOMAIN_SMBIOS_CHASSIS] = "manufacturer version serial asset sku",
};

bool domain_smbios_has(DomainSmbiosTable table, const char *name)
{
    g_auto(GStrv) names = g_strsplit(table_names[table] ? table_names[table] : "", " ", -1);

    return g_strv_contains((const char *const *) names, name);
}

static void entry_clear(gpointer data)
{
    DomainSmbiosEntry *entry = data;

    g_free(entry->name);
    g_free(entry->value);
}

DomainSmbiosBlock *domain_smbios_block_new(DomainSmbiosTable table)
{
    DomainSmbiosBlock *block = g_new0(DomainSmbiosBlock, 1);

    block->table = table;
    block->entries = g_array_new(FALSE, FALSE, sizeof(DomainSmbiosEntry));
    g_array_set_clear_func(block->entries, entry_clear);
    return block;
}

void domain_smbios_block_add(DomainSmbiosBlock *block, char *name, char *value)
{
    DomainSmbiosEntry entry = {name, value};

    g_array_append_val(block->entries, entry);
}

void domain_smbios_block_free(void *data)
{
    DomainSmbiosBlock *block = data;

    if (!block)
        return;
    g_array_unref(block->entries);
    g_free(block);
}

void domain_fwcfg_free(void *data)
{
    DomainFwcfg *fwcfg = data;

    if (!fwcfg)
        return;
    g_free(fwcfg->name);
    g_free(fwcfg->value);
    g_free(fwcfg->file);
    g_free(fwcfg);
}

/* ---- reading ---- */

static bool has_entry(const DomainSmbiosBlock *block, const char *name)
{
    for (unsigned i = 0; i < block->entries->len; i++) {
        if (strcmp(g_array_index(block->entries, DomainSmbiosEntry, i).name, name) == 0)
            return true;
    }
    return false;
}

static bool parse_entry(xmlNode *node, void *target, GError **err)
{
    DomainSmbiosBlock *block = target;
    g_autofree char *name = xml_attr(node, "name");
    g_autofree char *value = NULL;
    bool named = block->table != DOMAIN_SMBIOS_OEM_STRINGS;

    if (!xml_get_text(node, named ? "name" : "", &value, err))
        return false;
    if (named && (!name || !domain_smbios_has(block->table, name)))
        return xml_invalid(node, err, "name '%s' (possible: %s)", name ? name : "",
                           table_names[block->table]);
    if (named && has_entry(block, name))
        return xml_invalid(node, err, "name '%s' is there twice", name);
    if (block->entries->len >= DOMAIN_SYSINFO_ENTRIES_MAX)
        return xml_invalid(node, err, "more than %d entries", DOMAIN_SYSINFO_ENTRIES_MAX);
    domain_smbios_block_add(block, named ? g_steal_pointer(&name) : NULL, g_steal_pointer(&value));
    return true;
}

static bool parse_block(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"entry", XML_MANY, parse_entry}, {0}};
    static const XmlShape shape = {"", children};
    DomainDef *def = target;
    DomainSmbiosTable table = DOMAIN_SMBIOS_TABLE_LAST;
    bool known = domain_smbios_table_from_string((const char *) node->name, &table);
    DomainSmbiosBlock *block;

    g_assert(known);
    if (def->smbios->len >= DOMAIN_SYSINFO_ENTRIES_MAX)
        return xml_invalid(node, err, "more than %d tables", DOMAIN_SYSINFO_ENTRIES_MAX);
    block = domain_smbios_block_new(table);
    g_ptr_array_add(def->smbios, block);
    return xml_walk(node, &shape, block, NULL, err);
}

/* Before the last one. */
static bool has_fwcfg(const DomainDef *def, const char *name)
{
    for (unsigned i = 0; i + 1 < def->fwcfg->len; i++) {
        if (strcmp(((const DomainFwcfg *) def->fwcfg->pdata[i])->name, name) == 0)
            return true;
    }
    return false;
}

static bool parse_fwcfg(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    DomainFwcfg *fwcfg = g_new0(DomainFwcfg, 1);

    g_ptr_array_add(def->fwcfg, fwcfg);
    fwcfg->name = xml_attr(node, "name");
    if (!xml_attr_path(node, "file", &fwcfg->file, err) ||
        !xml_get_text(node, "name file", &fwcfg->value, err))
        return false;
    if (!*fwcfg->value)
        g_clear_pointer(&fwcfg->value, g_free);
    if (!fwcfg->name || !g_str_has_prefix(fwcfg->name, "opt/") ||
        strlen(fwcfg->name) > DOMAIN_FWCFG_NAME_MAX)
        return xml_invalid(node, err,
                           "the name of an entry begins with 'opt/' and has at most %d "
                           "bytes",
                           DOMAIN_FWCFG_NAME_MAX);
    if (g_str_has_prefix(fwcfg->name, "opt/ovmf/") ||
        g_str_has_prefix(fwcfg->name, "opt/org.qemu/"))
        return xml_invalid(node, err, "'%s': such names are the firmware's own", fwcfg->name);
    if (has_fwcfg(def, fwcfg->name))
        return xml_invalid(node, err, "'%s' is there twice", fwcfg->name);
    if (!fwcfg->value == !fwcfg->file)
        return xml_invalid(node, err, "'%s' needs either a text or a file", fwcfg->name);
    if (def->fwcfg->len > DOMAIN_FWCFG_MAX)
        return xml_invalid(node, err, "more than %d entries", DOMAIN_FWCFG_MAX);
    return true;
}

bool domain_parse_sysinfo(xmlNode *node, void *target, GError **err)
{
    static const XmlChild tables[] = {
        {"bios", XML_ONE, parse_block},       {"system", XML_ONE, parse_block},
        {"baseBoard", XML_MANY, parse_block}, {"chassis", XML_ONE, parse_block},
        {"oemStrings", XML_ONE, parse_block}, {0},
    };
    static const XmlChild entries[] = {{"entry", XML_MANY, parse_fwcfg}, {0}};
    static const XmlShape smbios = {"type", tables}, fwcfg = {"type", entries};
    DomainDef *def = target;
    g_autofree char *type = xml_attr(node, "type");

    if (g_strcmp0(type, "fwcfg") == 0)
        return xml_walk(node, &fwcfg, def, NULL, err);
    if (g_strcmp0(type, "smbios") != 0)
        return xml_invalid(node, err, "type '%s' (possible: smbios, fwcfg)", type ? type : "");
    if (def->smbios->len > 0)
        return xml_invalid(node, err, "type 'smbios' is there twice");
    return xml_walk(node, &smbios, def, NULL, err);
}

/* ---- writing ---- */

static void format_block(XmlWriter *xml, const DomainSmbiosBlock *block)
{
    const char *name = domain_smbios_table_to_string(block->table);

    xml_writer_open(xml, name);
    for (unsigned i = 0; i < block->entries->len; i++) {
        const DomainSmbiosEntry *entry = &g_array_index(block->entries, DomainSmbiosEntry, i);

        xml_writer_open(xml, "entry");
        xml_writer_attr(xml, "name", entry->name);
        xml_writer_text(xml, entry->value);
        xml_writer_close(xml, "entry");
    }
    xml_writer_close(xml, name);
}

static void format_fwcfg(XmlWriter *xml, const DomainFwcfg *fwcfg)
{
    xml_writer_open(xml, "entry");
    xml_writer_attr(xml, "name", fwcfg->name);
    xml_writer_attr(xml, "file", fwcfg->file);
    if (fwcfg->value)
        xml_writer_text(xml, fwcfg->value);
    xml_writer_close(xml, "entry");
}

void domain_format_sysinfo(XmlWriter *xml, const DomainDef *def)
{
    if (def->smbios->len > 0) {
        xml_writer_open(xml, "sysinfo");
        xml_writer_attr(xml, "type", "smbios");
        for (unsigned i = 0; i < def->smbios->len; i++)
            format_block(xml, def->smbios->pdata[i]);
        xml_writer_close(xml, "sysinfo");
    }
    if (def->fwcfg->len > 0) {
        xml_writer_open(xml, "sysinfo");
        xml_writer_attr(xml, "type", "fwcfg");
        for (unsigned i = 0; i < def->fwcfg->len; i++)
            format_fwcfg(xml, def->fwcfg->pdata[i]);
        xml_writer_close(xml, "sysinfo");
    }
}
