/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command line as a whole, and all of it that is no device: see argv.h.
 *
 * Actions: QEMU pauses on power-off and on panic, so that the daemon, or the next one after a
 * crash, decides what follows; a reboot that shall end the guest is turned into such a power-off.
 */
#include "qemu/argv_private.h"

#include "qemu/device_parts.h"

#include <string.h>

void argv_add(Argv *argv, const char *option, const char *value)
{
    g_ptr_array_add(argv->words, g_strdup(option));
    if (value)
        g_ptr_array_add(argv->words, g_strdup(value));
}

void argv_addf(Argv *argv, const char *option, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(argv->words, g_strdup(option));
    g_ptr_array_add(argv->words, g_strdup_vprintf(format, args));
    va_end(args);
}

void argv_add_json(Argv *argv, const char *option, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);

    g_assert(text);
    argv_add(argv, option, text);
    free(text);
    json_decref(value);
}

char *argv_comma(const char *text)
{
    GString *doubled = g_string_new(NULL);

    for (; *text; text++)
        g_string_append(doubled, *text == ',' ? ",," : (char[2]){*text});
    return g_string_free(doubled, FALSE);
}

static void argv_machine(Argv *argv)
{
    const DomainDef *def = argv->def;
    g_autofree char *type = argv_comma(def->os.machine);
    g_autoptr(GString) text = g_string_new(type);

    g_string_append(text, def->type == DOMAIN_TYPE_KVM ? ",accel=kvm" : ",accel=tcg");
    g_string_append(text, ",usb=off");
    if (!def->features.acpi && argv->family != MACHINE_ISAPC)
        g_string_append(text, ",acpi=off");
    if (def->features.vmport)
        g_string_append_printf(text, ",vmport=%s", tristate_on_to_string(def->features.vmport));
    if (def->features.smm)
        g_string_append_printf(text, ",smm=%s", tristate_on_to_string(def->features.smm));
    for (unsigned i = 0; i < def->clock.n_timers; i++) {
        if (def->clock.timers[i].name == DOMAIN_TIMER_HPET && def->clock.timers[i].present)
            g_string_append_printf(text, ",hpet=%s",
                                   tristate_on_to_string(def->clock.timers[i].present));
    }
    if (def->os.loader && def->os.loader_type == DOMAIN_LOADER_PFLASH)
        g_string_append(text, ",pflash0=firmware");
    if (def->os.nvram)
        g_string_append(text, ",pflash1=firmware-vars");
    if (def->os.bios_serial)
        g_string_append_printf(text, ",graphics=%s",
                               def->os.bios_serial == TRISTATE_ON ? "off" : "on");
    argv_add(argv, "-machine", text->str);
}

int argv_find_fd(const Argv *argv, const char *name)
{
    const Parts *fds = argv->context->fds;

    for (unsigned i = 0; fds && i < parts_count(fds); i++) {
        if (g_strcmp0(parts_at(fds, i)->name, name) == 0)
            return (int) i;
    }
    return -1;
}

char *argv_file_path(const Argv *argv, const char *name, const char *path)
{
    int place = argv_find_fd(argv, name);

    return place < 0 ? g_strdup(path)
                     : g_strdup_printf("/proc/self/fd/%d", argv->context->first_fd + place);
}

static void argv_file(Argv *argv, const char *option, const char *name, const char *path)
{
    g_autofree char *named = argv_file_path(argv, name, path);

    argv_add(argv, option, named);
}

static void argv_sets(Argv *argv)
{
    const Parts *fds = argv->context->fds;

    for (unsigned i = 0; fds && i < parts_count(fds); i++) {
        const Part *part = parts_at(fds, i);

        if (part->kind == PART_FD)
            argv_addf(argv, "-add-fd", "fd=%u,set=%u,opaque=%s",
                      (unsigned) argv->context->first_fd + i, part->set, part->name);
    }
}

