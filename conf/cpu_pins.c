/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pins of threads: see cpu_pins.h. */
#include "conf/cpu_pins.h"

GArray *cpu_pins_new(void)
{
    return g_array_new(FALSE, TRUE, sizeof(CpuPin));
}

/* Its place, or where it would be. */
static unsigned pin_place(const GArray *pins, unsigned number)
{
    unsigned first = 0, end = pins->len;

    while (first < end) {
        unsigned middle = (first + end) / 2;

        if (g_array_index(pins, CpuPin, middle).number < number)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static bool is_pinned_at(const GArray *pins, unsigned place, unsigned number)
{
    return place < pins->len && g_array_index(pins, CpuPin, place).number == number;
}

const CpuMap *cpu_pins_find(const GArray *pins, unsigned number)
{
    unsigned place = pin_place(pins, number);

    return is_pinned_at(pins, place, number) ? &g_array_index(pins, CpuPin, place).cpus : NULL;
}

static int compare_pins(const void *a, const void *b)
{
    unsigned left = ((const CpuPin *) a)->number, right = ((const CpuPin *) b)->number;

    return (left > right) - (left < right);
}

void cpu_pins_sort(GArray *pins)
{
    g_array_sort(pins, compare_pins);
}

void cpu_pins_set(GArray *pins, unsigned number, const CpuMap *map)
{
    unsigned place = pin_place(pins, number);
    bool there = is_pinned_at(pins, place, number);
    CpuPin pin = {.number = number};

    if (map && there) {
        g_array_index(pins, CpuPin, place).cpus = *map;
    } else if (map) {
        pin.cpus = *map;
        g_array_insert_val(pins, place, pin);
    } else if (there) {
        g_array_remove_index(pins, place);
    }
}
