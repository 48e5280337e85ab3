/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What belongs to a running guest is shown while it runs, copied, and read only on request. */
#include "conf/domain.h"

#include <string.h>

static DomainDef *running(void)
{
    DomainDef *def = domain_def_parse(
        "<domain type='qemu'><name>x</name><memory>1</memory><devices>"
        "<disk device='cdrom'><target dev='hda'/><alias name='ua-mine'/></disk>"
        "<serial type='pty'/><graphics type='vnc' passwd='secret'/></devices></domain>",
        DOMAIN_PARSE_DEFAULT, NULL);
    DomainChardev *serial;
    DomainGraphics *graphics;

    g_assert_nonnull(def);
    serial = g_ptr_array_index(def->serials, 0);
    graphics = g_ptr_array_index(def->graphics, 0);
    serial->path = g_strdup("/dev/pts/3");
    serial->info.alias = g_strdup("serial0");
    graphics->port = 5907;
    def->id = 7;
    return def;
}

static void test_format(void)
{
    g_autoptr(DomainDef) def = running();
    g_autofree char *live = domain_def_format(def, 0);
    g_autofree char *inactive = domain_def_format(def, DOMAIN_FORMAT_INACTIVE);
    g_autofree char *secure = domain_def_format(def, DOMAIN_FORMAT_SECURE);

    g_assert_nonnull(strstr(live, "<domain type='qemu' id='7'>"));
    g_assert_nonnull(strstr(live, "<serial type='pty'>\n      <source path='/dev/pts/3'/>"));
    g_assert_nonnull(strstr(live, "<console type='pty' tty='/dev/pts/3'>"));
    g_assert_nonnull(strstr(live, "<alias name='serial0'/>"));
    g_assert_nonnull(strstr(live, "port='5907' autoport='yes'"));
    g_assert_null(strstr(live, "secret"));
    g_assert_nonnull(strstr(inactive, "<domain type='qemu'>"));
    g_assert_nonnull(strstr(inactive, "<alias name='ua-mine'/>"));
    g_assert_nonnull(strstr(inactive, "port='-1' autoport='yes'"));
    g_assert_null(strstr(inactive, "pts"));
    g_assert_null(strstr(inactive, "serial0"));
    g_assert_nonnull(strstr(secure, "passwd='secret'"));
}

static void test_parse(void)
{
    g_autoptr(DomainDef) def = running();
    g_autofree char *live = domain_def_format(def, DOMAIN_FORMAT_SECURE);
    g_autofree char *inactive =
        domain_def_format(def, DOMAIN_FORMAT_SECURE | DOMAIN_FORMAT_INACTIVE);
    g_autoptr(DomainDef) plain = domain_def_parse(live, DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(DomainDef) again = domain_def_parse(live, DOMAIN_PARSE_LIVE, NULL);
    g_autofree char *plain_text = domain_def_format(plain, DOMAIN_FORMAT_SECURE);
    g_autofree char *again_text = domain_def_format(again, DOMAIN_FORMAT_SECURE);

    g_assert_cmpint(plain->id, ==, -1);
    g_assert_cmpint(again->id, ==, 7);
    g_assert_cmpstr(plain_text, ==, inactive);
    g_assert_cmpstr(again_text, ==, live);
}

static void test_copy(void)
{
    g_autoptr(DomainDef) def = running();
    g_autoptr(DomainDef) copy = domain_def_copy(def);
    const DomainChardev *serial = g_ptr_array_index(copy->serials, 0);
    const DomainGraphics *graphics = g_ptr_array_index(copy->graphics, 0);

    g_assert_cmpint(copy->id, ==, 7);
    g_assert_cmpstr(serial->path, ==, "/dev/pts/3");
    g_assert_cmpstr(serial->info.alias, ==, "serial0");
    g_assert_cmpint(graphics->port, ==, 5907);
    g_assert_cmpstr(graphics->password, ==, "secret");
}

/* A status file may be written before the guest has its number. */
static void test_status(void)
{
    g_autoptr(DomainDef) def = running();
    g_autofree char *text = NULL;
    g_autoptr(DomainDef) again = NULL;

    def->id = -1;
    text = domain_def_format(def, DOMAIN_FORMAT_STATUS);
    again = domain_def_parse(text, DOMAIN_PARSE_LIVE, NULL);
    g_assert_nonnull(strstr(text, "tty='/dev/pts/3'"));
    g_assert_cmpint(again->id, ==, -1);
    g_assert_cmpint(((DomainGraphics *) g_ptr_array_index(again->graphics, 0))->port, ==, 5907);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/live/format", test_format);
    g_test_add_func("/conf/live/parse", test_parse);
    g_test_add_func("/conf/live/copy", test_copy);
    g_test_add_func("/conf/live/status", test_status);
    return g_test_run();
}
