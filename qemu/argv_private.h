/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command line in the making, shared by qemu/argv*.c and by nobody else.
 *
 * Text of a document gets onto the line only through argv_add_json() or argv_comma(), never as part
 * of an option by itself: a comma in a path must not become a second option.
 */
#ifndef VMRPC_QEMU_ARGV_PRIVATE_H
#define VMRPC_QEMU_ARGV_PRIVATE_H

#include "qemu/argv.h"
#include "qemu/machine_type.h"

#include <jansson.h>

typedef struct Argv {
    GPtrArray *words; /* of char * */
    const DomainDef *def;
    const ArgvContext *context;
    MachineFamily family;
} Argv;

void argv_add(Argv *argv, const char *option, const char *value);
void argv_addf(Argv *argv, const char *option, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Takes over value. */
void argv_add_json(Argv *argv, const char *option, json_t *value);
/* The place of the descriptor of that name among those of the context; -1: there is none. */
int argv_find_fd(const Argv *argv, const char *name);
/* Text for the inside of an option: commas doubled; to be freed. */
char *argv_comma(const char *text);

/* argv_cpu.c */
void argv_cpu(Argv *argv);
void argv_smp(Argv *argv);
void argv_memory(Argv *argv);
void argv_numa(Argv *argv);

bool argv_devices(Argv *argv, GError **err);

/* argv_graphics.c */
void argv_graphics(Argv *argv, const DomainGraphics *graphics);

/* Name of the copy of a file of fw_cfg, by its place in the definition. */
#define ARGV_FWCFG_FD "fw_cfg-%u"
/* Of a file that QEMU knows only by a path: that, or of the copy that it was given by this name; to
 * be freed. */
char *argv_file_path(const Argv *argv, const char *name, const char *path);
void argv_firmware_tables(Argv *argv);

#endif
