/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <capabilities> and <domainCapabilities> as text, in the layout that libvirt's clients read.
 * What is not known is left out; nothing is made up.
 */
#include "conf/capabilities.h"

#include "conf/xml_writer.h"

static void format_number(XmlWriter *xml, const char *name, unsigned value)
{
    if (value > 0)
        xml_writer_attr_number(xml, name, value);
}

static void format_host_cpu(XmlWriter *xml, const Capabilities *caps)
{
    xml_writer_open(xml, "cpu");
    xml_writer_leaf(xml, "arch", caps->arch);
    xml_writer_leaf(xml, "model", caps->cpu_model);
    xml_writer_leaf(xml, "vendor", caps->cpu_vendor);
    if (caps->sockets > 0) {
        xml_writer_open(xml, "topology");
        format_number(xml, "sockets", caps->sockets);
        format_number(xml, "dies", caps->dies);
        format_number(xml, "cores", caps->cores);
        format_number(xml, "threads", caps->threads);
        xml_writer_close(xml, "topology");
    }
    xml_writer_close(xml, "cpu");
}

static void format_power(XmlWriter *xml, const Capabilities *caps)
{
    xml_writer_open(xml, "power_management");
    xml_writer_flag(xml, "suspend_mem", caps->suspend_mem);
    xml_writer_flag(xml, "suspend_disk", caps->suspend_disk);
    xml_writer_flag(xml, "suspend_hybrid", caps->suspend_hybrid);
    xml_writer_close(xml, "power_management");
}

static void format_migration(XmlWriter *xml, const GPtrArray *uris)
{
    if (uris->len == 0)
        return;
    xml_writer_open(xml, "migration_features");
    xml_writer_flag(xml, "live", true);
    xml_writer_open(xml, "uri_transports");
    for (unsigned i = 0; i < uris->len; i++)
        xml_writer_leaf(xml, "uri_transport", g_ptr_array_index(uris, i));
    xml_writer_close(xml, "uri_transports");
    xml_writer_close(xml, "migration_features");
}

static void format_cell(XmlWriter *xml, const CapsCell *cell)
{
    xml_writer_open(xml, "cell");
    xml_writer_attr_number(xml, "id", cell->id);
    xml_writer_leaf_size(xml, "memory", "KiB", cell->memory_kib);
    xml_writer_open(xml, "cpus");
    xml_writer_attr_number(xml, "num", cell->cpus->len);
    for (unsigned i = 0; i < cell->cpus->len; i++) {
        const CapsHostCpu *cpu = &g_array_index(cell->cpus, CapsHostCpu, i);

        xml_writer_open(xml, "cpu");
        xml_writer_attr_number(xml, "id", cpu->id);
        xml_writer_attr_number(xml, "socket_id", cpu->socket);
        xml_writer_attr_number(xml, "die_id", cpu->die);
        xml_writer_attr_number(xml, "core_id", cpu->core);
        xml_writer_close(xml, "cpu");
    }
    xml_writer_close(xml, "cpus");
    xml_writer_close(xml, "cell");
}

static void format_cells(XmlWriter *xml, const GPtrArray *cells)
{
    if (cells->len == 0)
        return;
    xml_writer_open(xml, "topology");
    xml_writer_open(xml, "cells");
    xml_writer_attr_number(xml, "num", cells->len);
    for (unsigned i = 0; i < cells->len; i++)
        format_cell(xml, g_ptr_array_index(cells, i));
    xml_writer_close(xml, "cells");
    xml_writer_close(xml, "topology");
}

static void format_host(XmlWriter *xml, const Capabilities *caps)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(caps->uuid, uuid);
    xml_writer_open(xml, "host");
    xml_writer_leaf(xml, "uuid", caps->has_uuid ? uuid : NULL);
    format_host_cpu(xml, caps);
    format_power(xml, caps);
    format_migration(xml, caps->migration_uris);
    format_cells(xml, caps->cells);
    xml_writer_close(xml, "host");
}

static void format_toggle(XmlWriter *xml, const char *name, bool is_there)
{
    if (!is_there)
        return;
    xml_writer_open(xml, name);
    xml_writer_attr(xml, "default", "on");
    xml_writer_attr(xml, "toggle", "yes");
    xml_writer_close(xml, name);
}

static void format_machine(XmlWriter *xml, const CapsMachine *machine)
{
    xml_writer_open(xml, "machine");
    xml_writer_attr(xml, "canonical", machine->canonical);
    format_number(xml, "maxCpus", machine->max_cpus);
    xml_writer_text(xml, machine->name);
    xml_writer_close(xml, "machine");
}

static void format_guest(XmlWriter *xml, const CapsGuest *guest)
{
    xml_writer_open(xml, "guest");
    xml_writer_leaf(xml, "os_type", guest->os_type);
    xml_writer_open(xml, "arch");
    xml_writer_attr(xml, "name", guest->arch);
    xml_writer_leaf_number(xml, "wordsize", guest->word_size);
    xml_writer_leaf(xml, "emulator", guest->emulator);
    for (unsigned i = 0; i < guest->machines->len; i++)
        format_machine(xml, g_ptr_array_index(guest->machines, i));
    for (unsigned i = 0; i < guest->domain_types->len; i++)
        xml_writer_leaf_attr(xml, "domain", "type", g_ptr_array_index(guest->domain_types, i));
    xml_writer_close(xml, "arch");
    xml_writer_open(xml, "features");
    format_toggle(xml, "acpi", guest->acpi);
    format_toggle(xml, "apic", guest->apic);
    xml_writer_flag(xml, "pae", guest->pae);
    xml_writer_flag(xml, "cpuselection", guest->cpu_selection);
    xml_writer_flag(xml, "deviceboot", guest->device_boot);
    xml_writer_close(xml, "features");
    xml_writer_close(xml, "guest");
}

