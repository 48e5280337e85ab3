/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The first bytes tell the framing, as early as they can and never wrongly, however few of them
 * have come.
 */
#include "rpc/codec.h"

typedef struct Case {
    const char *name;
    uint32_t words[3];
    size_t told_at; /* bytes */
    Framing framing;
} Case;

static void test_cases(void)
{
    static const Case cases[] = {
        {"one fragment", {0x80000028, 7, 0}, 1, FRAMING_ONC},
        {"several fragments", {40, 7, 0}, 12, FRAMING_ONC},
        {"an XID like a program", {40, 0x20008086, 0}, 12, FRAMING_ONC},
        {"a short fragment", {8, 7, 0x80000020}, 4, FRAMING_ONC},
        {"an empty fragment", {0, 0x80000028, 7}, 4, FRAMING_ONC},
        {"a packet", {28, 0x20008086, 1}, 12, FRAMING_LIBVIRT},
        {"a packet for keepalive", {28, 0x6b656570, 1}, 12, FRAMING_LIBVIRT},
        {"a packet for another program", {28, 0x12345678, 1}, 12, FRAMING_LIBVIRT},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint8_t bytes[12];

        for (size_t word = 0; word < 3; word++)
            buffer_poke_u32(bytes + word * 4, cases[i].words[word]);
        for (size_t size = 0; size <= sizeof(bytes); size++) {
            g_test_message("%s, %zu bytes", cases[i].name, size);
            g_assert_cmpint(codec_tell(bytes, size), ==,
                            size < cases[i].told_at ? FRAMING_UNKNOWN : cases[i].framing);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/framing-told/cases", test_cases);
    return g_test_run();
}
