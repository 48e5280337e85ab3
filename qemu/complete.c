/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The frame of a domain made complete: architecture, machine, emulator, firmware, CPU, clock. See
 * complete.h; the devices are in complete_disk.c and complete_device.c.
 */
#include "qemu/complete.h"

#include "qemu/machine_type.h"

bool complete_refuse(GError **err, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list args;

    va_start(args, format);
    what = g_strdup_vprintf(format, args);
    va_end(args);
    return error_set(err, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: %s", what);
}

static bool complete_machine(DomainDef *def, const CompleteContext *context, GError **err)
{
    MachineFamily family;

    if (def->type != DOMAIN_TYPE_QEMU && def->type != DOMAIN_TYPE_KVM)
        return complete_refuse(err, "a domain of type '%s' cannot run here, only qemu and kvm",
                               domain_type_to_string(def->type));
    if (!def->os.arch)
        def->os.arch = g_strdup("x86_64");
    if (!g_str_equal(def->os.arch, "x86_64") && !g_str_equal(def->os.arch, "i686"))
        return complete_refuse(err, "architecture '%s', only x86_64 and i686 can run here",
                               def->os.arch);
    if (!def->os.machine)
        def->os.machine = g_strdup("pc");
    if (!machine_type_family(def->os.machine, &family))
        return complete_refuse(err, "machine type '%s', only pc, q35 (with any version) and isapc",
                               def->os.machine);
    if (!def->emulator)
        def->emulator = context->find_emulator(def->os.arch);
    if (def->emulator && def->emulator[0] != '/')
        return error_set(err, ERR_XML, "the emulator '%s' is not given by an absolute path",
                         def->emulator);
    return true;
}

static bool any_device_has_boot_order(const DomainDef *def)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        if (((const DomainDisk *) def->disks->pdata[i])->info.boot_order)
            return true;
    }
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        if (((const DomainInterface *) def->interfaces->pdata[i])->info.boot_order)
            return true;
    }
    return false;
}

/* Its firmware is told in three half bytes of the CMOS. */
#define ISAPC_BOOT_MAX 3

static bool complete_boot(DomainDef *def, GError **err)
{
    MachineFamily family;
    bool by_device = any_device_has_boot_order(def);

    machine_type_family(def->os.machine, &family);
    if (by_device && family == MACHINE_ISAPC)
        return complete_refuse(err, "a boot order of devices on machine type isapc; use "
                                    "<boot dev=...> within <os>");
    if (def->os.n_boot > ISAPC_BOOT_MAX && family == MACHINE_ISAPC)
        return complete_refuse(err,
                               "%u kinds of devices to boot from on machine type isapc, which "
                               "tries at most %d",
                               def->os.n_boot, ISAPC_BOOT_MAX);
    if (def->os.n_boot == 0 && !def->os.kernel && !by_device)
        def->os.boot[def->os.n_boot++] = DOMAIN_BOOT_DISK;
    return true;
}

/* What is chosen stays chosen: it is in the definition then, as its variables must fit. */
static bool choose_firmware(DomainOs *os, const CompleteContext *context, GError **err)
{
    g_autofree char *template = NULL;

    if (os->firmware == DOMAIN_FIRMWARE_BIOS && os->loader_type == DOMAIN_LOADER_PFLASH)
        return complete_refuse(err, "firmware='bios' with a <loader type='pflash'>");
    if (os->firmware != DOMAIN_FIRMWARE_EFI || os->loader)
        return true;
    if (!context->find_firmware(os->arch, os->machine, &os->loader, &template))
        return complete_refuse(err,
                               "firmware='efi' on machine type '%s': no UEFI for it, that needs "
                               "neither Secure Boot nor SMM, is described in "
                               "/usr/share/qemu/firmware or /etc/qemu/firmware; install the "
                               "package ovmf, or name one in <loader>",
                               os->machine);
    os->loader_type = DOMAIN_LOADER_PFLASH;
    os->loader_readonly = TRISTATE_ON;
    if (!os->nvram_template)
        os->nvram_template = g_steal_pointer(&template);
    return true;
}

