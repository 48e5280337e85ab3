/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counting before parsing: see xml_scan.h. Reads each byte at most a few times and allocates
 * nothing. */
#include "conf/xml_scan.h"

#include <string.h>

typedef struct {
    unsigned elements;
    unsigned namespaces;
    unsigned depth, deepest;
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

/* Behind a tag, whose first and last characters tell what it is. */
static void scan_count_tag(const char *tag, const char *end, ScanCount *count)
{
    if (*tag == '/') {
        count->depth -= count->depth > 0;
        return;
    }
    count->elements++;
    if (end - tag > 1 && end[-2] == '/')
        return;
    count->depth++;
    count->deepest = MAX(count->deepest, count->depth);
}

static bool scan_check(const ScanCount *count, const char *what, unsigned share, GError **err)
{
    if (count->elements > XML_ELEMENTS_MAX / share)
        return error_set(err, ERR_XML, "%s has more than %d elements", what,
                         XML_ELEMENTS_MAX / share);
    if (count->namespaces > XML_NAMESPACES_MAX / share)
        return error_set(err, ERR_XML, "%s declares more than %d namespaces", what,
                         XML_NAMESPACES_MAX / share);
    return share == 1 || count->deepest <= XML_DEPTH_MAX / share ||
           error_set(err, ERR_XML, "%s has elements more than %d levels deep", what,
                     XML_DEPTH_MAX / share);
}

static bool scan(const char *text, const char *what, unsigned share, GError **err)
{
    size_t size = strlen(text);
    ScanCount count = {0};

    if (size > XML_DOCUMENT_MAX / share)
        return error_set(err, ERR_XML, "%s has more than %d bytes: %zu", what,
                         XML_DOCUMENT_MAX / share, size);

    for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
        const char *tag = ++at;

        if (g_str_has_prefix(at, "!--")) {
            at = scan_past(at + 3, "-->");
        } else if (g_str_has_prefix(at, "![CDATA[")) {
            at = scan_past(at, "]]>");
        } else if (*at == '?') {
            at = scan_past(at, "?>");
        } else {
            if (!(at = scan_tag(at, &count, err)))
                return false;
            scan_count_tag(tag, at, &count);
        }
        if (!scan_check(&count, what, share, err))
            return false;
    }
    return true;
}

bool xml_scan(const char *text, GError **err)
{
    return scan(text, "the document", 1, err);
}

bool xml_scan_half(const char *text, const char *what, GError **err)
{
    return scan(text, what, 2, err);
}
