/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of bytes with units: see size.h. */
#include "tools/size.h"

#include <glib.h>
#include <string.h>

#include "tools/tool.h"

/* Of the powers of 1024 and of 1000. */
static const char letters[] = "kmgtpe";

/* What the unit stands for; 0 if it is none, or larger than any number. */
static uint64_t size_of_unit(const char *unit)
{
    g_autofree char *lower = g_ascii_strdown(unit, -1);
    const char *letter = *lower ? strchr(letters, *lower) : NULL;
    uint64_t base = 1024;
    uint64_t size = 1;

    if (!*lower || !strcmp(lower, "b") || !strcmp(lower, "bytes"))
        return 1;
    if (!letter || (lower[1] && strcmp(lower + 1, "ib") && strcmp(lower + 1, "b")))
        return 0;
    if (!strcmp(lower + 1, "b"))
        base = 1000;
    for (const char *at = letters; at <= letter; at++)
        size *= base;
    return size;
}

bool size_parse(const char *text, const char *option, uint64_t *ret_bytes)
{
    size_t digits = strspn(text, "0123456789");
    g_autofree char *number_text = g_strndup(text, digits);
    const char *unit = text + digits;
    uint64_t size;
    guint64 number;

    while (*unit == ' ')
        unit++;
    size = size_of_unit(unit);
    if (!size || !g_ascii_string_to_unsigned(number_text, 10, 0, G_MAXUINT64, &number, NULL) ||
        number > G_MAXUINT64 / size)
        return tool_fail(NULL,
                         "Scaled numeric value '%s' for <%s> option is malformed or out of range",
                         text, option);
    *ret_bytes = number * size;
    return true;
}

char *size_format_decimals(uint64_t bytes, int decimals)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = (double) bytes;
    unsigned unit = 0;

    while (value >= 1024 && unit + 1 < G_N_ELEMENTS(units)) {
        value /= 1024;
        unit++;
    }
    return g_strdup_printf("%.*f %s", decimals, value, units[unit]);
}

char *size_format(uint64_t bytes)
{
    return size_format_decimals(bytes, 2);
}

char *size_format_as(uint64_t bytes, bool exact, const char *suffix)
{
    return exact ? g_strdup_printf("%" G_GUINT64_FORMAT "%s", bytes, suffix) : size_format(bytes);
}
