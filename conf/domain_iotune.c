/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of a disk's traffic: see domain_iotune.h. Reads and writes them, and checks them. */
#include "conf/domain_iotune.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

ENUM_DEFINE(domain_iotune_value, DomainIoTuneValue, DOMAIN_IOTUNE_LAST, "total_bytes_sec",
            "read_bytes_sec", "write_bytes_sec", "total_iops_sec", "read_iops_sec",
            "write_iops_sec", "total_bytes_sec_max", "read_bytes_sec_max", "write_bytes_sec_max",
            "total_iops_sec_max", "read_iops_sec_max", "write_iops_sec_max", "size_iops_sec",
            "total_bytes_sec_max_length", "read_bytes_sec_max_length", "write_bytes_sec_max_length",
            "total_iops_sec_max_length", "read_iops_sec_max_length", "write_iops_sec_max_length");

/* First members; each family is the limit of all, of reads and of writes. */
static const DomainIoTuneValue families[] = {
    DOMAIN_IOTUNE_TOTAL_BYTES,
    DOMAIN_IOTUNE_TOTAL_IOPS,
    DOMAIN_IOTUNE_TOTAL_BYTES_MAX,
    DOMAIN_IOTUNE_TOTAL_IOPS_MAX,
    DOMAIN_IOTUNE_TOTAL_BYTES_MAX_LENGTH,
    DOMAIN_IOTUNE_TOTAL_IOPS_MAX_LENGTH,
};
#define FAMILY_SIZE 3

/* From a limit to the burst that may exceed it, and from that to its length. */
#define TO_MAX (DOMAIN_IOTUNE_TOTAL_BYTES_MAX - DOMAIN_IOTUNE_TOTAL_BYTES)
#define TO_LENGTH (DOMAIN_IOTUNE_TOTAL_BYTES_MAX_LENGTH - DOMAIN_IOTUNE_TOTAL_BYTES_MAX)
#define LIMITS (2 * FAMILY_SIZE) /* of bytes and of operations */

DomainIoTune *domain_iotune_copy(const DomainIoTune *tune)
{
    DomainIoTune *copy;

    if (!tune)
        return NULL;
    copy = g_memdup2(tune, sizeof *tune);
    copy->group = g_strdup(tune->group);
    return copy;
}

void domain_iotune_free(DomainIoTune *tune)
{
    if (!tune)
        return;
    g_free(tune->group);
    g_free(tune);
}

bool domain_iotune_is_empty(const DomainIoTune *tune)
{
    for (unsigned i = 0; tune && i < DOMAIN_IOTUNE_LAST; i++) {
        if (tune->values[i] > 0)
            return false;
    }
    return true;
}

static bool check_families(const DomainIoTune *tune, const char *whose, GError **err)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(families); i++) {
        const uint64_t *values = &tune->values[families[i]];

        if (values[0] > 0 && (values[1] > 0 || values[2] > 0))
            return error_set(err, ERR_INVALID_ARG,
                             "%s: %s cannot be set together with limits for reads or writes alone",
                             whose, domain_iotune_value_to_string(families[i]));
    }
    return true;
}

static bool check_burst(const DomainIoTune *tune, unsigned limit, const char *whose, GError **err)
{
    unsigned max = limit + TO_MAX, length = max + TO_LENGTH;
    const char *name = domain_iotune_value_to_string(limit);
    const char *max_name = domain_iotune_value_to_string(max);

    if (tune->values[max] > 0 && tune->values[limit] == 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED, "%s: value '%s' cannot be set if '%s' is not",
                         whose, max_name, name);
    if (tune->values[max] > 0 && tune->values[max] < tune->values[limit])
        return error_set(err, ERR_CONFIG_UNSUPPORTED, "%s: value '%s' cannot be smaller than '%s'",
                         whose, max_name, name);
    if (tune->values[length] > 0 && tune->values[max] == 0)
        return error_set(err, ERR_CONFIG_UNSUPPORTED, "%s: value '%s' cannot be set if '%s' is not",
                         whose, domain_iotune_value_to_string(length), max_name);
    return true;
}

