/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UUIDs, MAC addresses, disk names and words of enums: read, written, refused. */
#include "conf/domain.h"

#include <string.h>

static void test_uuid(void)
{
    static const char *const same[] = {"c7a5fdbd-edaf-9455-926a-d65c16db1809",
                                       "C7A5FDBDEDAF9455926AD65C16DB1809"};
    static const char *const bad[] = {"", "c7a5fdbd", "c7a5fdbd-edaf-9455-926a-d65c16db180g",
                                      "c7a5fdbd-edaf-9455-926a-d65c16db18090", "-"};
    uint8_t uuid[UUID_BYTES], other[UUID_BYTES];
    char text[UUID_TEXT_SIZE];

    for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
        g_assert_true(uuid_parse(same[i], uuid));
        uuid_format(uuid, text);
        g_assert_cmpstr(text, ==, same[0]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(uuid_parse(bad[i], uuid));
    uuid_generate(uuid);
    uuid_generate(other);
    g_assert_cmpint(memcmp(uuid, other, UUID_BYTES), !=, 0);
    uuid_format(uuid, text);
    g_assert_cmpint(text[14], ==, '4');
    g_assert_nonnull(strchr("89ab", text[19]));
}

static void test_mac(void)
{
    static const char *const bad[] = {"",
                                      "52:54:00",
                                      "52:54:00:12:34:567",
                                      "52:54:00:12:34:",
                                      "52-54-00-12-34-56",
                                      "52:54:00:12:34:56:78",
                                      "52:54::12:34:56"};
    uint8_t mac[MAC_BYTES];
    char text[MAC_TEXT_SIZE];

    g_assert_true(mac_parse("52:54:0:A:ff:1", mac));
    mac_format(mac, text);
    g_assert_cmpstr(text, ==, "52:54:00:0a:ff:01");
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(mac_parse(bad[i], mac));
    mac_generate(mac);
    mac_format(mac, text);
    g_assert_true(g_str_has_prefix(text, "52:54:00:"));
    g_assert_false(mac_is_multicast(mac));
}

static void test_target(void)
{
    static const struct {
        const char *target;
        int index;
    } cases[] = {{"vda", 0},     {"hdz", 25},  {"sdaa", 26},  {"vdab", 27}, {"sdzz", 701},
                 {"fdb", 1},     {"sda1", -1}, {"vd", -1},    {"xvda", -1}, {"vdA", -1},
                 {"sdaaa", 702}, {"", -1},     {"vdaaaa", -1}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpint(domain_disk_target_index(cases[i].target), ==, cases[i].index);
}

static void test_enum(void)
{
    g_autofree char *list = domain_disk_io_list();
    DomainDiskIo io = DOMAIN_DISK_IO_THREADS;

    g_assert_null(domain_disk_io_to_string(DOMAIN_DISK_IO_DEFAULT));
    g_assert_null(domain_disk_io_to_string(DOMAIN_DISK_IO_LAST));
    g_assert_cmpstr(domain_disk_io_to_string(DOMAIN_DISK_IO_NATIVE), ==, "native");
    g_assert_cmpstr(list, ==, "native, threads, io_uring");
    g_assert_false(domain_disk_io_from_string("Native", &io));
    g_assert_cmpint(io, ==, DOMAIN_DISK_IO_THREADS);
    g_assert_true(domain_disk_io_from_string("io_uring", &io));
    g_assert_cmpint(io, ==, DOMAIN_DISK_IO_URING);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/values/uuid", test_uuid);
    g_test_add_func("/conf/values/mac", test_mac);
    g_test_add_func("/conf/values/target", test_target);
    g_test_add_func("/conf/values/enum", test_enum);
    return g_test_run();
}