static void argv_firmware_node(Argv *argv, const char *name, const char *path, bool readonly)
{
    int place = argv_find_fd(argv, name);
    g_autofree char *set =
        place >= 0 ? g_strdup_printf("/dev/fdset/%u", parts_at(argv->context->fds, place)->set)
                   : NULL;

    argv_add_json(argv, "-blockdev",
                  json_pack("{s:s, s:s, s:b, s:{s:s, s:s}}", "driver", "raw", "node-name", name,
                            "read-only", readonly, "file", "driver", "file", "filename",
                            set ? set : path));
}

static void argv_firmware(Argv *argv)
{
    const DomainOs *os = &argv->def->os;

    if (os->loader && os->loader_type == DOMAIN_LOADER_PFLASH)
        argv_firmware_node(argv, "firmware", os->loader, os->loader_readonly != TRISTATE_OFF);
    else if (os->loader)
        argv_file(argv, "-bios", "bios", os->loader);
    if (os->nvram)
        argv_firmware_node(argv, "firmware-vars", os->nvram, false);
}

static void argv_clock(Argv *argv)
{
    const DomainClock *clock = &argv->def->clock;
    const char *slew = "";
    g_autofree char *base = g_strdup(clock->offset == DOMAIN_CLOCK_UTC ? "utc" : "localtime");

    for (unsigned i = 0; i < clock->n_timers; i++) {
        const DomainTimer *timer = &clock->timers[i];

        if (timer->name == DOMAIN_TIMER_RTC && timer->tick_policy == DOMAIN_TICK_CATCHUP)
            slew = ",driftfix=slew";
        if (timer->name == DOMAIN_TIMER_PIT && timer->tick_policy &&
            argv->def->type == DOMAIN_TYPE_KVM)
            argv_addf(argv, "-global", "kvm-pit.lost_tick_policy=%s",
                      domain_tick_policy_to_string(timer->tick_policy));
    }
    if (clock->offset == DOMAIN_CLOCK_VARIABLE) {
        int64_t seconds = argv->context->now + clock->adjustment;
        g_autoptr(GDateTime) time = clock->basis_localtime
                                        ? g_date_time_new_from_unix_local(seconds)
                                        : g_date_time_new_from_unix_utc(seconds);

        g_free(base);
        base = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
    }
    argv_addf(argv, "-rtc", "base=%s%s", base, slew);
}

const char *argv_reboot_action(DomainAction action)
{
    return action == DOMAIN_ACTION_RESTART ? "reset" : "shutdown";
}

/* A dump is ours to make, of a guest that stands still. */
static const char *argv_watchdog_action(DomainWatchdogAction action)
{
    return domain_watchdog_action_to_string(
        action == DOMAIN_WATCHDOG_ACTION_DUMP ? DOMAIN_WATCHDOG_ACTION_PAUSE : action);
}

static void argv_actions(Argv *argv)
{
    const DomainDef *def = argv->def;
    g_autoptr(GString) text = g_string_new("shutdown=pause,panic=pause");

    g_string_append_printf(text, ",reboot=%s", argv_reboot_action(def->on_reboot));
    if (def->watchdog)
        g_string_append_printf(text, ",watchdog=%s", argv_watchdog_action(def->watchdog->action));
    argv_add(argv, "-action", text->str);
}

static void argv_power(Argv *argv)
{
    const DomainDef *def = argv->def;
    const char *device = argv->family == MACHINE_Q35 ? "ICH9-LPC" : "PIIX4_PM";

    if (argv->family == MACHINE_ISAPC)
        return;
    if (def->pm_suspend_to_mem)
        argv_addf(argv, "-global", "%s.disable_s3=%d", device,
                  def->pm_suspend_to_mem == TRISTATE_OFF);
    if (def->pm_suspend_to_disk)
        argv_addf(argv, "-global", "%s.disable_s4=%d", device,
                  def->pm_suspend_to_disk == TRISTATE_OFF);
}

/* Floppy drives have no boot index, their controller has one for each of them. */
static void argv_boot_floppies(Argv *argv)
{
    const DomainDef *def = argv->def;

    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];
        unsigned order = device_boot_order(def, &disk->info, DOMAIN_BOOT_FLOPPY);

        if (disk->bus == DOMAIN_DISK_BUS_FDC && order)
            argv_addf(argv, "-global", "isa-fdc.bootindex%c=%u",
                      disk->info.address.drive.unit ? 'B' : 'A', order);
    }
}

