/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counting before parsing: see xml_scan.h. Reads each byte at most a few times and allocates
 * nothing. */
#include "conf/xml_scan.h"

#include <string.h>

typedef struct {
    unsigned elements;
    unsigned namespaces;
} ScanCount;

static const char *scan_past(const char *at, const char *end)
{
    const char *found = strstr(at, end);

    return found ? found + strlen(end) : at + strlen(at);
}

/* at stands after '<' and the result after the tag's '>': quoted values may hold a '>'. */
static const char *scan_tag(const char *at, ScanCount *count, GError **err)
{
    unsigned attributes = 0;

    while (*at && *at != '>') {
        if (*at == '\'' || *at == '"') {
            const char *end = strchr(at + 1, *at);

            attributes++;
            at = end ? end + 1 : at + strlen(at);
        } else {
            count->namespaces += g_str_has_prefix(at, "xmlns");
            at++;
        }
    }
    if (attributes > XML_ATTRIBUTES_MAX) {
        error_set(err, ERR_XML, "an element has more than %d attributes", XML_ATTRIBUTES_MAX);
        return NULL;
    }
    return at + (*at == '>');
}

bool xml_scan(const char *text, GError **err)
{
    ScanCount count = {0};

    for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
        at++;
        if (g_str_has_prefix(at, "!--")) {
            at = scan_past(at + 3, "-->");
        } else if (g_str_has_prefix(at, "![CDATA[")) {
            at = scan_past(at, "]]>");
        } else if (*at == '?') {
            at = scan_past(at, "?>");
        } else {
            count.elements += *at != '/';
            if (!(at = scan_tag(at, &count, err)))
                return false;
        }
        if (count.elements > XML_ELEMENTS_MAX)
            return error_set(err, ERR_XML, "the document has more than %d elements",
                             XML_ELEMENTS_MAX);
        if (count.namespaces > XML_NAMESPACES_MAX)
            return error_set(err, ERR_XML, "the document declares more than %d namespaces",
                             XML_NAMESPACES_MAX);
    }
    return true;
}
