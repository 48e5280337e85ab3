/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sizes of memory and of files: see units.h. One table of unit names with their size in bytes;
 * every product is checked before it is made, so no document can wrap a size around.
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

/* In bytes; 0: unknown. */
static uint64_t unit_scale(const char *unit)
{
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_ascii_strcasecmp(units[i].name, unit) == 0)
            return units[i].bytes;
    }
    return 0;
}

bool units_to_kib(uint64_t value, const char *unit, uint64_t *ret_kib, GError **err)
{
    uint64_t scale, kib;

    if (!unit)
        unit = "KiB";
    scale = unit_scale(unit);
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

bool units_to_bytes(uint64_t value, const char *unit, uint64_t *ret_bytes, GError **err)
{
    uint64_t scale = unit ? unit_scale(unit) : 1;

    if (scale == 0)
        return error_set(err, ERR_INVALID_ARG, "invalid argument: unknown suffix '%s'", unit);
    if (value > UNITS_BYTES_MAX / scale)
        return error_set(err, ERR_OVERFLOW, "a size of %" G_GUINT64_FORMAT " %s is too large",
                         value, unit ? unit : "bytes");
    *ret_bytes = value * scale;
    return true;
}
