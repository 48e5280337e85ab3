/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root of a domain document: its kind, its type, and what must not be missing. */
#include "conf/domain.h"

typedef struct {
    const char *xml;
    ErrorCode code;
    const char *message;
} Case;

static const Case cases[] = {
    {"", ERR_XML_DETAIL, "line "},
    {"<domain", ERR_XML_DETAIL, "line 1: "},
    {"<domain type='qemu'>\n</nonsense>", ERR_XML_DETAIL, "line 2: "},
    {"<network/>", ERR_XML, "the outermost element is <network>"},
    {"<domain xmlns='http://example.org'/>", ERR_XML, "the outermost element is <domain>, not"},
    {"<domain/>", ERR_XML, "<domain> (line 1): has no attribute 'type'"},
    {"<domain type='xen'/>", ERR_CONFIG_UNSUPPORTED,
     "unsupported configuration: <domain> (line 1): type 'xen' (supported: qemu, kvm)"},
    {"<domain type='test'/>", ERR_CONFIG_UNSUPPORTED,
     "unsupported configuration: <domain> (line 1): type 'test' (supported: qemu, kvm)"},
    {"<domain type='kvm'><memory>1</memory></domain>", ERR_XML, "<domain> (line 1): has no <name>"},
    {"<domain type='kvm'><name>x</name></domain>", ERR_XML, "<domain> (line 1): has no <memory>"},
    {"<domain type='kvm'><name>x</name><memory>0</memory></domain>", ERR_XML,
     "<domain> (line 1): has no <memory>"},
    {"<domain type='kvm'><name>x</name><uuid>00000000-0000-0000-0000-000000000000</uuid></domain>",
     ERR_XML, "<uuid> (line 1): '00000000-0000-0000-0000-000000000000' cannot identify"},
};

static void test_case(const void *data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_def_parse(c->xml, DOMAIN_PARSE_DEFAULT, &error));
    if (!g_str_has_prefix(error->message, c->message))
        g_error("'%s' does not begin with '%s'", error->message, c->message);
    g_assert_cmpint(error_code(error), ==, c->code);
}

static void test_names(void)
{
    static const char *const good[] = {"a", "a b", "a...", "ümläut", "'\"&<>", "-x"};
    static const char *const bad[] = {"",     ".",    "..",   ".a",   "a/b",
                                      "a\nb", "a\tb", "\x7f", "\xff", "\xef\xbf\xbf"};
    g_autofree char *longest = g_strnfill(DOMAIN_NAME_MAX, 'x');
    g_autofree char *longer = g_strnfill(DOMAIN_NAME_MAX + 1, 'x');

    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(domain_name_check(good[i], NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false(domain_name_check(bad[i], &error));
        g_assert_cmpint(error_code(error), ==, ERR_XML);
    }
    g_assert_true(domain_name_check(longest, NULL));
    g_assert_false(domain_name_check(longer, NULL));
}

static void test_test_type(void)
{
    g_autoptr(DomainDef) def =
        domain_def_parse("<domain type='test'><name>x</name><memory>1</memory></domain>",
                         DOMAIN_PARSE_ALLOW_TEST, NULL);

    g_assert_nonnull(def);
    g_assert_cmpint(def->type, ==, DOMAIN_TYPE_TEST);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/conf/root/%zu", i);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/conf/root/names", test_names);
    g_test_add_func("/conf/root/type-test", test_test_type);
    return g_test_run();
}
