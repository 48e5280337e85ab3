/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processors of a definition: sets of them as text and bytes, lists that follow a number, pins. */
#include <string.h>

#include "conf/domain.h"

static void check_map(const char *text, const char *formatted, unsigned count)
{
    g_autofree char *got = NULL;
    uint8_t bytes[2];
    CpuMap map, back;

    g_assert_true(cpu_map_parse(text, &map));
    got = cpu_map_format(&map);
    g_assert_cmpstr(got, ==, formatted);
    g_assert_cmpuint(cpu_map_count(&map), ==, count);
    cpu_map_to_bytes(&map, bytes, sizeof bytes);
    g_assert_true(cpu_map_from_bytes(bytes, sizeof bytes, &back));
    g_assert_cmpmem(&map, sizeof map, &back, sizeof back);
}

static void test_maps(void)
{
    static const char *const wrong[] = {"",     "a",   "1-", "3-1",  "1,,2", "^1",         "0-9999",
                                        "4096", "1 2", "1,", "^0-1", "-1",   "99999999999"};
    uint8_t far[CPU_MAP_BYTES + 1] = {0};
    CpuMap map;

    check_map("0", "0", 1);
    check_map(" 3 , 1-2 ", "1-3", 3);
    check_map("0-7,^3,9", "0-2,4-7,9", 8);
    for (unsigned i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(cpu_map_parse(wrong[i], &map));
    g_assert_true(cpu_map_parse("4095", &map));
    g_assert_cmpuint(cpu_map_end(&map), ==, 4096);
    far[CPU_MAP_BYTES] = 1;
    g_assert_false(cpu_map_from_bytes(far, sizeof far, &map));
    g_assert_false(cpu_map_from_bytes(far, CPU_MAP_BYTES, &map));
}

/* Ranges that begin and end within a byte, and a list that is long and says little. */
static void test_ranges(void)
{
    for (unsigned first = 0; first < 20; first++) {
        for (unsigned last = first; last < 40; last++) {
            g_autofree char *text = g_strdup_printf("0-63,^0,%u-%u", first, last);
            g_autofree char *alone = g_strdup_printf("%u-%u", first, last);
            CpuMap map;

            g_assert_true(cpu_map_parse(alone, &map));
            g_assert_cmpuint(cpu_map_count(&map), ==, last - first + 1);
            g_assert_true(cpu_map_has(&map, first) && cpu_map_has(&map, last));
            g_assert_cmpuint(cpu_map_end(&map), ==, last + 1);
            g_assert_true(cpu_map_parse(text, &map));
            g_assert_cmpuint(cpu_map_count(&map), ==, 63 + (first == 0));
        }
    }
}

static void test_long_list(void)
{
    g_autoptr(GString) text = g_string_new("1-4095");
    g_autofree char *got = NULL;
    CpuMap map;

    for (unsigned i = 0; i < 500000; i++)
        g_string_append(text, ",1-4095");
    g_assert_true(cpu_map_parse(text->str, &map));
    got = cpu_map_format(&map);
    g_assert_cmpstr(got, ==, "1-4095");
}

static DomainDef *parse(const char *inside)
{
    g_autofree char *xml = g_strdup_printf("<domain type='qemu'><name>a</name><memory>4096</memory>"
                                           "%s<os><type>hvm</type></os></domain>",
                                           inside);
    g_autoptr(GError) error = NULL;
    DomainDef *def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);

    g_assert_no_error(error);
    return def;
}

static void check_vcpus(DomainDef *def, const char *letters)
{
    g_autoptr(DomainDef) copy = domain_def_copy(def);
    g_autoptr(GError) error = NULL;

    g_assert_true(domain_def_check(def, &error));
    g_assert_cmpuint(def->max_vcpus, ==, strlen(letters));
    for (unsigned i = 0; letters[i]; i++) {
        char letter = !domain_vcpu_is_enabled(copy, i)       ? '-'
                      : domain_vcpu_is_hotpluggable(copy, i) ? 'h'
                                                             : 'f';

        g_assert_cmpint(letter, ==, letters[i]);
    }
}

static void test_numbers(void)
{
    g_autoptr(DomainDef) def = parse("<vcpu current='2'>4</vcpu>");

    check_vcpus(def, "ff--");
    domain_vcpus_set_number(def, 3, false);
    check_vcpus(def, "fff-");
    g_assert_null(def->vcpu_list);
    domain_vcpus_set_number(def, 2, false);
    domain_vcpus_set_number(def, 4, true);
    check_vcpus(def, "ffhh");
    domain_vcpu_set_enabled(def, 2, false);
    check_vcpus(def, "ff-h");
    g_assert_cmpuint(def->vcpus, ==, 3);
    g_assert_cmpuint(domain_vcpus_at_boot(def), ==, 2);
    domain_vcpus_set_number(def, 1, false);
    check_vcpus(def, "f---");
    domain_vcpus_set_maximum(def, 5);
    check_vcpus(def, "f----");
    domain_vcpus_set_number(def, 5, false);
    check_vcpus(def, "fffff");
    domain_vcpus_set_maximum(def, 2);
    check_vcpus(def, "ff");
}

static void test_pins(void)
{
    g_autoptr(DomainDef) def = parse("<vcpu>4</vcpu><cputune><vcpupin vcpu='2' cpuset='1'/>"
                                     "<vcpupin vcpu='0' cpuset='0-3,^2'/></cputune>");
    CpuMap map = cpu_map_first(1);

    g_assert_cmpuint(cpu_map_count(domain_vcpu_pin(def, 0)), ==, 3);
    g_assert_null(domain_vcpu_pin(def, 1));
    domain_vcpu_set_pin(def, 1, &map);
    g_assert_true(cpu_map_has(domain_vcpu_pin(def, 1), 0));
    g_assert_true(cpu_map_has(domain_vcpu_pin(def, 2), 1));
    domain_vcpu_set_pin(def, 0, NULL);
    g_assert_null(domain_vcpu_pin(def, 0));
    domain_vcpus_set_maximum(def, 2);
    g_assert_null(domain_vcpu_pin(def, 2));
    g_assert_cmpuint(def->vcpu_pins->len, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/vcpus/maps", test_maps);
    g_test_add_func("/conf/vcpus/ranges", test_ranges);
    g_test_add_func("/conf/vcpus/long-list", test_long_list);
    g_test_add_func("/conf/vcpus/numbers", test_numbers);
    g_test_add_func("/conf/vcpus/pins", test_pins);
    return g_test_run();
}
