/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The live table as text: see top_print.h. Columns are of fixed width, so that nothing jumps; a
 * narrow line has fewer of them, and what is left is the name's and the sparkline's.
 */
#include "tools/top_print.h"

#include <string.h>

#include "tools/output.h"

#define NAME_LEAST 12
#define NAME_MOST 32
#define CELL_SIZE 16

/* "1.5M": four characters of digits, and a letter; "-" for what is not known. */
static void amount(char text[CELL_SIZE], double value)
{
    static const char units[] = "BKMGTPE";
    unsigned unit = 0;

    if (value < 0) {
        g_strlcpy(text, "-", CELL_SIZE);
        return;
    }
    while (value >= 999.5 && unit + 1 < strlen(units)) {
        value /= 1024;
        unit++;
    }
    g_snprintf(text, CELL_SIZE, value < 9.95 && unit > 0 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

static void percent(char text[CELL_SIZE], double value)
{
    if (value < 0)
        g_strlcpy(text, "-", CELL_SIZE);
    else
        g_snprintf(text, CELL_SIZE, "%.1f", MIN(value, 99999));
}

static void age(char text[CELL_SIZE], uint64_t ms)
{
    if (ms < 100000)
        g_snprintf(text, CELL_SIZE, "%.1fs", (double) ms / 1000);
    else
        g_snprintf(text, CELL_SIZE, "%us", (unsigned) MIN(ms / 1000, 99999));
}

/* ---- columns ---- */

static void id_cell(const TopRow *row, char text[CELL_SIZE])
{
    if (row->id < 0)
        g_strlcpy(text, "-", CELL_SIZE);
    else
        g_snprintf(text, CELL_SIZE, "%d", row->id);
}

static void state_cell(const TopRow *row, char text[CELL_SIZE])
{
    g_strlcpy(text, vmrpc_domain_state_to_string(row->state), CELL_SIZE);
}

static void cpu_cell(const TopRow *row, char text[CELL_SIZE])
{
    percent(text, top_cpu_percent(row));
}

static void vcpus_cell(const TopRow *row, char text[CELL_SIZE])
{
    g_snprintf(text, CELL_SIZE, "%u", row->vcpus);
}

static void memory_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, (double) row->memory_kib * 1024);
}

static void rss_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, row->rss_kib ? (double) row->rss_kib * 1024 : -1);
}

static void read_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, row->read.per_second);
}

static void write_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, row->write.per_second);
}

static void receive_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, row->receive.per_second);
}

static void send_cell(const TopRow *row, char text[CELL_SIZE])
{
    amount(text, row->send.per_second);
}

static void age_cell(const TopRow *row, char text[CELL_SIZE])
{
    if (row->id < 0)
        g_strlcpy(text, "-", CELL_SIZE);
    else
        age(text, row->age_ms);
}

/* Those behind the name. */
static const struct {
    const char *title;
    unsigned width;
    unsigned from; /* lines at least this wide have it */
    bool left;
    void (*cell)(const TopRow *row, char text[CELL_SIZE]);
} columns[] = {
    {"ID", 5, 100, false, id_cell},       {"STATE", 8, 0, true, state_cell},
    {"CPU%", 6, 0, false, cpu_cell},      {"VCPU", 4, 110, false, vcpus_cell},
    {"MEM", 5, 0, false, memory_cell},    {"RSS", 5, 90, false, rss_cell},
    {"RD/S", 5, 0, false, read_cell},     {"WR/S", 5, 0, false, write_cell},
    {"RX/S", 5, 72, false, receive_cell}, {"TX/S", 5, 72, false, send_cell},
    {"AGE", 6, 0, false, age_cell},
};

/* What is left for name and sparkline, without the blanks around them. */
static void flexible_widths(unsigned width, unsigned *ret_name, unsigned *ret_spark)
{
    unsigned used = 1, rest;

    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++)
        used += width >= columns[i].from ? columns[i].width + 1 : 0;
    rest = width > used ? width - used : 0;
    *ret_name = CLAMP(rest > TOP_HISTORY ? rest - TOP_HISTORY : 0, NAME_LEAST, NAME_MOST);
    *ret_spark = MIN(rest > *ret_name ? rest - *ret_name : 0, TOP_HISTORY);
}

/* Adds text in a field of so many columns, cut if it is longer. */
static void add_field(GString *line, const char *text, unsigned most)
{
    unsigned used = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        unsigned wide = g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;

        if (used + wide > most)
            break;
        used += wide;
        g_string_append_unichar(line, c);
    }
    g_string_append_printf(line, "%*s", (int) (most - used), "");
}

