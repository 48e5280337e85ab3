/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest boots and what it believes itself to run on: <os>, <features>, <clock>, <pm>.
 * Paths and command lines are taken as they are; whether a file is there is not asked here.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

static bool parse_os_type(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "arch machine", &text, err) ||
        !xml_attr_word(node, "arch", &def->os.arch, err) ||
        !xml_attr_word(node, "machine", &def->os.machine, err))
        return false;
    g_strstrip(text);
    if (strcmp(text, "hvm") != 0)
        return xml_unsupported(node, err, "'%s' (supported: hvm)", text);
    return true;
}

static bool parse_boot(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    DomainBoot boot;

    if (!xml_check_empty(node, "dev", err) || !XML_NEED_ENUM(node, "dev", domain_boot, &boot, err))
        return false;
    for (unsigned i = 0; i < def->os.n_boot; i++) {
        if (def->os.boot[i] == boot)
            return xml_invalid(node, err, "'%s' is there twice", domain_boot_to_string(boot));
    }
    def->os.boot[def->os.n_boot++] = boot;
    return true;
}

static bool parse_boot_menu(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    int64_t timeout = -1;

    if (!xml_check_empty(node, "enable timeout", err) ||
        !XML_ATTR_ENUM(node, "enable", tristate_yes, &def->os.boot_menu, err) ||
        !xml_attr_signed(node, "timeout", 0, 65535, &timeout, err))
        return false;
    def->os.boot_menu_timeout = (int) timeout;
    return true;
}

static bool parse_kernel(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_path(node, "", &def->os.kernel, err);
}

static bool parse_initrd(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_path(node, "", &def->os.initrd, err);
}

static bool parse_cmdline(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_get_text(node, "", &def->os.cmdline, err);
}

static bool parse_loader(xmlNode *node, void *target, GError **err)
{
    DomainOs *os = &((DomainDef *) target)->os;

    if (!xml_get_path(node, "type readonly secure", &os->loader, err) ||
        !XML_ATTR_ENUM(node, "type", domain_loader_type, &os->loader_type, err) ||
        !XML_ATTR_ENUM(node, "readonly", tristate_yes, &os->loader_readonly, err) ||
        !XML_ATTR_ENUM(node, "secure", tristate_yes, &os->loader_secure, err))
        return false;
    if (os->loader_secure == TRISTATE_ON)
        return xml_unsupported(node, err, "secure='yes'");
    return true;
}

static bool parse_nvram(xmlNode *node, void *target, GError **err)
{
    DomainOs *os = &((DomainDef *) target)->os;

    if (!xml_get_text(node, "template", &os->nvram, err))
        return false;
    if (*os->nvram == '\0')
        g_clear_pointer(&os->nvram, g_free);
    return (!os->nvram || xml_check_path(node, os->nvram, err)) &&
           xml_attr_path(node, "template", &os->nvram_template, err);
}

static bool parse_bios(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    int64_t timeout = def->os.bios_reboot_timeout;

    if (!xml_check_empty(node, "useserial rebootTimeout", err) ||
        !XML_ATTR_ENUM(node, "useserial", tristate_yes, &def->os.bios_serial, err) ||
        !xml_attr_signed(node, "rebootTimeout", -1, 65535, &timeout, err))
        return false;
    def->os.bios_reboot_timeout = (int) timeout;
    return true;
}

static bool parse_smbios(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_check_empty(node, "mode", err) &&
           XML_NEED_ENUM(node, "mode", domain_smbios_mode, &def->os.smbios_mode, err);
}

bool domain_parse_genid(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;
    g_autofree char *text = NULL;

    if (!xml_get_text(node, "", &text, err))
        return false;
    g_strstrip(text);
    def->has_genid = true;
    if (!*text)
        uuid_generate(def->genid);
    else if (!uuid_parse(text, def->genid))
        return xml_invalid(node, err, "'%s' is not a UUID", text);
    return true;
}

