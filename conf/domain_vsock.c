/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets between guest and host, from text and to text: see domain_vsock.h. */
#include "conf/domain_vsock.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

DomainVsock *domain_vsock_new(void)
{
    DomainVsock *vsock = g_new0(DomainVsock, 1);

    vsock->auto_cid = true;
    return vsock;
}

void domain_vsock_free(void *data)
{
    domain_device_info_free(data);
}

/* With auto='yes' a number is the one that was chosen. */
static bool parse_cid(xmlNode *node, void *target, GError **err)
{
    DomainVsock *vsock = target;
    Tristate chosen = TRISTATE_ABSENT;

    if (!xml_check_empty(node, "auto address", err) ||
        !XML_ATTR_ENUM(node, "auto", tristate_yes, &chosen, err) ||
        !xml_attr_unsigned(node, "address", DOMAIN_VSOCK_CID_MIN, DOMAIN_VSOCK_CID_MAX, &vsock->cid,
                           err))
        return false;
    vsock->auto_cid = chosen == TRISTATE_ON || (chosen == TRISTATE_ABSENT && !vsock->cid);
    return vsock->auto_cid || vsock->cid || xml_invalid(node, err, "auto='no' needs an address");
}

bool domain_parse_vsock(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"cid", XML_ONE, parse_cid},
        DOMAIN_DEVICE_CHILDREN,
        {"acpi", XML_REFUSE, NULL},
        {"driver", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"model", children};
    DomainDef *def = target;
    DomainVsock *vsock = def->vsock = domain_vsock_new();
    g_autofree char *model = xml_attr(node, "model");

    if (model && !g_str_equal(model, "virtio"))
        return xml_unsupported(node, err, "model '%s' (supported: virtio)", model);
    return xml_walk(node, &shape, vsock, &vsock->info.kept, err);
}

void domain_format_vsock(DomainWriter *writer, const DomainVsock *vsock)
{
    XmlWriter *xml = &writer->xml;

    if (!vsock)
        return;
    xml_writer_open(xml, "vsock");
    xml_writer_attr(xml, "model", "virtio");
    xml_writer_open(xml, "cid");
    xml_writer_attr(xml, "auto", vsock->auto_cid ? "yes" : "no");
    if (vsock->cid && (!vsock->auto_cid || writer->live))
        xml_writer_attr_number(xml, "address", vsock->cid);
    xml_writer_close(xml, "cid");
    domain_format_info(writer, &vsock->info);
    xml_writer_close(xml, "vsock");
}