/* Of the CPU use: the full height is all the CPUs of the guest. */
static void add_sparkline(GString *line, const TopRow *row, unsigned most, bool fancy)
{
    static const char *const plain[] = {" ", ".", ":", "-", "=", "+", "*", "#"};
    static const char *const blocks[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                         "\u2585", "\u2586", "\u2587", "\u2588"};
    const double full = 100.0 * MAX(row->vcpus, 1);
    unsigned shown = MIN(row->n_history, most);

    g_string_append_printf(line, "%*s", (int) (most - shown), "");
    for (unsigned i = row->n_history - shown; i < row->n_history; i++) {
        double part = row->history[i] / full * G_N_ELEMENTS(blocks);
        unsigned level = (unsigned) CLAMP(part, 0, G_N_ELEMENTS(blocks) - 1);

        g_string_append(line, fancy ? blocks[level] : plain[level]);
    }
}

/* What does not fit is cut off. */
static char *cut(GString *line, unsigned width)
{
    g_autofree char *whole = g_string_free(line, FALSE);
    GString *result = g_string_new(NULL);

    add_field(result, whole, width);
    while (result->len > 0 && result->str[result->len - 1] == ' ')
        g_string_truncate(result, result->len - 1);
    return g_string_free(result, FALSE);
}

char *top_print_summary(const GPtrArray *rows, unsigned all)
{
    double cpu = 0;
    uint64_t memory_kib = 0, rss_kib = 0;
    char cpu_text[CELL_SIZE], memory[CELL_SIZE], rss[CELL_SIZE];

    for (unsigned i = 0; i < rows->len; i++) {
        const TopRow *row = rows->pdata[i];

        cpu += MAX(0, top_cpu_percent(row));
        memory_kib += row->id >= 0 ? row->memory_kib : 0;
        rss_kib += row->rss_kib;
    }
    percent(cpu_text, cpu);
    amount(memory, (double) memory_kib * 1024);
    amount(rss, (double) rss_kib * 1024);
    return g_strdup_printf("%u of %u guests, CPU %s%%, memory %s, resident %s", rows->len, all,
                           cpu_text, memory, rss);
}

static void add_cell(GString *line, unsigned column, const char *text)
{
    int width = (int) columns[column].width;

    g_string_append_printf(line, columns[column].left ? " %-*.*s" : " %*.*s", width, width, text);
}

char *top_print_head(unsigned width)
{
    GString *line = g_string_new(NULL);
    unsigned name, spark;

    flexible_widths(width, &name, &spark);
    add_field(line, "NAME", name);
    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (width >= columns[i].from)
            add_cell(line, i, columns[i].title);
    }
    g_string_append_printf(line, " %*s", (int) spark, "CPU");
    return cut(line, width);
}

char *top_print_row(const TopRow *row, unsigned width, bool fancy)
{
    g_autofree char *shown = output_printable(row->name);
    GString *line = g_string_new(NULL);
    unsigned name, spark;

    flexible_widths(width, &name, &spark);
    add_field(line, shown, name);
    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++) {
        char text[CELL_SIZE];

        if (width < columns[i].from)
            continue;
        columns[i].cell(row, text);
        add_cell(line, i, text);
    }
    g_string_append_c(line, ' ');
    add_sparkline(line, row, spark, fancy);
    return cut(line, width);
}

static json_t *number_json(double value)
{
    return value < 0 ? json_null() : json_real(value);
}

static json_t *row_json(const TopRow *row)
{
    json_t *object = json_object(), *history = json_array();

    for (unsigned i = 0; i < row->n_history; i++)
        json_array_append_new(history, json_real((double) row->history[i]));
    json_object_set_new(object, "id", row->id < 0 ? json_null() : json_integer(row->id));
    json_object_set_new(object, "name", output_json_text(row->name));
    json_object_set_new(object, "uuid", output_json_text(row->uuid));
    json_object_set_new(object, "state", json_string(vmrpc_domain_state_to_string(row->state)));
    json_object_set_new(object, "vcpus", json_integer(row->vcpus));
    json_object_set_new(object, "cpu_percent", number_json(top_cpu_percent(row)));
    json_object_set_new(object, "memory_kib", json_integer((json_int_t) row->memory_kib));
    json_object_set_new(object, "rss_kib",
                        row->rss_kib ? json_integer((json_int_t) row->rss_kib) : json_null());
    json_object_set_new(object, "read_bytes_per_second", number_json(row->read.per_second));
    json_object_set_new(object, "write_bytes_per_second", number_json(row->write.per_second));
    json_object_set_new(object, "receive_bytes_per_second", number_json(row->receive.per_second));
    json_object_set_new(object, "send_bytes_per_second", number_json(row->send.per_second));
    json_object_set_new(object, "age_ms",
                        row->id < 0 ? json_null() : json_integer((json_int_t) row->age_ms));
    json_object_set_new(object, "cpu_percent_history", history);
    return object;
}

json_t *top_print_json(const GPtrArray *rows)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < rows->len; i++)
        json_array_append_new(list, row_json(rows->pdata[i]));
    return json_pack("{s:o}", "domains", list);
}
