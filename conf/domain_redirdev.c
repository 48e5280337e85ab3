/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Redirected USB devices, from text and to text: see domain_redirdev.h. */
#include "conf/domain_redirdev.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

DomainRedirdev *domain_redirdev_new(void)
{
    return g_new0(DomainRedirdev, 1);
}

void domain_redirdev_free(void *data)
{
    domain_device_info_free(data);
}

static bool need_only(xmlNode *node, const char *name, const char *only, GError **err)
{
    return xml_need_attr(node, name, err) && xml_check_only(node, name, only, err);
}

bool domain_parse_redirdev(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        DOMAIN_DEVICE_CHILDREN,
        {"boot", XML_REFUSE, NULL},
        {"protocol", XML_REFUSE, NULL},
        {"source", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"bus type", children};
    DomainDef *def = target;
    DomainRedirdev *redirdev = domain_redirdev_new();

    g_ptr_array_add(def->redirdevs, redirdev);
    return need_only(node, "bus", "usb", err) && need_only(node, "type", "spicevmc", err) &&
           xml_walk(node, &shape, redirdev, &redirdev->info.kept, err);
}

void domain_format_redirdev(DomainWriter *writer, const DomainRedirdev *redirdev)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "redirdev");
    xml_writer_attr(xml, "bus", "usb");
    xml_writer_attr(xml, "type", "spicevmc");
    domain_format_info(writer, &redirdev->info);
    xml_writer_close(xml, "redirdev");
}
