/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <hyperv> from text and to text: see domain_hyperv.h. */
#include "conf/domain_hyperv.h"

#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

#define SPINLOCK_RETRIES_MIN 4095 /* below, the guest would spin for nothing */

ENUM_DEFINE(domain_hyperv_feature, DomainHypervFeature, DOMAIN_HYPERV_LAST, "relaxed", "vapic",
            "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset", "vendor_id",
            "frequencies", "reenlightenment", "tlbflush", "ipi", "evmcs");

void domain_hyperv_clear(DomainHyperv *hyperv)
{
    g_clear_pointer(&hyperv->vendor_id, g_free);
}

/* Without a state the element itself means "on". */
static bool read_state(xmlNode *node, DomainHyperv *hyperv, GError **err)
{
    DomainHypervFeature feature = DOMAIN_HYPERV_LAST;
    bool known = domain_hyperv_feature_from_string((const char *) node->name, &feature);

    g_assert(known);
    hyperv->states[feature] = TRISTATE_ON;
    return XML_ATTR_ENUM(node, "state", tristate_on, &hyperv->states[feature], err);
}

static bool parse_switch(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "state", err) && read_state(node, target, err);
}

/* A child of it would be <direct>. */
static bool parse_stimer(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"direct", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"state", children};

    return xml_walk(node, &shape, NULL, NULL, err) && read_state(node, target, err);
}

static bool parse_spinlocks(xmlNode *node, void *target, GError **err)
{
    DomainHyperv *hyperv = target;

    return xml_check_empty(node, "state retries", err) && read_state(node, hyperv, err) &&
           (hyperv->states[DOMAIN_HYPERV_SPINLOCKS] == TRISTATE_OFF ||
            xml_need_attr(node, "retries", err)) &&
           xml_attr_unsigned(node, "retries", SPINLOCK_RETRIES_MIN, UINT_MAX, &hyperv->retries,
                             err);
}

/* It becomes part of an option. */
static bool is_vendor(const char *text)
{
    size_t length = strlen(text);
    bool valid = length > 0 && length <= DOMAIN_HYPERV_VENDOR_MAX;

    for (; valid && *text; text++)
        valid = g_ascii_isprint(*text) && *text != ',';
    return valid;
}

static bool parse_vendor_id(xmlNode *node, void *target, GError **err)
{
    DomainHyperv *hyperv = target;

    if (!xml_check_empty(node, "state value", err) || !read_state(node, hyperv, err))
        return false;
    xml_attr_string(node, "value", &hyperv->vendor_id);
    if (!hyperv->vendor_id && hyperv->states[DOMAIN_HYPERV_VENDOR_ID] == TRISTATE_OFF)
        return true;
    return xml_need_string(node, "value", &hyperv->vendor_id, err) &&
           (is_vendor(hyperv->vendor_id) ||
            xml_invalid(node, err, "value '%s': at most %d printable characters, no comma",
                        hyperv->vendor_id, DOMAIN_HYPERV_VENDOR_MAX));
}

bool domain_parse_hyperv(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"relaxed", XML_ONE, parse_switch},
        {"vapic", XML_ONE, parse_switch},
        {"spinlocks", XML_ONE, parse_spinlocks},
        {"vpindex", XML_ONE, parse_switch},
        {"runtime", XML_ONE, parse_switch},
        {"synic", XML_ONE, parse_switch},
        {"stimer", XML_ONE, parse_stimer},
        {"reset", XML_ONE, parse_switch},
        {"vendor_id", XML_ONE, parse_vendor_id},
        {"frequencies", XML_ONE, parse_switch},
        {"reenlightenment", XML_ONE, parse_switch},
        {"tlbflush", XML_ONE, parse_switch},
        {"ipi", XML_ONE, parse_switch},
        {"evmcs", XML_ONE, parse_switch},
        {"avic", XML_REFUSE, NULL},
        {"emsr_bitmap", XML_REFUSE, NULL},
        {"xmm_input", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"mode", children};
    DomainHyperv *hyperv = &((DomainDef *) target)->hyperv;
    g_autofree char *mode = xml_attr(node, "mode");

    hyperv->given = true;
    hyperv->with_mode = mode != NULL;
    if (mode && strcmp(mode, "custom") != 0)
        return xml_unsupported(node, err, "mode '%s' (supported: custom)", mode);
    return xml_walk(node, &shape, hyperv, NULL, err);
}

void domain_format_hyperv(XmlWriter *xml, const DomainHyperv *hyperv)
{
    if (!hyperv->given)
        return;
    xml_writer_open(xml, "hyperv");
    xml_writer_attr(xml, "mode", hyperv->with_mode ? "custom" : NULL);
    for (unsigned i = 0; i < DOMAIN_HYPERV_LAST; i++) {
        const char *name = domain_hyperv_feature_to_string(i);

        if (!hyperv->states[i])
            continue;
        xml_writer_open(xml, name);
        xml_writer_attr(xml, "state", tristate_on_to_string(hyperv->states[i]));
        if (i == DOMAIN_HYPERV_SPINLOCKS && hyperv->retries)
            xml_writer_attr_number(xml, "retries", hyperv->retries);
        if (i == DOMAIN_HYPERV_VENDOR_ID)
            xml_writer_attr(xml, "value", hyperv->vendor_id);
        xml_writer_close(xml, name);
    }
    xml_writer_close(xml, "hyperv");
}
