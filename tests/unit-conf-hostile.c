/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents made to exhaust a parser are refused at once, and nothing is printed about them. */
#include "conf/domain.h"
#include "conf/xml_scan.h"

#include <string.h>

#define HEAD "<domain type='qemu' xmlns:p='urn:p'><name>x</name><memory>1</memory>"

static void refuse(const char *xml, ErrorCode code, const char *message)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error));
    if (!strstr(error->message, message))
        g_error("'%s' does not say '%s'", error->message, message);
    g_assert_cmpint(error_code(error), ==, code);
}

static char *repeat(const char *head, const char *piece, unsigned times, const char *tail)
{
    GString *text = g_string_new(head);

    for (unsigned i = 0; i < times; i++)
        g_string_append_printf(text, piece, i);
    g_string_append(text, tail);
    return g_string_free(text, FALSE);
}

static void test_doctype(void)
{
    refuse("<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
           "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>" HEAD "<title>&c;</title></domain>",
           ERR_XML, "<!DOCTYPE> is not allowed");
    refuse("<!DOCTYPE domain SYSTEM 'file:///etc/passwd'>" HEAD "</domain>", ERR_XML,
           "<!DOCTYPE> is not allowed");
    refuse(HEAD "<title>&c;</title></domain>", ERR_XML_DETAIL, "Entity 'c' not defined");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void test_counts(void)
{
    g_autofree char *deep = repeat(HEAD, "<resource>", 300, "");
    g_autofree char *elements = repeat(HEAD, "<p:a/>", 70000, "</domain>");
    g_autofree char *attributes = repeat("<domain", " a%u=''", 200000, "/>");
    g_autofree char *namespaces = repeat(HEAD, "<p:a xmlns:a='u'/>", 200, "</domain>");
    g_autofree char *devices =
        repeat(HEAD "<devices>", "<input type='mouse'/>", 1025, "</devices></domain>");
    g_autofree char *features =
        repeat(HEAD "<cpu><model>m</model>", "<feature name='f%u'/>", 2000, "</cpu></domain>");

    refuse(deep, ERR_XML_DETAIL, "depth");
    refuse(elements, ERR_XML, "more than 65536 elements");
    refuse(attributes, ERR_XML, "more than 128 attributes");
    refuse(namespaces, ERR_XML, "more than 128 namespaces");
    refuse(devices, ERR_XML, "1025 devices, more than 1024");
    refuse(features, ERR_XML, "more than 1024 features");
}

/* Small as it comes, but not in its own format: nothing is defined that could not be read again. */
static void test_growth(void)
{
    g_autofree char *spaces = repeat(HEAD, "<p:a/>", 65, "</domain>");
    g_autofree char *listed =
        repeat(HEAD "<vcpu>4096</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no'/></vcpus>"
                    "<metadata><p:a>",
               "<p:b/>", 30000, "</p:a></metadata></domain>");
    g_autofree char *down = repeat(HEAD "<metadata>", "<p:a>", 130, "");
    g_autofree char *deep = repeat(down, "</p:a>", 130, "</metadata></domain>");

    refuse(spaces, ERR_XML, "the definition of domain 'x' declares more than 64 namespaces");
    refuse(listed, ERR_XML, "the definition of domain 'x' has more than 32768 elements");
    refuse(deep, ERR_XML, "more than 128 levels deep");
}

/* What is just small enough can be copied, and two of it are in a snapshot. */
static void test_room(void)
{
    g_autofree char *xml = repeat(HEAD, "<p:a/>", 60, "</domain>");
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);
    g_autoptr(DomainDef) copy = def ? domain_def_copy(def) : NULL;
    g_autofree char *one = def ? domain_def_document(def, &error) : NULL;
    g_autofree char *both = g_strconcat("<x>", one, one, "</x>", NULL);

    g_assert_no_error(error);
    g_assert_cmpuint(copy->kept->len, ==, 60);
    g_assert_true(xml_scan(both, &error));
}

/* Of what nobody would read to its end. */
static void test_messages(void)
{
    g_autofree char *letters = g_strnfill(1024 * 1024, 'a');
    g_autofree char *xml = g_strdup_printf("<domain type='%s'/>", letters);
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error));
    g_assert_true(g_str_has_suffix(error->message, "(supported: qemu, kvm)"));
    g_assert_cmpuint(strlen(error->message), <=, ERROR_MESSAGE_MAX);
}
#pragma GCC diagnostic pop

static void test_sizes(void)
{
    g_autofree char *letters = g_strnfill(4 * 1024 * 1024, 'a');
    g_autofree char *brackets = g_strnfill(1024 * 1024, '>');
    g_autofree char *uri = g_strnfill(1024 * 1024, 'u');
    g_autofree char *large = g_strdup_printf(HEAD "<title>%s</title></domain>", letters);
    g_autofree char *grows = g_strdup_printf(HEAD "<title>%s</title></domain>", brackets);
    g_autofree char *multiplies = g_strdup_printf(
        "<domain type='qemu' xmlns:q='%s'><q:a/><q:a/><q:a/><q:a/><q:a/></domain>", uri);

    refuse(large, ERR_XML, "more than 4194304");
    refuse(grows, ERR_XML, "more than 2097152 bytes");
    refuse(multiplies, ERR_XML, "too much to keep");
}

static void test_encodings(void)
{
    refuse(HEAD "<title>\xff\xfe</title></domain>", ERR_XML_DETAIL, "not proper UTF-8");
    refuse(HEAD "<title>\xc0\x80</title></domain>", ERR_XML_DETAIL, "line 1");
    refuse(HEAD "<title>&#0;</title></domain>", ERR_XML_DETAIL, "line 1");
    refuse(HEAD "<title>&#x1f;</title></domain>", ERR_XML_DETAIL, "line 1");
    refuse("<?xml version='1.0' encoding='martian'?><domain/>", ERR_XML_DETAIL, "encoding");
}

/* Every beginning of a good document is refused, and quietly. */
static void test_truncated(void)
{
    static const char whole[] =
        HEAD "<metadata><p:a b='&amp;'><![CDATA[x]]><!-- y --></p:a></metadata>"
             "</domain>";
    g_autoptr(DomainDef) def = domain_def_parse(whole, DOMAIN_PARSE_DEFAULT, NULL);

    g_assert_nonnull(def);
    for (size_t size = 0; size < strlen(whole); size++) {
        g_autofree char *part = g_strndup(whole, size);
        g_autoptr(GError) error = NULL;

        g_assert_null(domain_def_parse(part, DOMAIN_PARSE_DEFAULT, &error));
        g_assert_cmpint(error_code(error), ==, ERR_XML_DETAIL);
    }
}

static void test_silence(void)
{
    if (g_test_subprocess()) {
        test_encodings();
        test_doctype();
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/hostile/doctype", test_doctype);
    g_test_add_func("/conf/hostile/counts", test_counts);
    g_test_add_func("/conf/hostile/growth", test_growth);
    g_test_add_func("/conf/hostile/room", test_room);
    g_test_add_func("/conf/hostile/messages", test_messages);
    g_test_add_func("/conf/hostile/sizes", test_sizes);
    g_test_add_func("/conf/hostile/encodings", test_encodings);
    g_test_add_func("/conf/hostile/truncated", test_truncated);
    g_test_add_func("/conf/hostile/silence", test_silence);
    return g_test_run();
}
