/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the firmware tells a guest of its machine: tables of SMBIOS, and files of fw_cfg
 * (<sysinfo>).
 */
#ifndef VMRPC_CONF_DOMAIN_SYSINFO_H
#define VMRPC_CONF_DOMAIN_SYSINFO_H

#include "conf/enum.h"

#include <glib.h>
#include <stdbool.h>

/* Of one document, all tables together; and of fw_cfg. */
#define DOMAIN_SYSINFO_ENTRIES_MAX 256
#define DOMAIN_FWCFG_MAX 64
/* Bytes of one name in fw_cfg, which is QEMU's limit. */
#define DOMAIN_FWCFG_NAME_MAX 55

typedef enum {
    DOMAIN_SMBIOS_DEFAULT,
    DOMAIN_SMBIOS_EMULATE, /* what QEMU makes up */
    DOMAIN_SMBIOS_HOST,    /* as the host's */
    DOMAIN_SMBIOS_SYSINFO, /* as <sysinfo type='smbios'> says */
    DOMAIN_SMBIOS_LAST
} DomainSmbiosMode;
ENUM_DECLARE(domain_smbios_mode, DomainSmbiosMode);

typedef enum {
    DOMAIN_SMBIOS_BIOS,
    DOMAIN_SMBIOS_SYSTEM,
    DOMAIN_SMBIOS_BASE_BOARD,
    DOMAIN_SMBIOS_CHASSIS,
    DOMAIN_SMBIOS_OEM_STRINGS,
    DOMAIN_SMBIOS_TABLE_LAST
} DomainSmbiosTable;
ENUM_DECLARE(domain_smbios_table, DomainSmbiosTable);

typedef struct {
    char *name; /* one that its table has; NULL in oemStrings */
    char *value;
} DomainSmbiosEntry;

typedef struct {
    DomainSmbiosTable table; /* each at most once, but for baseBoard */
    GArray *entries;         /* of DomainSmbiosEntry */
} DomainSmbiosBlock;

typedef struct {
    char *name;
    char *value; /* the text; or NULL */
    char *file;  /* path of a file that holds it */
} DomainFwcfg;

/* Whether a table has an entry of that name. */
bool domain_smbios_has(DomainSmbiosTable table, const char *name);

DomainSmbiosBlock *domain_smbios_block_new(DomainSmbiosTable table);
/* Takes over both. */
void domain_smbios_block_add(DomainSmbiosBlock *block, char *name, char *value);
/* For arrays: take NULL. */
void domain_smbios_block_free(void *block);
void domain_fwcfg_free(void *fwcfg);

#endif
