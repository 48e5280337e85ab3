/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The domain definition as an object: made, released, copied; and the words of its enums, each
 * table in the order of its enum in domain.h. Reading and writing documents is in domain_parse*.c
 * and domain_format*.c.
 */
#include "conf/domain.h"

#include "conf/xml_writer.h"

#include <string.h>

ENUM_DEFINE(domain_type, DomainType, DOMAIN_TYPE_LAST, "qemu", "kvm", "test");
ENUM_DEFINE(domain_boot, DomainBoot, DOMAIN_BOOT_LAST, "fd", "hd", "cdrom", "network");
ENUM_DEFINE(domain_firmware, DomainFirmware, DOMAIN_FIRMWARE_LAST, NULL, "bios", "efi");
ENUM_DEFINE(domain_loader_type, DomainLoaderType, DOMAIN_LOADER_LAST, NULL, "rom", "pflash");
ENUM_DEFINE(domain_cpu_mode, DomainCpuMode, DOMAIN_CPU_LAST, "custom", "host-model",
            "host-passthrough", "maximum");
ENUM_DEFINE(domain_cpu_match, DomainCpuMatch, DOMAIN_CPU_MATCH_LAST, NULL, "exact", "minimum",
            "strict");
ENUM_DEFINE(domain_cpu_check, DomainCpuCheck, DOMAIN_CPU_CHECK_LAST, NULL, "none", "partial",
            "full");
ENUM_DEFINE(domain_cpu_fallback, DomainCpuFallback, DOMAIN_CPU_FALLBACK_LAST, NULL, "allow",
            "forbid");
ENUM_DEFINE(domain_cpu_policy, DomainCpuPolicy, DOMAIN_CPU_POLICY_LAST, "force", "require",
            "optional", "disable", "forbid");
ENUM_DEFINE(domain_clock_offset, DomainClockOffset, DOMAIN_CLOCK_LAST, "utc", "localtime",
            "timezone", "variable");
ENUM_DEFINE(domain_timer_name, DomainTimerName, DOMAIN_TIMER_LAST, "pit", "rtc", "hpet", "tsc",
            "kvmclock", "hypervclock");
ENUM_DEFINE(domain_tick_policy, DomainTickPolicy, DOMAIN_TICK_LAST, NULL, "delay", "catchup",
            "merge", "discard");
ENUM_DEFINE(domain_action, DomainAction, DOMAIN_ACTION_LAST, "destroy", "restart", "preserve",
            "coredump-destroy", "coredump-restart");

DomainDef *domain_def_new(void)
{
    DomainDef *def = g_new0(DomainDef, 1);

    def->id = -1;
    def->os.boot_menu_timeout = -1;
    def->os.bios_reboot_timeout = -2;
    def->smbios = g_ptr_array_new_with_free_func(domain_smbios_block_free);
    def->fwcfg = g_ptr_array_new_with_free_func(domain_fwcfg_free);
    def->vcpus = 1;
    def->max_vcpus = 1;
    def->on_reboot = DOMAIN_ACTION_RESTART;
    def->disks = g_ptr_array_new_with_free_func(domain_disk_free);
    def->controllers = g_ptr_array_new_with_free_func(domain_controller_free);
    def->interfaces = g_ptr_array_new_with_free_func(domain_interface_free);
    def->serials = g_ptr_array_new_with_free_func(domain_chardev_free);
    def->consoles = g_ptr_array_new_with_free_func(domain_chardev_free);
    def->channels = g_ptr_array_new_with_free_func(domain_chardev_free);
    def->inputs = g_ptr_array_new_with_free_func(domain_input_free);
    def->graphics = g_ptr_array_new_with_free_func(domain_graphics_free);
    def->videos = g_ptr_array_new_with_free_func(domain_video_free);
    def->rngs = g_ptr_array_new_with_free_func(domain_rng_free);
    def->filesystems = g_ptr_array_new_with_free_func(domain_filesystem_free);
    def->memories = g_ptr_array_new_with_free_func(domain_memory_free);
    def->sounds = g_ptr_array_new_with_free_func(domain_sound_free);
    def->audios = g_ptr_array_new_with_free_func(domain_audio_free);
    def->redirdevs = g_ptr_array_new_with_free_func(domain_redirdev_free);
    def->vcpu_pins = cpu_pins_new();
    def->iothread_pins = cpu_pins_new();
    def->iothreads = g_array_new(FALSE, TRUE, sizeof(DomainIothread));
    return def;
}

