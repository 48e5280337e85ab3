/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the firmware tells the guest, on the command line: SMBIOS tables, files of fw_cfg, the
 * generation of the machine. Values are of the user's choosing: commas in them are doubled.
 */
#include "qemu/argv_private.h"

#include <string.h>

/* -smbios type=N. */
static const unsigned table_types[DOMAIN_SMBIOS_TABLE_LAST] = {
    [DOMAIN_SMBIOS_BIOS] = 0,    [DOMAIN_SMBIOS_SYSTEM] = 1,       [DOMAIN_SMBIOS_BASE_BOARD] = 2,
    [DOMAIN_SMBIOS_CHASSIS] = 3, [DOMAIN_SMBIOS_OEM_STRINGS] = 11,
};

static void argv_smbios_block(Argv *argv, const DomainSmbiosBlock *block)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (block->entries->len == 0)
        return;
    g_string_printf(text, "type=%u", table_types[block->table]);
    for (unsigned i = 0; i < block->entries->len; i++) {
        const DomainSmbiosEntry *entry = &g_array_index(block->entries, DomainSmbiosEntry, i);
        g_autofree char *value = argv_comma(entry->value);

        g_string_append_printf(text, ",%s=%s", entry->name ? entry->name : "value", value);
    }
    argv_add(argv, "-smbios", text->str);
}

/* Mode host has become a list of the host's own when the guest is started (host_smbios.h). */
static void argv_smbios(Argv *argv)
{
    const DomainDef *def = argv->def;
    bool given =
        def->os.smbios_mode == DOMAIN_SMBIOS_SYSINFO || def->os.smbios_mode == DOMAIN_SMBIOS_HOST;

    for (unsigned i = 0; given && i < def->smbios->len; i++)
        argv_smbios_block(argv, def->smbios->pdata[i]);
}

static void argv_fwcfg(Argv *argv, unsigned place, const DomainFwcfg *fwcfg)
{
    g_autofree char *name = argv_comma(fwcfg->name);
    g_autofree char *value = fwcfg->value ? argv_comma(fwcfg->value) : NULL;
    g_autofree char *part = g_strdup_printf(ARGV_FWCFG_FD, place);
    g_autofree char *path = fwcfg->file ? argv_file_path(argv, part, fwcfg->file) : NULL;
    g_autofree char *escaped = path ? argv_comma(path) : NULL;

    if (value)
        argv_addf(argv, "-fw_cfg", "name=%s,string=%s", name, value);
    else
        argv_addf(argv, "-fw_cfg", "name=%s,file=%s", name, escaped);
}

void argv_firmware_tables(Argv *argv)
{
    const DomainDef *def = argv->def;
    char uuid[UUID_TEXT_SIZE];

    argv_smbios(argv);
    for (unsigned i = 0; i < def->fwcfg->len; i++)
        argv_fwcfg(argv, i, def->fwcfg->pdata[i]);
    if (!def->has_genid)
        return;
    uuid_format(def->genid, uuid);
    argv_add_json(
        argv, "-device",
        json_pack("{s:s, s:s, s:s}", "driver", "vmgenid", "guid", uuid, "id", "vmgenid0"));
}
