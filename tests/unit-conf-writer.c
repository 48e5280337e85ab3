/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whatever bytes a driver puts into a definition, the document stays well-formed. */
#include "conf/domain.h"

static void test_bytes(void)
{
    g_autoptr(DomainDef) def =
        domain_def_parse("<domain type='qemu'><name>x</name><memory>1</memory></domain>",
                         DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(DomainDef) again = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    def->emulator = g_strdup("/a\x01\xff\xc3\xa4<&>'\"\r\n\t]]>\xef\xbf\xbf");
    def->os.machine = g_strdup("pc");
    def->clock.offset = DOMAIN_CLOCK_TIMEZONE;
    def->clock.timezone = g_strdup("'<\r\n\t&>\"");
    text = domain_def_format(def, 0);
    again = domain_def_parse(text, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(again->emulator, ==, "/a?\xef\xbf\xbd\xc3\xa4<&>'\"\r\n\t]]>?");
    g_assert_cmpstr(again->clock.timezone, ==, def->clock.timezone);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/writer/bytes", test_bytes);
    return g_test_run();
}
