/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Images of a disk as text: the counterpart of domain_parse_image.c. */
#include "conf/domain_format.h"

static void format_source(DomainWriter *writer, const DomainImage *image, bool numbered)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "source");
    xml_writer_attr(xml, image->type == DOMAIN_DISK_TYPE_FILE ? "file" : "dev", image->path);
    if (numbered && image->index > 0)
        xml_writer_attr_number(xml, "index", image->index);
    xml_writer_close(xml, "source");
}

/* What the driver found out is said of running guests only. */
static bool tells_chain(const DomainWriter *writer, const DomainImage *image)
{
    return image->chain_known && (writer->live || !image->chain_found);
}

static void open_backing(DomainWriter *writer, const DomainImage *upper)
{
    XmlWriter *xml = &writer->xml;
    const DomainImage *image = upper->backing;

    xml_writer_open(xml, "backingStore");
    if (image)
        xml_writer_attr(xml, "type", domain_disk_type_to_string(image->type));
    if (image && writer->live && image->index > 0)
        xml_writer_attr_number(xml, "index", image->index);
    if (writer->status && upper->chain_found)
        xml_writer_attr(xml, "detected", "yes");
    if (!image)
        return;
    xml_writer_leaf_attr(xml, "format", "type", image->format);
    format_source(writer, image, false);
}

void domain_format_image(DomainWriter *writer, const DomainImage *image)
{
    unsigned open = 0;

    if (!image)
        return;
    format_source(writer, image, writer->live);
    for (; image && tells_chain(writer, image); image = image->backing) {
        open_backing(writer, image);
        open++;
    }
    for (; open > 0; open--)
        xml_writer_close(&writer->xml, "backingStore");
}
