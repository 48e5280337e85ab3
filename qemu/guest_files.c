/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which files those are: see guest_files.h. Status files and sockets are not among them, since only
 * an active domain has any.
 */
#include "qemu/guest_files.h"

#include <string.h>

#include "drivers/domain_rename.h"
#include "qemu/machine.h"

typedef struct GuestFile {
    size_t folder;      /* offset of the folder's member in QemuDriver */
    const char *below;  /* a folder in that one; "" for itself */
    const char *suffix; /* behind the domain's name */
} GuestFile;

static const GuestFile guest_files[] = {
    {offsetof(QemuDriver, log_folder), "", ".log"},
    {offsetof(QemuDriver, log_folder), "", ".log.old"},
};

static char *file_path(const char *folder, const GuestFile *file, const char *name)
{
    g_autofree char *base = g_strconcat(name, file->suffix, NULL);

    return g_build_filename(folder, file->below, base, NULL);
}

/* What comes behind NAME: "-serial0.log", "-console1.log.old" and so on. */
static bool is_console_log(const char *rest)
{
    size_t digits;

    if (g_str_has_prefix(rest, "-serial"))
        rest += strlen("-serial");
    else if (g_str_has_prefix(rest, "-console"))
        rest += strlen("-console");
    else
        return false;
    digits = strspn(rest, "0123456789");
    return digits > 0 &&
           (g_str_equal(rest + digits, ".log") || g_str_equal(rest + digits, ".log.old"));
}

static void add_console_logs(const QemuDriver *driver, const char *name, const char *new_name,
                             DomainFiles *files)
{
    g_autofree char *folder = g_build_filename(driver->log_folder, "console", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *entry;

    while (dir && (entry = g_dir_read_name(dir))) {
        const char *rest = entry + strlen(name);
        g_autofree char *moved = NULL;

        if (!g_str_has_prefix(entry, name) || !is_console_log(rest))
            continue;
        moved = g_strconcat(new_name, rest, NULL);
        domain_rename_add(files, g_build_filename(folder, entry, NULL),
                          g_build_filename(folder, moved, NULL));
    }
}

void guest_files_list(DomainDriver *base, const char *name, const char *new_name,
                      DomainFiles *files)
{
    const QemuDriver *driver = (const QemuDriver *) base;

    for (size_t i = 0; i < G_N_ELEMENTS(guest_files); i++) {
        const GuestFile *file = &guest_files[i];
        const char *folder = *(char *const *) ((const char *) driver + file->folder);

        domain_rename_add(files, file_path(folder, file, name), file_path(folder, file, new_name));
    }
    add_console_logs(driver, name, new_name, files);
}