/* The firmware of isapc knows no boot indexes, so there the order goes by kind of device. */
static void argv_boot(Argv *argv)
{
    static const char letters[DOMAIN_BOOT_LAST] = {
        [DOMAIN_BOOT_FLOPPY] = 'a',
        [DOMAIN_BOOT_DISK] = 'c',
        [DOMAIN_BOOT_CDROM] = 'd',
        [DOMAIN_BOOT_NETWORK] = 'n',
    };
    const DomainOs *os = &argv->def->os;
    g_autoptr(GString) text = g_string_new(NULL);

    if (argv->family == MACHINE_ISAPC) {
        for (unsigned i = 0; i < os->n_boot; i++)
            g_string_append_printf(text, "%s%c", i ? "" : "order=", letters[os->boot[i]]);
    } else {
        g_string_append(text, "strict=on");
    }
    if (os->boot_menu)
        g_string_append_printf(text, "%smenu=%s", text->len ? "," : "",
                               tristate_on_to_string(os->boot_menu));
    if (os->boot_menu == TRISTATE_ON && os->boot_menu_timeout >= 0)
        g_string_append_printf(text, ",splash-time=%d", os->boot_menu_timeout);
    if (os->bios_reboot_timeout >= -1)
        g_string_append_printf(text, "%sreboot-timeout=%d", text->len ? "," : "",
                               os->bios_reboot_timeout);
    if (text->len > 0)
        argv_add(argv, "-boot", text->str);
    if (!os->kernel)
        return;
    argv_file(argv, "-kernel", "kernel", os->kernel);
    if (os->initrd)
        argv_file(argv, "-initrd", "initrd", os->initrd);
    if (os->cmdline)
        argv_add(argv, "-append", os->cmdline);
}

static void argv_frame(Argv *argv)
{
    const DomainDef *def = argv->def;
    g_autofree char *name = argv_comma(def->name);
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    g_ptr_array_add(argv->words, g_strdup(def->emulator));
    argv_addf(argv, "-name", "guest=%s,debug-threads=on", name);
    argv_add(argv, "-S", NULL);
    if (argv->context->incoming)
        argv_add(argv, "-incoming", "defer");
    argv_add(argv, "-nodefaults", NULL);
    argv_add(argv, "-no-user-config", NULL);
    argv_add(argv, "-sandbox",
             "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
    argv_add(argv, "-uuid", uuid);
}

static void argv_monitor(Argv *argv)
{
    argv_addf(argv, "-chardev", "socket,id=charmonitor,fd=%d,server=on,wait=off",
              argv->context->monitor_fd);
    argv_add(argv, "-mon", "chardev=charmonitor,id=monitor,mode=control");
}

char **argv_build(const DomainDef *def, const ArgvContext *context, GError **err)
{
    Argv argv = {.def = def, .context = context};

    if (!machine_type_family(def->os.machine, &argv.family)) {
        error_set(err, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: machine type '%s'",
                  def->os.machine);
        return NULL;
    }
    argv.words = g_ptr_array_new_with_free_func(g_free);
    argv_frame(&argv);
    argv_machine(&argv);
    argv_cpu(&argv);
    argv_memory(&argv);
    argv_smp(&argv);
    argv_numa(&argv);
    argv_monitor(&argv);
    argv_sets(&argv);
    argv_clock(&argv);
    argv_actions(&argv);
    argv_power(&argv);
    argv_boot(&argv);
    argv_boot_floppies(&argv);
    argv_firmware(&argv);
    argv_firmware_tables(&argv);
    argv_add(&argv, "-display", "none");
    if (!argv_devices(&argv, err)) {
        g_ptr_array_unref(argv.words);
        return NULL;
    }
    g_ptr_array_add(argv.words, NULL);
    return (char **) g_ptr_array_free(argv.words, FALSE);
}
