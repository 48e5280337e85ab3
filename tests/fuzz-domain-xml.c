/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: any bytes as a domain document. What is accepted must be stable: its own format is
 * accepted again, as a definition and as a status document, and formats to the same text.
 * What is refused must say why.
 */
#include "conf/domain.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_flags(const char *xml, DomainParseFlags parse_flags, unsigned format_flags)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) again_error = NULL;
    g_autoptr(DomainDef) def = domain_def_parse(xml, parse_flags, &error);
    g_autoptr(DomainDef) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *again_text = NULL;

    g_assert((def == NULL) == (error != NULL));
    if (!def)
        return;
    text = domain_def_format(def, format_flags);
    again = domain_def_parse(text, parse_flags, &again_error);
    if (!again)
        g_error("refused its own format: %s\n%s", again_error->message, text);
    again_text = domain_def_format(again, format_flags);
    if (strcmp(text, again_text) != 0)
        g_error("formats differ:\n%s\n%s", text, again_text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *xml = g_strndup((const char *) data, size);

    try_flags(xml, DOMAIN_PARSE_DEFAULT, DOMAIN_FORMAT_SECURE);
    try_flags(xml, DOMAIN_PARSE_LIVE | DOMAIN_PARSE_ALLOW_TEST,
              DOMAIN_FORMAT_SECURE | DOMAIN_FORMAT_STATUS);
    return 0;
}
