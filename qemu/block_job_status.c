/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Block jobs in the status file: what QEMU cannot tell of them, since it is only what we mean by
 * them. Where they stand is asked of QEMU.
 */
#include "qemu/block_job_private.h"

#include "conf/xml_value.h"
#include "conf/xml_writer.h"

/* As it is in the file while a job goes on: nothing. */
#define RESULT_NONE G_MAXUINT

static const struct {
    const char *name;
    size_t offset;
} marks[] = {
    {"pivot", offsetof(BlockJob, pivot)},
    {"aborting", offsetof(BlockJob, aborting)},
    {"remove", offsetof(BlockJob, remove_merged)},
    {"transient", offsetof(BlockJob, transient)},
    {"made", offsetof(BlockJob, made)},
};

static bool *mark_of(BlockJob *job, unsigned i)
{
    return (bool *) ((char *) job + marks[i].offset);
}

static void format_job(XmlWriter *xml, BlockJob *job)
{
    xml_writer_open(xml, "job");
    xml_writer_attr(xml, "id", job->id);
    xml_writer_attr(xml, "kind", job->kind->name);
    xml_writer_attr(xml, "disk", job->disk);
    xml_writer_attr_number(xml, "bandwidth", (int64_t) job->bandwidth);
    xml_writer_attr_number(xml, "top", job->top);
    xml_writer_attr_number(xml, "base", job->base);
    xml_writer_attr_number(xml, "ready", job->state == BLOCK_JOB_READY);
    if (job->concluded)
        xml_writer_attr_number(xml, "result", job->result);
    xml_writer_attr(xml, "error", job->error);
    for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++)
        xml_writer_attr_number(xml, marks[i].name, *mark_of(job, i));
    xml_writer_close(xml, "job");
}

char *block_job_format_all(const Machine *machine)
{
    XmlWriter xml;
    unsigned written = 0;
    char *text;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "blockjobs");
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if (!job->kind->name)
            continue;
        format_job(&xml, job);
        written++;
    }
    xml_writer_close(&xml, "blockjobs");
    text = xml_writer_finish(&xml);
    if (written == 0)
        g_clear_pointer(&text, g_free);
    return text;
}

static const BlockJobKind *kind_by_name(const char *name)
{
    for (unsigned i = 0; block_job_kinds[i]; i++) {
        if (g_strcmp0(block_job_kinds[i]->name, name) == 0)
            return block_job_kinds[i];
    }
    return NULL;
}

static bool read_marks(xmlNode *node, BlockJob *job, GError **err)
{
    unsigned ready = 0, result = RESULT_NONE;

    for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++) {
        unsigned set = 0;

        if (!xml_attr_unsigned(node, marks[i].name, 0, 1, &set, err))
            return false;
        *mark_of(job, i) = set;
    }
    if (!xml_attr_unsigned(node, "ready", 0, 1, &ready, err) ||
        !xml_attr_unsigned(node, "result", 0, BLOCK_JOB_CANCELLED, &result, err))
        return false;
    job->concluded = result != RESULT_NONE;
    if (job->concluded)
        job->result = (BlockJobResult) result;
    xml_attr_string(node, "error", &job->error);
    job->state = ready ? BLOCK_JOB_READY : BLOCK_JOB_RUNNING;
    return true;
}

static bool parse_job(xmlNode *node, void *target, GError **err)
{
    g_autofree char *id = xml_attr(node, "id"), *name = xml_attr(node, "kind");
    g_autofree char *disk = xml_attr(node, "disk");
    const BlockJobKind *kind = kind_by_name(name);
    g_autoptr(BlockJob) job = NULL;
    int64_t bandwidth = 0;

    if (!id || !kind)
        return xml_invalid(node, err, "no job of kind '%s' is known", name ? name : "");
    job = block_job_new(target, kind, id, disk);
    if (!xml_attr_signed(node, "bandwidth", 0, G_MAXINT64, &bandwidth, err) ||
        !xml_attr_unsigned(node, "top", 0, G_MAXUINT, &job->top, err) ||
        !xml_attr_unsigned(node, "base", 0, G_MAXUINT, &job->base, err) ||
        !read_marks(node, job, err))
        return false;
    job->bandwidth = (uint64_t) bandwidth;
    block_job_list(job);
    return true;
}

bool block_job_restore_all(Machine *machine, const char *xml, GError **err)
{
    static const XmlChild children[] = {{"job", XML_MANY, parse_job}, {0}};
    static const XmlShape shape = {"", children};
    g_autoptr(xmlDoc) doc = xml ? xml_document_parse(xml, "blockjobs", err) : NULL;

    return !xml || (doc && xml_walk(xmlDocGetRootElement(doc), &shape, machine, NULL, err));
}
