/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look over the text of a document before libxml2 sees it: how long it is, how many elements it
 * has, how many attributes in one tag, how many namespaces.
 *
 * libxml2 2.9 compares each attribute of a tag with all the others, and walks a list of all
 * namespaces for every prefix: minutes of work can hide in four megabytes, and the daemon has one
 * thread. The scan is linear and need not be right about a document that is not well-formed:
 * libxml2 refuses that one.
 */
#ifndef VMRPC_CONF_XML_SCAN_H
#define VMRPC_CONF_XML_SCAN_H

#include "base/error.h"

#define XML_DOCUMENT_MAX (4 * 1024 * 1024) /* bytes */
#define XML_ELEMENTS_MAX 65536
#define XML_ATTRIBUTES_MAX 128 /* of one element */
#define XML_NAMESPACES_MAX 128 /* declarations in the document */
#define XML_DEPTH_MAX 256      /* which libxml2 sees to */

bool xml_scan(const char *text, GError **err);

/* Of a document that others must hold, two at a time (a snapshot does with definitions): whether it
 * has no more than half of these. what it is is for the message. */
bool xml_scan_half(const char *text, const char *what, GError **err);

#endif