/* Copies of the variables are named for the domain, whose other files are too. */
static bool complete_firmware(DomainDef *def, const CompleteContext *context, GError **err)
{
    DomainOs *os = &def->os;
    MachineFamily family;
    bool pflash;

    if (!choose_firmware(os, context, err))
        return false;
    pflash = os->loader && os->loader_type == DOMAIN_LOADER_PFLASH;
    machine_type_family(os->machine, &family);
    if (pflash && family == MACHINE_ISAPC)
        return complete_refuse(err, "firmware in flash memory on machine type isapc");
    if ((os->nvram || os->nvram_template) && !pflash)
        return complete_refuse(err, "<nvram> without a <loader type='pflash'>");
    if (os->nvram_template && !os->nvram)
        os->nvram = g_strdup_printf("%s/%s_VARS.fd", context->variables_folder, def->name);
    return true;
}

static bool complete_cpu(const DomainDef *def, GError **err)
{
    const DomainCpu *cpu = def->cpu;

    if (!cpu || !cpu->has_mode)
        return true;
    if (cpu->mode == DOMAIN_CPU_HOST_PASSTHROUGH && def->type != DOMAIN_TYPE_KVM)
        return complete_refuse(err, "CPU mode 'host-passthrough' without type kvm; use 'maximum'");
    if (cpu->match == DOMAIN_CPU_MATCH_MINIMUM || cpu->match == DOMAIN_CPU_MATCH_STRICT)
        return complete_refuse(err, "CPU match '%s'; use 'exact'",
                               domain_cpu_match_to_string(cpu->match));
    if (cpu->mode == DOMAIN_CPU_CUSTOM && !cpu->model)
        return complete_refuse(err, "CPU mode 'custom' without a model");
    if (cpu->migratable && cpu->mode != DOMAIN_CPU_HOST_PASSTHROUGH &&
        cpu->mode != DOMAIN_CPU_MAXIMUM)
        return complete_refuse(err, "'migratable' of a CPU of mode '%s'",
                               domain_cpu_mode_to_string(cpu->mode));
    return true;
}

static bool timer_policy_is_fine(const DomainDef *def, const DomainTimer *timer)
{
    switch (timer->name) {
    case DOMAIN_TIMER_RTC:
        return timer->tick_policy == DOMAIN_TICK_DELAY || timer->tick_policy == DOMAIN_TICK_CATCHUP;
    case DOMAIN_TIMER_PIT:
        /* QEMU's own PIT has no choice of policies; every tool for the kernel's asks for delay. */
        return timer->tick_policy == DOMAIN_TICK_DELAY ||
               (timer->tick_policy == DOMAIN_TICK_DISCARD && def->type == DOMAIN_TYPE_KVM);
    default:
        return false;
    }
}

static bool timer_presence_is_fine(const DomainDef *def, const DomainTimer *timer)
{
    switch (timer->name) {
    case DOMAIN_TIMER_HPET:
    case DOMAIN_TIMER_TSC:
    case DOMAIN_TIMER_HYPERVCLOCK:
        return true;
    case DOMAIN_TIMER_KVMCLOCK:
        return def->type == DOMAIN_TYPE_KVM || timer->present == TRISTATE_OFF;
    default:
        return timer->present == TRISTATE_ON;
    }
}

static bool complete_clock(const DomainDef *def, GError **err)
{
    if (def->clock.offset == DOMAIN_CLOCK_TIMEZONE)
        return complete_refuse(err,
                               "clock offset 'timezone'; use 'utc', 'localtime' or 'variable'");
    for (unsigned i = 0; i < def->clock.n_timers; i++) {
        const DomainTimer *timer = &def->clock.timers[i];
        const char *name = domain_timer_name_to_string(timer->name);

        if (timer->tick_policy && !timer_policy_is_fine(def, timer))
            return complete_refuse(err, "tickpolicy '%s' of timer '%s' in a domain of type '%s'",
                                   domain_tick_policy_to_string(timer->tick_policy), name,
                                   domain_type_to_string(def->type));
        if (timer->present && !timer_presence_is_fine(def, timer))
            return complete_refuse(err, "timer '%s' with present='%s' in a domain of type '%s'",
                                   name, tristate_yes_to_string(timer->present),
                                   domain_type_to_string(def->type));
    }
    return true;
}

bool complete_domain(DomainDef *def, const CompleteContext *context, GError **err)
{
    return complete_machine(def, context, err) && complete_firmware(def, context, err) &&
           complete_cpu(def, err) && complete_clock(def, err) && complete_memory(def, err) &&
           complete_disks(def, err) && complete_devices(def, err) && complete_boot(def, err) &&
           domain_def_check(def, err);
}
