/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a guest boots and believes, as text: the counterpart of domain_parse_guest.c and _cpu.c. */
#include "conf/domain_format.h"

static void format_loader(XmlWriter *xml, const DomainOs *os)
{
    if (os->loader) {
        xml_writer_open(xml, "loader");
        xml_writer_attr(xml, "readonly", tristate_yes_to_string(os->loader_readonly));
        xml_writer_attr(xml, "secure", tristate_yes_to_string(os->loader_secure));
        xml_writer_attr(xml, "type", domain_loader_type_to_string(os->loader_type));
        xml_writer_text(xml, os->loader);
        xml_writer_close(xml, "loader");
    }
    if (os->nvram || os->nvram_template) {
        xml_writer_open(xml, "nvram");
        xml_writer_attr(xml, "template", os->nvram_template);
        if (os->nvram)
            xml_writer_text(xml, os->nvram);
        xml_writer_close(xml, "nvram");
    }
}

void domain_format_os(XmlWriter *xml, const DomainOs *os)
{
    xml_writer_open(xml, "os");
    xml_writer_attr(xml, "firmware", domain_firmware_to_string(os->firmware));
    xml_writer_open(xml, "type");
    xml_writer_attr(xml, "arch", os->arch);
    xml_writer_attr(xml, "machine", os->machine);
    xml_writer_text(xml, "hvm");
    xml_writer_close(xml, "type");
    format_loader(xml, os);
    xml_writer_leaf(xml, "kernel", os->kernel);
    xml_writer_leaf(xml, "initrd", os->initrd);
    xml_writer_leaf(xml, "cmdline", os->cmdline);
    for (unsigned i = 0; i < os->n_boot; i++)
        xml_writer_leaf_attr(xml, "boot", "dev", domain_boot_to_string(os->boot[i]));
    if (os->boot_menu != TRISTATE_ABSENT || os->boot_menu_timeout >= 0) {
        xml_writer_open(xml, "bootmenu");
        xml_writer_attr(xml, "enable", tristate_yes_to_string(os->boot_menu));
        if (os->boot_menu_timeout >= 0)
            xml_writer_attr_number(xml, "timeout", os->boot_menu_timeout);
        xml_writer_close(xml, "bootmenu");
    }
    if (os->bios_serial != TRISTATE_ABSENT || os->bios_reboot_timeout >= -1) {
        xml_writer_open(xml, "bios");
        xml_writer_attr(xml, "useserial", tristate_yes_to_string(os->bios_serial));
        if (os->bios_reboot_timeout >= -1)
            xml_writer_attr_number(xml, "rebootTimeout", os->bios_reboot_timeout);
        xml_writer_close(xml, "bios");
    }
    xml_writer_leaf_attr(xml, "smbios", "mode", domain_smbios_mode_to_string(os->smbios_mode));
    xml_writer_close(xml, "os");
}

void domain_format_features(XmlWriter *xml, const DomainDef *def)
{
    const DomainFeatures *features = &def->features;

    if (!features->acpi && !features->apic && !features->pae && !features->vmport &&
        !features->smm && !def->hyperv.given && !def->kept_features)
        return;
    xml_writer_open(xml, "features");
    xml_writer_flag(xml, "acpi", features->acpi);
    xml_writer_flag(xml, "apic", features->apic);
    xml_writer_flag(xml, "pae", features->pae);
    xml_writer_leaf_attr(xml, "vmport", "state", tristate_on_to_string(features->vmport));
    xml_writer_leaf_attr(xml, "smm", "state", tristate_on_to_string(features->smm));
    domain_format_hyperv(xml, &def->hyperv);
    xml_writer_kept(xml, def->kept_features);
    xml_writer_close(xml, "features");
}

static void format_cpu_model(XmlWriter *xml, const DomainCpu *cpu)
{
    if (!cpu->model && !cpu->fallback)
        return;
    xml_writer_open(xml, "model");
    xml_writer_attr(xml, "fallback", domain_cpu_fallback_to_string(cpu->fallback));
    if (cpu->model)
        xml_writer_text(xml, cpu->model);
    xml_writer_close(xml, "model");
}

void domain_format_cpu(XmlWriter *xml, const DomainCpu *cpu)
{
    if (!cpu)
        return;
    xml_writer_open(xml, "cpu");
    if (cpu->has_mode)
        xml_writer_attr(xml, "mode", domain_cpu_mode_to_string(cpu->mode));
    xml_writer_attr(xml, "match", domain_cpu_match_to_string(cpu->match));
    xml_writer_attr(xml, "check", domain_cpu_check_to_string(cpu->check));
    xml_writer_attr(xml, "migratable", tristate_on_to_string(cpu->migratable));
    format_cpu_model(xml, cpu);
    if (cpu->sockets > 0) {
        xml_writer_open(xml, "topology");
        xml_writer_attr_number(xml, "sockets", cpu->sockets);
        xml_writer_attr_number(xml, "dies", cpu->dies);
        xml_writer_attr_number(xml, "cores", cpu->cores);
        xml_writer_attr_number(xml, "threads", cpu->threads);
        xml_writer_close(xml, "topology");
    }
    for (unsigned i = 0; i < cpu->features->len; i++) {
        const DomainCpuFeature *feature = &g_array_index(cpu->features, DomainCpuFeature, i);

        xml_writer_open(xml, "feature");
        xml_writer_attr(xml, "policy", domain_cpu_policy_to_string(feature->policy));
        xml_writer_attr(xml, "name", feature->name);
        xml_writer_close(xml, "feature");
    }
    domain_format_numa(xml, cpu);
    xml_writer_kept(xml, cpu->kept);
    xml_writer_close(xml, "cpu");
}

void domain_format_clock(XmlWriter *xml, const DomainClock *clock)
{
    xml_writer_open(xml, "clock");
    xml_writer_attr(xml, "offset", domain_clock_offset_to_string(clock->offset));
    xml_writer_attr(xml, "timezone", clock->timezone);
    if (clock->offset == DOMAIN_CLOCK_VARIABLE) {
        xml_writer_attr_number(xml, "adjustment", clock->adjustment);
        xml_writer_attr(xml, "basis", clock->basis_localtime ? "localtime" : "utc");
    }
    for (unsigned i = 0; i < clock->n_timers; i++) {
        const DomainTimer *timer = &clock->timers[i];

        xml_writer_open(xml, "timer");
        xml_writer_attr(xml, "name", domain_timer_name_to_string(timer->name));
        xml_writer_attr(xml, "present", tristate_yes_to_string(timer->present));
        xml_writer_attr(xml, "tickpolicy", domain_tick_policy_to_string(timer->tick_policy));
        xml_writer_close(xml, "timer");
    }
    xml_writer_close(xml, "clock");
}
