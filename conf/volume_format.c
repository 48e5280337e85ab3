/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The document of a volume that is there: see volume.h. */
#include "conf/volume.h"

#include "conf/permissions_xml.h"

static void volume_format_time(XmlWriter *xml, const char *name, const struct timespec *when)
{
    char text[48];

    if (when->tv_nsec == 0)
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, (gint64) when->tv_sec);
    else
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT ".%09ld", (gint64) when->tv_sec,
                   when->tv_nsec);
    xml_writer_leaf(xml, name, text);
}

static void volume_format_times(XmlWriter *xml, const VolumeTimes *times)
{
    xml_writer_open(xml, "timestamps");
    volume_format_time(xml, "atime", &times->access);
    volume_format_time(xml, "mtime", &times->modification);
    volume_format_time(xml, "ctime", &times->change);
    xml_writer_leaf_number(xml, "btime", 0);
    xml_writer_close(xml, "timestamps");
}

static void volume_format_features(XmlWriter *xml, const VolumeState *state)
{
    xml_writer_leaf(xml, "compat", volume_compat_to_string(state->compat));
    if (state->cluster_size > 0)
        xml_writer_leaf_size(xml, "clusterSize", "B", state->cluster_size);
    if (state->lazy_refcounts) {
        xml_writer_open(xml, "features");
        xml_writer_flag(xml, "lazy_refcounts", true);
        xml_writer_close(xml, "features");
    }
}

static void volume_format_target(XmlWriter *xml, const VolumeState *state)
{
    xml_writer_open(xml, "target");
    xml_writer_leaf(xml, "path", state->path);
    xml_writer_leaf_attr(xml, "format", "type", volume_format_to_string(state->format));
    permissions_format(xml, &state->permissions);
    volume_format_times(xml, &state->times);
    volume_format_features(xml, state);
    xml_writer_close(xml, "target");
}

static void volume_format_backing(XmlWriter *xml, const VolumeState *state)
{
    if (!state->backing.path)
        return;
    xml_writer_open(xml, "backingStore");
    xml_writer_leaf(xml, "path", state->backing.path);
    xml_writer_leaf_attr(xml, "format", "type", volume_format_to_string(state->backing.format));
    if (state->backing_permissions)
        permissions_format(xml, state->backing_permissions);
    if (state->backing_times)
        volume_format_times(xml, state->backing_times);
    xml_writer_close(xml, "backingStore");
}

char *volume_state_format(const VolumeState *state)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "volume");
    xml_writer_attr(&xml, "type", state->is_folder ? "dir" : "file");
    xml_writer_leaf(&xml, "name", state->name);
    xml_writer_leaf(&xml, "key", state->path);
    xml_writer_leaf_size(&xml, "capacity", "bytes", state->capacity);
    xml_writer_leaf_size(&xml, "allocation", "bytes", state->allocation);
    if (!state->is_folder)
        xml_writer_leaf_size(&xml, "physical", "bytes", state->physical);
    volume_format_target(&xml, state);
    volume_format_backing(&xml, state);
    xml_writer_close(&xml, "volume");
    return xml_writer_finish(&xml);
}
