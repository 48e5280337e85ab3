/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trying KVM with a firmware of sixty bytes: see kvm_probe.h. It loads a segment in protected mode
 * and resets the machine, upon which QEMU, told to treat a reset as its end, exits with 0.
 */
#include "qemu/kvm_probe.h"

#include "base/error.h"
#include "base/spawn.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A working KVM needs 50 ms. */
#define PROBE_TIMEOUT_US (3 * G_USEC_PER_SEC)
#define ROM_SIZE 65536
/* Where the code is in the ROM, which ends at 4 GiB and, again, at 1 MiB. */
#define ROM_CODE 0xff00
#define ROM_RESET 0xfff0

static const unsigned char probe_code[] = {
    0xfa,                               /*      cli */
    0x2e, 0x0f, 0x01, 0x16, 0x30, 0xff, /*      lgdt cs:[0xff30] */
    0x0f, 0x20, 0xc0,                   /*      mov eax, cr0 */
    0x0c, 0x01,                         /*      or al, 1 */
    0x0f, 0x22, 0xc0,                   /*      mov cr0, eax */
    0xbb, 0x08, 0x00,                   /*      mov bx, 8 */
    0x8e, 0xe3,                         /*      mov fs, bx */
    0x24, 0xfe,                         /*      and al, 0xfe */
    0x0f, 0x22, 0xc0,                   /*      mov cr0, eax */
    0xb0, 0xfe,                         /*      mov al, 0xfe */
    0xe6, 0x64,                         /*      out 0x64, al: the keyboard controller resets */
    0xf4,                               /* 1:   hlt */
    0xeb, 0xfd,                         /*      jmp 1b */
    0,    0,    0,    0,    0,    0,    0,    0, /*      descriptor 0, at 0xff20 */
    0xff, 0xff, 0,    0,    0,    0x92, 0xcf, 0, /*      descriptor 8: data, all 4 GiB */
    0x0f, 0x00, 0x20, 0xff, 0x0f, 0x00,          /*      limit 15, table at 0xfff20 */
};
static const unsigned char reset_code[] = {0xe9, 0x0d, 0xff}; /* jmp 0xff00 */

static bool write_rom(const char *path, char **ret_problem)
{
    g_autofree unsigned char *rom = g_malloc0(ROM_SIZE);
    g_autoptr(GError) why = NULL;

    memcpy(rom + ROM_CODE, probe_code, sizeof probe_code);
    memcpy(rom + ROM_RESET, reset_code, sizeof reset_code);
    if (g_file_set_contents(path, (const char *) rom, ROM_SIZE, &why))
        return true;
    *ret_problem = g_strdup_printf("it cannot be tried: %s", why->message);
    return false;
}

char *kvm_co_probe(Worker *worker, const char *emulator, const char *folder)
{
    g_autofree char *rom = g_build_filename(folder, "kvm-probe.rom", NULL);
    const char *argv[] = {
        emulator,          "-nodefaults", "-no-user-config",
        "-display",        "none",        "-machine",
        "pc,accel=kvm",    "-m",          "1",
        "-bios",           rom,           "-action",
        "reboot=shutdown", NULL,
    };
    g_autoptr(GError) why = NULL;
    char *problem = NULL;

    if (access("/dev/kvm", R_OK | W_OK) < 0)
        return g_strdup_printf("/dev/kvm cannot be used: %s", g_strerror(errno));
    if (!write_rom(rom, &problem))
        return problem;
    if (!spawn_co_run(worker, argv, PROBE_TIMEOUT_US, 0, NULL, &why)) {
        if (error_code(why) == ERR_OPERATION_TIMEOUT)
            problem = g_strdup("/dev/kvm does not work: a trial guest hangs");
        else
            problem = g_strdup_printf("/dev/kvm does not work: %s", why->message);
    }
    unlink(rom);
    return problem;
}
