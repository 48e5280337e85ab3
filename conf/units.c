/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sizes of memory: see units.h. One table of unit names with their size in bytes; every product is
 * checked before it is made, so no document can wrap a size around.
 */
#include "conf/units.h"

typedef struct {
    const char *name;
    uint64_t bytes;
} Unit;

#define KIB UINT64_C(1024)
#define KB UINT64_C(1000)

static const Unit units[] = {
    {"b", 1},
    {"byte", 1},
    {"bytes", 1},
    {"KB", KB},
    {"k", KIB},
    {"KiB", KIB},
    {"MB", KB *KB},
    {"M", KIB *KIB},
    {"MiB", KIB *KIB},
    {"GB", KB *KB *KB},
    {"G", KIB *KIB *KIB},
    {"GiB", KIB *KIB *KIB},
    {"TB", KB *KB *KB *KB},
    {"T", KIB *KIB *KIB *KIB},
    {"TiB", KIB *KIB *KIB *KIB},
    {"PB", KB *KB *KB *KB *KB},
    {"P", KIB *KIB *KIB *KIB *KIB},
    {"PiB", KIB *KIB *KIB *KIB *KIB},
    {"EB", KB *KB *KB *KB *KB *KB},
    {"E", KIB *KIB *KIB *KIB *KIB *KIB},
    {"EiB", KIB *KIB *KIB *KIB *KIB *KIB},
};

bool units_to_kib(uint64_t value, const char *unit, uint64_t *ret_kib, GError **err)
{
    uint64_t scale = 0, kib;

    if (!unit)
        unit = "KiB";
    for (size_t i = 0; i < G_N_ELEMENTS(units) && scale == 0; i++) {
        if (g_ascii_strcasecmp(units[i].name, unit) == 0)
            scale = units[i].bytes;
    }
    if (scale == 0)
        return error_set(err, ERR_XML,
                         "unknown unit '%s' of memory (use b, KiB, MiB, GiB, TiB, "
                         "KB, MB, GB or TB)",
                         unit);
    if (value > UNITS_KIB_MAX * 1024 / scale)
        return error_set(err, ERR_OVERFLOW, "memory of %" G_GUINT64_FORMAT " %s is too large",
                         value, unit);
    kib = (value * scale + 1023) / 1024;
    *ret_kib = kib;
    return true;
}