bool domain_parse_os(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"type", XML_ONE, parse_os_type},
        {"boot", XML_MANY, parse_boot},
        {"bootmenu", XML_ONE, parse_boot_menu},
        {"kernel", XML_ONE, parse_kernel},
        {"initrd", XML_ONE, parse_initrd},
        {"cmdline", XML_ONE, parse_cmdline},
        {"loader", XML_ONE, parse_loader},
        {"nvram", XML_ONE, parse_nvram},
        {"acpi", XML_REFUSE, NULL},
        {"bios", XML_ONE, parse_bios},
        {"dtb", XML_REFUSE, NULL},
        {"firmware", XML_REFUSE, NULL},
        {"init", XML_REFUSE, NULL},
        {"initarg", XML_REFUSE, NULL},
        {"initdir", XML_REFUSE, NULL},
        {"initenv", XML_REFUSE, NULL},
        {"initgroup", XML_REFUSE, NULL},
        {"inituser", XML_REFUSE, NULL},
        {"shim", XML_REFUSE, NULL},
        {"smbios", XML_ONE, parse_smbios},
        {0},
    };
    static const XmlShape shape = {"firmware", children};
    DomainOs *os = &((DomainDef *) target)->os;

    if (!XML_ATTR_ENUM(node, "firmware", domain_firmware, &os->firmware, err) ||
        !xml_walk(node, &shape, target, NULL, err))
        return false;
    if (!os->kernel && (os->initrd || os->cmdline))
        return xml_invalid(node, err, "<%s> needs a <kernel>", os->initrd ? "initrd" : "cmdline");
    if ((os->nvram || os->nvram_template) && os->loader_type != DOMAIN_LOADER_PFLASH &&
        (os->loader || os->firmware != DOMAIN_FIRMWARE_EFI))
        return xml_invalid(node, err, "<nvram> needs a <loader type='pflash'>");
    return true;
}

static bool parse_acpi(xmlNode *node, void *target, GError **err)
{
    ((DomainDef *) target)->features.acpi = true;
    return xml_check_empty(node, "", err);
}

static bool parse_apic(xmlNode *node, void *target, GError **err)
{
    ((DomainDef *) target)->features.apic = true;
    return xml_check_empty(node, "", err);
}

static bool parse_pae(xmlNode *node, void *target, GError **err)
{
    ((DomainDef *) target)->features.pae = true;
    return xml_check_empty(node, "", err);
}

/* Without a state the element itself means "on". */
static bool read_state(xmlNode *node, Tristate *ret_state, GError **err)
{
    *ret_state = TRISTATE_ON;
    return xml_check_empty(node, "state", err) &&
           XML_ATTR_ENUM(node, "state", tristate_on, ret_state, err);
}

static bool parse_vmport(xmlNode *node, void *target, GError **err)
{
    return read_state(node, &((DomainDef *) target)->features.vmport, err);
}

static bool parse_smm(xmlNode *node, void *target, GError **err)
{
    return read_state(node, &((DomainDef *) target)->features.smm, err);
}

bool domain_parse_features(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"acpi", XML_ONE, parse_acpi},
        {"apic", XML_ONE, parse_apic},
        {"pae", XML_ONE, parse_pae},
        {"vmport", XML_ONE, parse_vmport},
        {"smm", XML_ONE, parse_smm},
        {"hyperv", XML_ONE, domain_parse_hyperv},
        {"hap", XML_KEEP, NULL},
        {"aia", XML_REFUSE, NULL},
        {"async-teardown", XML_REFUSE, NULL},
        {"capabilities", XML_REFUSE, NULL},
        {"ccf-assist", XML_REFUSE, NULL},
        {"cfpc", XML_REFUSE, NULL},
        {"gic", XML_REFUSE, NULL},
        {"hpt", XML_REFUSE, NULL},
        {"htm", XML_REFUSE, NULL},
        {"ibs", XML_REFUSE, NULL},
        {"ioapic", XML_REFUSE, NULL},
        {"kvm", XML_REFUSE, NULL},
        {"msrs", XML_REFUSE, NULL},
        {"nested-hv", XML_REFUSE, NULL},
        {"pmu", XML_REFUSE, NULL},
        {"privnet", XML_REFUSE, NULL},
        {"ps2", XML_REFUSE, NULL},
        {"pvspinlock", XML_REFUSE, NULL},
        {"ras", XML_REFUSE, NULL},
        {"sbbc", XML_REFUSE, NULL},
        {"tcg", XML_REFUSE, NULL},
        {"viridian", XML_REFUSE, NULL},
        {"vmcoreinfo", XML_REFUSE, NULL},
        {"xen", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"", children};
    DomainDef *def = target;

    return xml_walk(node, &shape, def, &def->kept_features, err);
}

