/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values in XML: attributes and texts as strings, numbers and words of enums, range-checked.
 *
 * What is absent leaves *ret as it was (so the caller's default stands) and is no error; what is
 * there and wrong is an error that names the element, its line and what would be right.
 */
#ifndef VMRPC_CONF_XML_VALUE_H
#define VMRPC_CONF_XML_VALUE_H

#include "conf/xml.h"

#include <stdint.h>

/* A new string, NULL when absent. */
char *xml_attr(xmlNode *node, const char *name);

/* Frees and replaces *ret when the attribute is there and not empty. */
void xml_attr_string(xmlNode *node, const char *name, char **ret);

/* The same, refusing anything but [A-Za-z0-9_.+-]: words that end up in option strings. */
bool xml_attr_word(xmlNode *node, const char *name, char **ret, GError **err);
bool xml_check_word(xmlNode *node, const char *what, const char *value, GError **err);

/* The same for a path, which must be absolute: relative to what would depend on who opens it. */
bool xml_attr_path(xmlNode *node, const char *name, char **ret, GError **err);
bool xml_check_path(xmlNode *node, const char *path, GError **err);
/* Of a socket: nothing longer than its address can hold. Takes NULL. */
bool xml_check_socket(xmlNode *node, const char *path, GError **err);

/* Refuse an element without the attribute; the second has it in place of *ret, and takes an empty
 * one for none. */
bool xml_need_attr(xmlNode *node, const char *name, GError **err);
bool xml_need_string(xmlNode *node, const char *name, char **ret, GError **err);

/* An attribute whose only word, if it is there, is this one. */
bool xml_check_only(xmlNode *node, const char *name, const char *only, GError **err);

bool xml_attr_number(xmlNode *node, const char *name, uint64_t min, uint64_t max, uint64_t *ret,
                     GError **err);
bool xml_attr_unsigned(xmlNode *node, const char *name, unsigned min, unsigned max, unsigned *ret,
                       GError **err);
bool xml_attr_signed(xmlNode *node, const char *name, int64_t min, int64_t max, int64_t *ret,
                     GError **err);

/* Decimal, white space around it allowed. */
bool xml_text_unsigned(xmlNode *node, const char *text, uint64_t min, uint64_t max, uint64_t *ret,
                       GError **err);

/* The text of an element, in place of *ret; an empty one is an error. */
bool xml_get_string(xmlNode *node, const char *attributes, char **ret, GError **err);
/* The same for an absolute path. */
bool xml_get_path(xmlNode *node, const char *attributes, char **ret, GError **err);

/* Puts `<name> (line N): ` before the message of another module. Returns false. */
bool xml_place_error(xmlNode *node, GError **err);

/* The message for a word that its enum does not have; takes list over. */
bool xml_unknown_word(xmlNode *node, const char *what, const char *word, char *list, GError **err);

/* An attribute whose value is a word of the enum `prefix` (conf/enum.h); ret: its type's address.
 */
#define XML_ATTR_ENUM(node, name, prefix, ret, err)                                                \
    ({                                                                                             \
        g_autofree char *word_ = xml_attr(node, name);                                             \
        !word_ || prefix##_from_string(word_, ret) ||                                              \
            xml_unknown_word(node, name, word_, prefix##_list(), err);                             \
    })
/* One that must be there. */
#define XML_NEED_ENUM(node, name, prefix, ret, err)                                                \
    (xml_need_attr(node, name, err) && XML_ATTR_ENUM(node, name, prefix, ret, err))

#endif
