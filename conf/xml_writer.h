/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing XML as text: two spaces of indent, single quotes, everything escaped.
 *
 * Whatever bytes a string holds, the result is well-formed: what XML cannot express (control
 * characters, broken UTF-8) becomes '?' or U+FFFD. Elements without content close themselves.
 */
#ifndef VMRPC_CONF_XML_WRITER_H
#define VMRPC_CONF_XML_WRITER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether a text comes out of a document as it went in. */
bool xml_writer_can_hold(const char *text);

typedef struct {
    GString *out;
    unsigned depth;
    bool tag_open; /* "<name attr='...'" is written, '>' is not */
    bool has_text; /* the element's text is written: the end tag follows on the same line */
} XmlWriter;

void xml_writer_init(XmlWriter *writer);
char *xml_writer_finish(XmlWriter *writer); /* the text; the caller's */

void xml_writer_open(XmlWriter *writer, const char *name);
void xml_writer_close(XmlWriter *writer, const char *name);

/* Between open and the first content. value NULL: nothing is written. */
void xml_writer_attr(XmlWriter *writer, const char *name, const char *value);
void xml_writer_attr_number(XmlWriter *writer, const char *name, int64_t value);
void xml_writer_text(XmlWriter *writer, const char *text);
void xml_writer_number(XmlWriter *writer, uint64_t value);

/* <name>text</name>; nothing if text is NULL. */
void xml_writer_leaf(XmlWriter *writer, const char *name, const char *text);
void xml_writer_leaf_number(XmlWriter *writer, const char *name, uint64_t value);
/* <name unit='UNIT'>N</name> */
void xml_writer_leaf_size(XmlWriter *writer, const char *name, const char *unit, uint64_t size);

/* Between open and close: the element does not close itself even if nothing comes into it. */
void xml_writer_break(XmlWriter *writer);

/* <name attr='value'/>; nothing if value is NULL. */
void xml_writer_leaf_attr(XmlWriter *writer, const char *name, const char *attr, const char *value);

/* <name/>, if is_set. */
void xml_writer_flag(XmlWriter *writer, const char *name, bool is_set);

/* An element that is text already, on lines of its own; nothing if NULL. */
void xml_writer_raw(XmlWriter *writer, const char *xml);
void xml_writer_kept(XmlWriter *writer, const GPtrArray *kept);

#endif