static bool parse_timer(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"catchup", XML_REFUSE, NULL}, {0}};
    static const XmlShape shape = {"name present tickpolicy", children};
    DomainClock *clock = &((DomainDef *) target)->clock;
    DomainTimer timer = {0};

    if (!xml_walk(node, &shape, NULL, NULL, err) ||
        !XML_NEED_ENUM(node, "name", domain_timer_name, &timer.name, err) ||
        !XML_ATTR_ENUM(node, "present", tristate_yes, &timer.present, err) ||
        !XML_ATTR_ENUM(node, "tickpolicy", domain_tick_policy, &timer.tick_policy, err))
        return false;
    for (unsigned i = 0; i < clock->n_timers; i++) {
        if (clock->timers[i].name == timer.name)
            return xml_invalid(node, err, "'%s' is there twice",
                               domain_timer_name_to_string(timer.name));
    }
    clock->timers[clock->n_timers++] = timer;
    return true;
}

bool domain_parse_clock(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {{"timer", XML_MANY, parse_timer}, {0}};
    static const XmlShape shape = {"offset timezone adjustment basis", children};
    DomainClock *clock = &((DomainDef *) target)->clock;
    g_autofree char *basis = xml_attr(node, "basis");
    g_autofree char *adjustment = xml_attr(node, "adjustment");

    if (!xml_walk(node, &shape, target, NULL, err) ||
        !XML_ATTR_ENUM(node, "offset", domain_clock_offset, &clock->offset, err))
        return false;
    if (clock->offset != DOMAIN_CLOCK_VARIABLE && (basis || adjustment))
        return xml_unsupported(node, err, "%s with an offset other than 'variable'",
                               basis ? "basis" : "adjustment");
    if (!xml_attr_signed(node, "adjustment", -INT64_C(100000000000), INT64_C(100000000000),
                         &clock->adjustment, err))
        return false;
    if (basis && strcmp(basis, "utc") != 0 && strcmp(basis, "localtime") != 0)
        return xml_invalid(node, err, "basis '%s' is neither utc nor localtime", basis);
    clock->basis_localtime = basis && strcmp(basis, "localtime") == 0;
    xml_attr_string(node, "timezone", &clock->timezone);
    if ((clock->offset == DOMAIN_CLOCK_TIMEZONE) != (clock->timezone != NULL))
        return xml_invalid(node, err, "offset='timezone' and timezone= go together");
    return true;
}

static bool parse_suspend_to_mem(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_check_empty(node, "enabled", err) &&
           XML_ATTR_ENUM(node, "enabled", tristate_yes, &def->pm_suspend_to_mem, err);
}

static bool parse_suspend_to_disk(xmlNode *node, void *target, GError **err)
{
    DomainDef *def = target;

    return xml_check_empty(node, "enabled", err) &&
           XML_ATTR_ENUM(node, "enabled", tristate_yes, &def->pm_suspend_to_disk, err);
}

bool domain_parse_pm(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"suspend-to-mem", XML_ONE, parse_suspend_to_mem},
        {"suspend-to-disk", XML_ONE, parse_suspend_to_disk},
        {0},
    };
    static const XmlShape shape = {"", children};

    return xml_walk(node, &shape, target, NULL, err);
}
