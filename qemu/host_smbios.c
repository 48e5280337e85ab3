/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading /sys/class/dmi/id: see host_smbios.h. The kernel answers from memory; what it does not
 * tell (serial numbers, to who is not root) is left out. The UUID stays the guest's own.
 */
#include "qemu/host_smbios.h"

static const struct {
    DomainSmbiosTable table;
    const char *name;
    const char *file;
} host_entries[] = {
    {DOMAIN_SMBIOS_BIOS, "vendor", "bios_vendor"},
    {DOMAIN_SMBIOS_BIOS, "version", "bios_version"},
    {DOMAIN_SMBIOS_BIOS, "date", "bios_date"},
    {DOMAIN_SMBIOS_BIOS, "release", "bios_release"},
    {DOMAIN_SMBIOS_SYSTEM, "manufacturer", "sys_vendor"},
    {DOMAIN_SMBIOS_SYSTEM, "product", "product_name"},
    {DOMAIN_SMBIOS_SYSTEM, "version", "product_version"},
    {DOMAIN_SMBIOS_SYSTEM, "serial", "product_serial"},
    {DOMAIN_SMBIOS_SYSTEM, "sku", "product_sku"},
    {DOMAIN_SMBIOS_SYSTEM, "family", "product_family"},
};

static char *read_entry(const char *file)
{
    g_autofree char *path = g_build_filename("/sys/class/dmi/id", file, NULL);
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    g_strstrip(text);
    if (*text && g_utf8_validate(text, -1, NULL))
        return text;
    g_free(text);
    return NULL;
}

void host_smbios_fill(DomainDef *def)
{
    DomainSmbiosBlock *block = NULL;

    if (def->os.smbios_mode != DOMAIN_SMBIOS_HOST)
        return;
    g_ptr_array_set_size(def->smbios, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(host_entries); i++) {
        char *value = read_entry(host_entries[i].file);

        if (!value)
            continue;
        if (!block || block->table != host_entries[i].table) {
            block = domain_smbios_block_new(host_entries[i].table);
            g_ptr_array_add(def->smbios, block);
        }
        domain_smbios_block_add(block, g_strdup(host_entries[i].name), value);
    }
}
