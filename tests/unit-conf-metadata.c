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
    g_test_add_func("/conf/metadata/unknown-kind", test_unknown_kind);
    return g_test_run();
}
