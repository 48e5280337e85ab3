/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The structs behind <capabilities> and <domainCapabilities>: filled in and released. Copies all
 * strings. */
#include "conf/capabilities.h"

static void cell_free(void *data)
{
    CapsCell *cell = data;

    g_array_unref(cell->cpus);
    g_free(cell);
}

static void machine_free(void *data)
{
    CapsMachine *machine = data;

    g_free(machine->name);
    g_free(machine->canonical);
    g_free(machine);
}

static void guest_free(void *data)
{
    CapsGuest *guest = data;

    g_free(guest->os_type);
    g_free(guest->arch);
    g_free(guest->emulator);
    g_ptr_array_unref(guest->machines);
    g_ptr_array_unref(guest->domain_types);
    g_free(guest);
}

Capabilities *capabilities_new(void)
{
    Capabilities *caps = g_new0(Capabilities, 1);

    caps->migration_uris = g_ptr_array_new_with_free_func(g_free);
    caps->cells = g_ptr_array_new_with_free_func(cell_free);
    caps->guests = g_ptr_array_new_with_free_func(guest_free);
    return caps;
}

void capabilities_free(Capabilities *caps)
{
    if (!caps)
        return;
    g_free(caps->arch);
    g_free(caps->cpu_model);
    g_free(caps->cpu_vendor);
    g_ptr_array_unref(caps->migration_uris);
    g_ptr_array_unref(caps->cells);
    g_ptr_array_unref(caps->guests);
    g_free(caps);
}

CapsCell *capabilities_add_cell(Capabilities *caps, unsigned id, uint64_t memory_kib)
{
    CapsCell *cell = g_new0(CapsCell, 1);

    cell->id = id;
    cell->memory_kib = memory_kib;
    cell->cpus = g_array_new(FALSE, TRUE, sizeof(CapsHostCpu));
    g_ptr_array_add(caps->cells, cell);
    return cell;
}

CapsGuest *capabilities_add_guest(Capabilities *caps, const char *os_type, const char *arch,
                                  unsigned word_size, const char *emulator)
{
    CapsGuest *guest = g_new0(CapsGuest, 1);

    guest->os_type = g_strdup(os_type);
    guest->arch = g_strdup(arch);
    guest->word_size = word_size;
    guest->emulator = g_strdup(emulator);
    guest->machines = g_ptr_array_new_with_free_func(machine_free);
    guest->domain_types = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(caps->guests, guest);
    return guest;
}

void capabilities_add_machine(CapsGuest *guest, const char *name, const char *canonical,
                              unsigned max_cpus)
{
    CapsMachine *machine = g_new0(CapsMachine, 1);

    machine->name = g_strdup(name);
    machine->canonical = g_strdup(canonical);
    machine->max_cpus = max_cpus;
    g_ptr_array_add(guest->machines, machine);
}

void capabilities_add_domain_type(CapsGuest *guest, const char *type)
{
    g_ptr_array_add(guest->domain_types, g_strdup(type));
}

static void enum_free(void *data)
{
    CapsEnum *list = data;

    g_free(list->name);
    g_ptr_array_unref(list->values);
    g_free(list);
}

static void device_free(void *data)
{
    CapsDevice *device = data;

    g_free(device->name);
    g_ptr_array_unref(device->enums);
    g_free(device);
}

static void cpu_model_free(void *data)
{
    CapsCpuModel *model = data;

    g_free(model->name);
    g_free(model->vendor);
    g_free(model);
}

static CapsDevice *device_new(const char *name, bool supported)
{
    CapsDevice *device = g_new0(CapsDevice, 1);

    device->name = g_strdup(name);
    device->supported = supported;
    device->enums = g_ptr_array_new_with_free_func(enum_free);
    return device;
}

DomainCapabilities *domain_capabilities_new(void)
{
    DomainCapabilities *caps = g_new0(DomainCapabilities, 1);

    caps->loader = device_new("loader", false);
    caps->loader_paths = g_ptr_array_new_with_free_func(g_free);
    caps->cpu_modes = g_ptr_array_new_with_free_func(device_free);
    caps->cpu_models = g_ptr_array_new_with_free_func(cpu_model_free);
    caps->devices = g_ptr_array_new_with_free_func(device_free);
    caps->features = g_ptr_array_new_with_free_func(device_free);
    return caps;
}

void domain_capabilities_free(DomainCapabilities *caps)
{
    if (!caps)
        return;
    g_free(caps->path);
    g_free(caps->domain_type);
    g_free(caps->machine);
    g_free(caps->arch);
    g_free(caps->host_model);
    device_free(caps->loader);
    g_ptr_array_unref(caps->loader_paths);
    g_ptr_array_unref(caps->cpu_modes);
    g_ptr_array_unref(caps->cpu_models);
    g_ptr_array_unref(caps->devices);
    g_ptr_array_unref(caps->features);
    g_free(caps);
}

CapsDevice *domain_capabilities_add_device(GPtrArray *list, const char *name, bool supported)
{
    CapsDevice *device = device_new(name, supported);

    g_ptr_array_add(list, device);
    return device;
}

CapsEnum *caps_device_add_enum(CapsDevice *device, const char *name, ...)
{
    CapsEnum *list = g_new0(CapsEnum, 1);
    const char *value;
    va_list args;

    list->name = g_strdup(name);
    list->values = g_ptr_array_new_with_free_func(g_free);
    va_start(args, name);
    while ((value = va_arg(args, const char *)))
        caps_enum_add_value(list, value);
    va_end(args);
    g_ptr_array_add(device->enums, list);
    return list;
}

void caps_enum_add_value(CapsEnum *list, const char *value)
{
    g_ptr_array_add(list->values, g_strdup(value));
}

void domain_capabilities_add_cpu_model(DomainCapabilities *caps, const char *name, bool usable,
                                       const char *vendor)
{
    CapsCpuModel *model = g_new0(CapsCpuModel, 1);

    model->name = g_strdup(name);
    model->usable = usable;
    model->vendor = g_strdup(vendor);
    g_ptr_array_add(caps->cpu_models, model);
}