char *capabilities_format(const Capabilities *caps)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "capabilities");
    format_host(&xml, caps);
    for (unsigned i = 0; i < caps->guests->len; i++)
        format_guest(&xml, g_ptr_array_index(caps->guests, i));
    xml_writer_close(&xml, "capabilities");
    return xml_writer_finish(&xml);
}

static const char *yes_or_no(bool value)
{
    return value ? "yes" : "no";
}

static void format_enums(XmlWriter *xml, const GPtrArray *enums)
{
    for (unsigned i = 0; i < enums->len; i++) {
        const CapsEnum *list = g_ptr_array_index(enums, i);

        xml_writer_open(xml, "enum");
        xml_writer_attr(xml, "name", list->name);
        for (unsigned j = 0; j < list->values->len; j++)
            xml_writer_leaf(xml, "value", g_ptr_array_index(list->values, j));
        xml_writer_close(xml, "enum");
    }
}

static void format_device_list(XmlWriter *xml, const char *name, const GPtrArray *list)
{
    xml_writer_open(xml, name);
    for (unsigned i = 0; i < list->len; i++) {
        const CapsDevice *device = g_ptr_array_index(list, i);

        xml_writer_open(xml, device->name);
        xml_writer_attr(xml, "supported", yes_or_no(device->supported));
        format_enums(xml, device->enums);
        xml_writer_close(xml, device->name);
    }
    xml_writer_close(xml, name);
}

static void format_loader(XmlWriter *xml, const DomainCapabilities *caps)
{
    xml_writer_open(xml, "os");
    xml_writer_attr(xml, "supported", "yes");
    xml_writer_open(xml, "loader");
    xml_writer_attr(xml, "supported", yes_or_no(caps->loader->supported));
    for (unsigned i = 0; i < caps->loader_paths->len; i++)
        xml_writer_leaf(xml, "value", g_ptr_array_index(caps->loader_paths, i));
    format_enums(xml, caps->loader->enums);
    xml_writer_close(xml, "loader");
    xml_writer_close(xml, "os");
}

static void format_host_model(XmlWriter *xml, const char *model)
{
    if (!model)
        return;
    xml_writer_open(xml, "model");
    xml_writer_attr(xml, "fallback", "forbid");
    xml_writer_text(xml, model);
    xml_writer_close(xml, "model");
}

static void format_custom_mode(XmlWriter *xml, const GPtrArray *models)
{
    xml_writer_open(xml, "mode");
    xml_writer_attr(xml, "name", "custom");
    xml_writer_attr(xml, "supported", yes_or_no(models->len > 0));
    for (unsigned i = 0; i < models->len; i++) {
        const CapsCpuModel *model = g_ptr_array_index(models, i);

        xml_writer_open(xml, "model");
        xml_writer_attr(xml, "usable", yes_or_no(model->usable));
        xml_writer_attr(xml, "vendor", model->vendor);
        xml_writer_text(xml, model->name);
        xml_writer_close(xml, "model");
    }
    xml_writer_close(xml, "mode");
}

static void format_cpu_modes(XmlWriter *xml, const DomainCapabilities *caps)
{
    xml_writer_open(xml, "cpu");
    for (unsigned i = 0; i < caps->cpu_modes->len; i++) {
        const CapsDevice *mode = g_ptr_array_index(caps->cpu_modes, i);

        xml_writer_open(xml, "mode");
        xml_writer_attr(xml, "name", mode->name);
        xml_writer_attr(xml, "supported", yes_or_no(mode->supported));
        format_enums(xml, mode->enums);
        if (g_strcmp0(mode->name, "host-model") == 0)
            format_host_model(xml, caps->host_model);
        xml_writer_close(xml, "mode");
    }
    format_custom_mode(xml, caps->cpu_models);
    xml_writer_close(xml, "cpu");
}

char *domain_capabilities_format(const DomainCapabilities *caps)
{
    XmlWriter xml;

    xml_writer_init(&xml);
    xml_writer_open(&xml, "domainCapabilities");
    xml_writer_leaf(&xml, "path", caps->path);
    xml_writer_leaf(&xml, "domain", caps->domain_type);
    xml_writer_leaf(&xml, "machine", caps->machine);
    xml_writer_leaf(&xml, "arch", caps->arch);
    if (caps->max_vcpus > 0) {
        xml_writer_open(&xml, "vcpu");
        xml_writer_attr_number(&xml, "max", caps->max_vcpus);
        xml_writer_close(&xml, "vcpu");
    }
    format_loader(&xml, caps);
    format_cpu_modes(&xml, caps);
    format_device_list(&xml, "devices", caps->devices);
    format_device_list(&xml, "features", caps->features);
    xml_writer_close(&xml, "domainCapabilities");
    return xml_writer_finish(&xml);
}