bool domain_def_visit_devices(const DomainDef *def, DomainDeviceVisit visit, void *data,
                              GError **err)
{
    const struct {
        const char *kind;
        const GPtrArray *devices;
    } arrays[] = {
        {"disk", def->disks},           {"controller", def->controllers},
        {"interface", def->interfaces}, {"serial", def->serials},
        {"console", def->consoles},     {"channel", def->channels},
        {"input", def->inputs},         {"graphics", def->graphics},
        {"video", def->videos},         {"rng", def->rngs},
        {"memory", def->memories},      {"filesystem", def->filesystems},
        {"sound", def->sounds},         {"audio", def->audios},
        {"redirdev", def->redirdevs},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
        for (unsigned j = 0; j < arrays[i].devices->len; j++) {
            DomainDeviceInfo *info = g_ptr_array_index(arrays[i].devices, j);

            if (arrays[i].devices == def->consoles && ((DomainChardev *) info)->mirrors_serial)
                continue;
            if (!visit(info, arrays[i].kind, data, err))
                return false;
        }
    }
    return (!def->watchdog || visit(&def->watchdog->info, "watchdog", data, err)) &&
           (!def->memballoon || visit(&def->memballoon->info, "memballoon", data, err)) &&
           (!def->panic || visit(&def->panic->info, "panic", data, err)) &&
           (!def->vsock || visit(&def->vsock->info, "vsock", data, err));
}

static void cpu_free(DomainCpu *cpu)
{
    if (!cpu)
        return;
    g_free(cpu->model);
    g_array_unref(cpu->features);
    g_array_unref(cpu->cells);
    g_clear_pointer(&cpu->kept, g_ptr_array_unref);
    g_free(cpu);
}

static void os_clear(DomainOs *os)
{
    g_free(os->arch);
    g_free(os->machine);
    g_free(os->kernel);
    g_free(os->initrd);
    g_free(os->cmdline);
    g_free(os->loader);
    g_free(os->nvram);
    g_free(os->nvram_template);
}

static void devices_free(DomainDef *def)
{
    GPtrArray *arrays[] = {def->disks,    def->controllers, def->interfaces, def->serials,
                           def->consoles, def->channels,    def->inputs,     def->graphics,
                           def->videos,   def->rngs,        def->memories,   def->filesystems,
                           def->sounds,   def->audios,      def->redirdevs};

    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_ptr_array_unref(arrays[i]);
    domain_watchdog_free(def->watchdog);
    domain_memballoon_free(def->memballoon);
    domain_panic_free(def->panic);
    domain_vsock_free(def->vsock);
}

void domain_def_free(DomainDef *def)
{
    if (!def)
        return;
    g_free(def->name);
    g_free(def->title);
    g_free(def->description);
    g_free(def->metadata);
    g_free(def->vcpu_placement);
    g_free(def->vcpu_cpuset);
    g_clear_pointer(&def->vcpu_list, g_array_unref);
    g_array_unref(def->vcpu_pins);
    g_array_unref(def->iothreads);
    g_array_unref(def->iothread_pins);
    g_free(def->emulator_pin);
    os_clear(&def->os);
    g_ptr_array_unref(def->smbios);
    g_ptr_array_unref(def->fwcfg);
    domain_hyperv_clear(&def->hyperv);
    cpu_free(def->cpu);
    g_free(def->clock.timezone);
    g_free(def->emulator);
    devices_free(def);
    g_clear_pointer(&def->kept, g_ptr_array_unref);
    g_clear_pointer(&def->kept_features, g_ptr_array_unref);
    g_clear_pointer(&def->kept_devices, g_ptr_array_unref);
    g_free(def);
}

uint64_t domain_def_dimm_memory(const DomainDef *def)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < def->memories->len; i++)
        sum += ((const DomainMemory *) g_ptr_array_index(def->memories, i))->size_kib;
    return sum;
}

/* By way of the document, which holds everything there is: one place less to forget a field in. */
DomainDef *domain_def_copy(const DomainDef *def)
{
    g_autofree char *xml = domain_def_format(def, DOMAIN_FORMAT_SECURE | DOMAIN_FORMAT_STATUS);
    g_autoptr(GError) error = NULL;
    DomainDef *copy = domain_def_parse(xml, DOMAIN_PARSE_LIVE | DOMAIN_PARSE_ALLOW_TEST, &error);

    if (!copy)
        g_error("domain '%s' cannot be copied: %s", def->name, error->message);
    return copy;
}

bool domain_name_check(const char *name, GError **err)
{
    if (*name == '\0')
        return error_set(err, ERR_XML, "the name of a domain must not be empty");
    if (strlen(name) > DOMAIN_NAME_MAX)
        return error_set(err, ERR_XML, "the name of a domain has more than %d bytes",
                         DOMAIN_NAME_MAX);
    if (!g_utf8_validate(name, -1, NULL))
        return error_set(err, ERR_XML, "the name of a domain is not UTF-8");
    if (name[0] == '.' || strchr(name, '/'))
        return error_set(err, ERR_XML,
                         "name '%s' of a domain: no '/' in it and no '.' before it please: files "
                         "are named after it, and would not be found",
                         name);
    if (!xml_writer_can_hold(name))
        return error_set(err, ERR_XML, "the name of a domain holds characters that XML has not");
    for (const char *at = name; *at; at = g_utf8_next_char(at)) {
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return error_set(err, ERR_XML, "the name of a domain must not hold control characters");
    }
    return true;
}
