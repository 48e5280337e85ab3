/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values in XML: see xml_value.h. Numbers are decimal and whole; nothing is ever cut or wrapped. */
#include "conf/xml_value.h"

#include <string.h>
#include <sys/un.h>

char *xml_attr(xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *) name);
    char *copy = g_strdup((const char *) value);

    xmlFree(value);
    return copy;
}

void xml_attr_string(xmlNode *node, const char *name, char **ret)
{
    char *value = xml_attr(node, name);

    if (!value || *value == '\0') {
        g_free(value);
        return;
    }
    g_free(*ret);
    *ret = value;
}

bool xml_need_attr(xmlNode *node, const char *name, GError **err)
{
    return xmlHasNsProp(node, BAD_CAST name, NULL) ||
           xml_invalid(node, err, "has no attribute '%s'", name);
}

bool xml_need_string(xmlNode *node, const char *name, char **ret, GError **err)
{
    xml_attr_string(node, name, ret);
    return *ret || xml_invalid(node, err, "has no attribute '%s'", name);
}

bool xml_check_only(xmlNode *node, const char *name, const char *only, GError **err)
{
    g_autofree char *word = xml_attr(node, name);

    return !word || g_str_equal(word, only) ||
           xml_unsupported(node, err, "%s '%s' (supported: %s)", name, word, only);
}

bool xml_check_word(xmlNode *node, const char *what, const char *value, GError **err)
{
    for (const char *at = value; *at; at++) {
        if (!g_ascii_isalnum(*at) && !strchr("_.+-", *at))
            return xml_invalid(node, err, "%s '%s' may hold only letters, digits and '_.+-'", what,
                               value);
    }
    if (*value == '\0')
        return xml_invalid(node, err, "%s is empty", what);
    return true;
}

bool xml_attr_word(xmlNode *node, const char *name, char **ret, GError **err)
{
    xml_attr_string(node, name, ret);
    return !*ret || xml_check_word(node, name, *ret, err);
}

bool xml_check_path(xmlNode *node, const char *path, GError **err)
{
    return g_path_is_absolute(path) || xml_invalid(node, err, "'%s' is no absolute path", path);
}

bool xml_check_socket(xmlNode *node, const char *path, GError **err)
{
    const size_t max = sizeof((struct sockaddr_un *) NULL)->sun_path - 1;

    return !path || strlen(path) <= max ||
           xml_invalid(node, err, "socket '%s' has more than %zu bytes", path, max);
}

bool xml_attr_path(xmlNode *node, const char *name, char **ret, GError **err)
{
    xml_attr_string(node, name, ret);
    return !*ret || xml_check_path(node, *ret, err);
}

bool xml_attr_number(xmlNode *node, const char *name, uint64_t min, uint64_t max, uint64_t *ret,
                     GError **err)
{
    g_autofree char *text = xml_attr(node, name);
    guint64 value;

    if (!text)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, min, max, &value, NULL))
        return xml_invalid(node, err,
                           "attribute %s='%s' is not a number from %" G_GUINT64_FORMAT
                           " to %" G_GUINT64_FORMAT,
                           name, text, min, max);
    *ret = value;
    return true;
}

bool xml_attr_unsigned(xmlNode *node, const char *name, unsigned min, unsigned max, unsigned *ret,
                       GError **err)
{
    uint64_t value = *ret;

    if (!xml_attr_number(node, name, min, max, &value, err))
        return false;
    *ret = (unsigned) value;
    return true;
}

bool xml_attr_signed(xmlNode *node, const char *name, int64_t min, int64_t max, int64_t *ret,
                     GError **err)
{
    g_autofree char *text = xml_attr(node, name);
    gint64 value;

    if (!text)
        return true;
    if (!g_ascii_string_to_signed(text, 10, min, max, &value, NULL))
        return xml_invalid(node, err,
                           "attribute %s='%s' is not a number from %" G_GINT64_FORMAT
                           " to %" G_GINT64_FORMAT,
                           name, text, min, max);
    *ret = value;
    return true;
}

bool xml_text_unsigned(xmlNode *node, const char *text, uint64_t min, uint64_t max, uint64_t *ret,
                       GError **err)
{
    g_autofree char *plain = g_strstrip(g_strdup(text));
    guint64 value;

    if (!g_ascii_string_to_unsigned(plain, 10, min, max, &value, NULL))
        return xml_invalid(node, err,
                           "'%s' is not a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                           plain, min, max);
    *ret = value;
    return true;
}

bool xml_get_string(xmlNode *node, const char *attributes, char **ret, GError **err)
{
    if (!xml_get_text(node, attributes, ret, err))
        return false;
    return **ret != '\0' || xml_invalid(node, err, "is empty");
}

bool xml_get_path(xmlNode *node, const char *attributes, char **ret, GError **err)
{
    return xml_get_string(node, attributes, ret, err) && xml_check_path(node, *ret, err);
}

bool xml_place_error(xmlNode *node, GError **err)
{
    g_prefix_error(err, "<%s> (line %ld): ", (const char *) node->name, xmlGetLineNo(node));
    return false;
}

bool xml_unknown_word(xmlNode *node, const char *what, const char *word, char *list, GError **err)
{
    xml_unsupported(node, err, "%s '%s' (supported: %s)", what, word, list);
    g_free(list);
    return false;
}
