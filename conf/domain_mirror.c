/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <mirror>: the image that a block job makes the same as the disk. Live only; a copy has its path
 * and format as attributes as well, where libvirt's tools of old look for them.
 */
#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

ENUM_DEFINE(domain_mirror_job, DomainMirrorJob, DOMAIN_MIRROR_JOB_LAST, "copy", "active-commit");
ENUM_DEFINE(domain_mirror_ready, DomainMirrorReady, DOMAIN_MIRROR_READY_LAST, NULL, "yes", "abort",
            "pivot");

void domain_mirror_free(DomainMirror *mirror)
{
    if (!mirror)
        return;
    domain_image_free(mirror->image);
    g_free(mirror);
}

static bool parse_source(xmlNode *node, void *target, GError **err)
{
    return domain_parse_source(node, ((DomainMirror *) target)->image, err);
}

static bool parse_format(xmlNode *node, void *target, GError **err)
{
    return xml_check_empty(node, "type", err) &&
           xml_attr_word(node, "type", &((DomainMirror *) target)->image->format, err);
}

static bool parse_backing(xmlNode *node, void *target, GError **err)
{
    return domain_parse_backing(node, ((DomainMirror *) target)->image, err);
}

bool domain_parse_mirror(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"source", XML_ONE, parse_source},
        {"format", XML_ONE, parse_format},
        {"backingStore", XML_ONE, parse_backing},
        {0},
    };
    static const XmlShape shape = {"type file format job ready", children};
    g_autoptr(DomainMirror) mirror = g_new0(DomainMirror, 1);
    DomainDisk *disk = target;

    mirror->image = domain_image_new(DOMAIN_DISK_TYPE_FILE, NULL, NULL);
    if (!XML_ATTR_ENUM(node, "type", domain_disk_type, &mirror->image->type, err) ||
        !XML_ATTR_ENUM(node, "job", domain_mirror_job, &mirror->job, err) ||
        !XML_ATTR_ENUM(node, "ready", domain_mirror_ready, &mirror->ready, err) ||
        !xml_walk(node, &shape, mirror, NULL, err))
        return false;
    if (!mirror->image->path)
        return xml_invalid(node, err, "has no <source>");
    domain_mirror_free(disk->mirror);
    disk->mirror = g_steal_pointer(&mirror);
    return true;
}

void domain_format_mirror(DomainWriter *writer, const DomainMirror *mirror)
{
    XmlWriter *xml = &writer->xml;
    const DomainImage *image;

    if (!mirror || !writer->live)
        return;
    image = mirror->image;
    xml_writer_open(xml, "mirror");
    xml_writer_attr(xml, "type", domain_disk_type_to_string(image->type));
    if (mirror->job == DOMAIN_MIRROR_JOB_COPY) {
        if (image->type == DOMAIN_DISK_TYPE_FILE)
            xml_writer_attr(xml, "file", image->path);
        xml_writer_attr(xml, "format", image->format);
    }
    xml_writer_attr(xml, "job", domain_mirror_job_to_string(mirror->job));
    xml_writer_attr(xml, "ready", domain_mirror_ready_to_string(mirror->ready));
    xml_writer_leaf_attr(xml, "format", "type", image->format);
    domain_format_image(writer, image);
    xml_writer_close(xml, "mirror");
}