bool domain_iotune_check(const DomainIoTune *tune, const char *whose, GError **err)
{
    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++) {
        if (tune->values[i] > DOMAIN_IOTUNE_VALUE_MAX)
            return error_set(err, ERR_OVERFLOW, "%s: %s is more than %" G_GUINT64_FORMAT, whose,
                             domain_iotune_value_to_string(i), DOMAIN_IOTUNE_VALUE_MAX);
    }
    if (tune->group && strlen(tune->group) > DOMAIN_IOTUNE_GROUP_MAX)
        return error_set(err, ERR_INVALID_ARG, "%s: the name of its group is longer than %d bytes",
                         whose, DOMAIN_IOTUNE_GROUP_MAX);
    if (tune->group && !xml_writer_can_hold(tune->group))
        return error_set(err, ERR_INVALID_ARG,
                         "%s: the name of its group holds characters that XML has not", whose);
    for (unsigned i = 0; i < LIMITS; i++) {
        if (!check_burst(tune, i, whose, err))
            return false;
    }
    return check_families(tune, whose, err);
}

/* What was kept of a burst that is no more. */
static void forget_length(DomainIoTune *tune, unsigned limit)
{
    if (tune->values[limit + TO_MAX] == 0)
        tune->values[limit + TO_MAX + TO_LENGTH] = 0;
}

void domain_iotune_complete(DomainIoTune *tune, uint32_t given, const DomainIoTune *old)
{
    if (!old)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(families); i++) {
        uint32_t members = ((1U << FAMILY_SIZE) - 1) << families[i];

        if (!(given & members))
            memcpy(&tune->values[families[i]], &old->values[families[i]],
                   FAMILY_SIZE * sizeof *tune->values);
    }
    if (!(given & (1U << DOMAIN_IOTUNE_SIZE_IOPS)))
        tune->values[DOMAIN_IOTUNE_SIZE_IOPS] = old->values[DOMAIN_IOTUNE_SIZE_IOPS];
    if (!(given & (1U << DOMAIN_IOTUNE_LAST))) {
        g_free(tune->group);
        tune->group = g_strdup(old->group);
    }
    for (unsigned i = 0; i < LIMITS; i++)
        forget_length(tune, i);
}

/* ---- documents ---- */

static bool parse_value(xmlNode *node, void *target, GError **err)
{
    DomainIoTune *tune = target;
    g_autofree char *text = NULL;
    DomainIoTuneValue value;

    return domain_iotune_value_from_string((const char *) node->name, &value) &&
           xml_get_text(node, "", &text, err) &&
           xml_text_unsigned(node, text, 0, DOMAIN_IOTUNE_VALUE_MAX, &tune->values[value], err);
}

static bool parse_group(xmlNode *node, void *target, GError **err)
{
    return xml_get_string(node, "", &((DomainIoTune *) target)->group, err);
}

bool domain_parse_iotune(xmlNode *node, void *target, GError **err)
{
    XmlChild children[DOMAIN_IOTUNE_LAST + 2] = {{"group_name", XML_ONE, parse_group}};
    const XmlShape shape = {"", children};
    g_autoptr(DomainIoTune) tune = g_new0(DomainIoTune, 1);
    DomainDisk *disk = target;

    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++)
        children[i + 1] = (XmlChild){domain_iotune_value_to_string(i), XML_ONE, parse_value};
    if (!xml_walk(node, &shape, tune, NULL, err))
        return false;
    domain_iotune_free(disk->iotune);
    disk->iotune = g_steal_pointer(&tune);
    return true;
}

static void format_range(XmlWriter *xml, const DomainIoTune *tune, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        if (tune->values[i] > 0)
            xml_writer_leaf_number(xml, domain_iotune_value_to_string(i), tune->values[i]);
    }
}

void domain_format_iotune(DomainWriter *writer, const DomainIoTune *tune)
{
    XmlWriter *xml = &writer->xml;

    if (!tune || (domain_iotune_is_empty(tune) && !tune->group))
        return;
    xml_writer_open(xml, "iotune");
    format_range(xml, tune, 0, DOMAIN_IOTUNE_SIZE_IOPS + 1);
    xml_writer_leaf(xml, "group_name", tune->group);
    format_range(xml, tune, DOMAIN_IOTUNE_SIZE_IOPS + 1, DOMAIN_IOTUNE_LAST);
    xml_writer_close(xml, "iotune");
}
