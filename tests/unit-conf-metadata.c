/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Title, description and the metadata of applications, each by its own name. */
#include "conf/domain.h"

#include <string.h>

static const char document[] =
    "<domain type='qemu' xmlns:a='urn:a'><name>x</name><title>T &amp; t</title>"
    "<description>two\nlines</description><memory>1</memory>"
    "<metadata><a:one k='v'>text</a:one><b:two xmlns:b='urn:b'/>"
    "<d:x xmlns:d='urn:d' d:k='v'><d:y/><z/></d:x></metadata></domain>";

static void check(const DomainDef *def, DomainMetadataType type, const char *uri,
                  const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = domain_def_get_metadata(def, type, uri, &error);

    g_assert_cmpstr(text, ==, expected);
    if (!expected)
        g_assert_cmpint(error_code(error), ==, ERR_NO_DOMAIN_METADATA);
}

static void test_get(void)
{
    g_autoptr(DomainDef) def = domain_def_parse(document, DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(DomainDef) bare =
        domain_def_parse("<domain type='qemu'><name>x</name><memory>1</memory></domain>",
                         DOMAIN_PARSE_DEFAULT, NULL);

    check(def, DOMAIN_DEF_METADATA_TITLE, NULL, "T & t");
    check(def, DOMAIN_DEF_METADATA_DESCRIPTION, NULL, "two\nlines");
    check(def, DOMAIN_DEF_METADATA_ELEMENT, "urn:a", "<one k=\"v\">text</one>");
    check(def, DOMAIN_DEF_METADATA_ELEMENT, "urn:b", "<two/>");
    check(def, DOMAIN_DEF_METADATA_ELEMENT, "urn:d",
          "<x xmlns:d=\"urn:d\" d:k=\"v\"><y/><z/></x>");
    check(def, DOMAIN_DEF_METADATA_ELEMENT, "urn:c", NULL);
    check(bare, DOMAIN_DEF_METADATA_TITLE, NULL, NULL);
    check(bare, DOMAIN_DEF_METADATA_DESCRIPTION, NULL, NULL);
    check(bare, DOMAIN_DEF_METADATA_ELEMENT, "urn:a", NULL);
}

static void set(DomainMetadataType type, const char *text, ErrorCode code, const char *said)
{
    g_autoptr(DomainDef) def = domain_def_parse(document, DOMAIN_PARSE_DEFAULT, NULL);
    g_autofree char *was = domain_def_format(def, 0), *is = NULL;
    bool element = type == DOMAIN_DEF_METADATA_ELEMENT;
    g_autoptr(GError) error = NULL;

    g_assert_false(domain_def_set_metadata(def, type, text, element ? "k" : NULL,
                                           element ? "urn:a" : NULL, &error));
    g_assert_cmpint(error_code(error), ==, code);
    if (!strstr(error->message, said))
        g_error("'%s' does not say '%s'", error->message, said);
    is = domain_def_format(def, 0);
    g_assert_cmpstr(was, ==, is);
}

/* What would come back as something else, or make the definition one that cannot be read again. */
static void test_set_refused(void)
{
    g_autofree char *letters = g_strnfill(3 * 1024 * 1024, 'a');
    g_autoptr(GString) elements = g_string_new("<a>");

    for (unsigned i = 0; i < 40000; i++)
        g_string_append(elements, "<b/>");
    g_string_append(elements, "</a>");
    set(DOMAIN_DEF_METADATA_TITLE, "a\nb", ERR_INVALID_ARG, "newlines");
    set(DOMAIN_DEF_METADATA_TITLE, "a\001b", ERR_INVALID_ARG, "no XML document can hold");
    set(DOMAIN_DEF_METADATA_DESCRIPTION, "\xef\xbf\xbe", ERR_INVALID_ARG, "can hold");
    set(DOMAIN_DEF_METADATA_DESCRIPTION, "\xff", ERR_INVALID_ARG, "can hold");
    set(DOMAIN_DEF_METADATA_DESCRIPTION, letters, ERR_XML, "more than 2097152 bytes");
    set(DOMAIN_DEF_METADATA_ELEMENT, "<a/><b/>", ERR_XML, "is one element");
    set(DOMAIN_DEF_METADATA_ELEMENT, "<a/> and more", ERR_XML, "no text beside it");
    set(DOMAIN_DEF_METADATA_ELEMENT, "</metadata><metadata>", ERR_XML_DETAIL, "line 1");
    set(DOMAIN_DEF_METADATA_ELEMENT, elements->str, ERR_XML, "more than 32768 elements");
}

static void test_unknown_kind(void)
{
    g_autoptr(DomainDef) def = domain_def_parse(document, DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_def_get_metadata(def, 17, NULL, &error));
    g_assert_cmpint(error_code(error), ==, ERR_INVALID_ARG);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/metadata/get", test_get);
    g_test_add_func("/conf/metadata/set-refused", test_set_refused);
    g_test_add_func("/conf/metadata/unknown-kind", test_unknown_kind);
    return g_test_run();
}
