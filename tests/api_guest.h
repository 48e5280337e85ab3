/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A real guest for the tests of the public interface: the repository's boot image, run by a daemon
 * of its own. Exits with 77 (skipped) without QEMU or image. Header only; each test includes it
 * once. No QEMU is left, also if the test fails.
 */
#ifndef VMRPC_TESTS_API_GUEST_H
#define VMRPC_TESTS_API_GUEST_H

#include <stdlib.h>
#include <unistd.h>

#include "api_daemon.h"

typedef struct Guest {
    Daemon daemon;
    VmrpcConnection *connection;
    VmrpcDomain *domain;
} Guest;

/* Of the guest, on the command line of its QEMU; another one in each run. */
static char *guest_uuid;

static inline void guest_kill(int number)
{
    if (fork() == 0)
        execlp("pkill", "pkill", "-KILL", "-f", guest_uuid, (char *) NULL);
    signal(number, SIG_DFL);
    raise(number);
}

/* Defined, but not started; devices: what stands in <devices> beside the disk hda, a raw image of
 * 1 MiB, FOLDER/demo.img; elements: what stands beside <devices>. */
static inline void guest_init(Guest *guest, const char *elements, const char *devices)
{
    g_autofree char *uri = g_strdup_printf("qemu+unix:///session?socket=%s/s", folder);
    g_autofree char *image = g_build_filename(folder, "demo.img", NULL);
    g_autofree char *xml = g_strdup_printf(
        "<domain type='qemu'><name>demo</name><uuid>%s</uuid><memory unit='MiB'>32</memory>%s"
        "<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>"
        "<devices><disk type='file' device='disk'><source file='%s'/><target dev='hda'/></disk>"
        "%s</devices></domain>",
        guest_uuid, elements, image, devices);
    g_autofree char *content = NULL;
    gsize size;

    g_assert_true(g_file_get_contents(g_getenv("GUEST_IMAGE"), &content, &size, NULL));
    g_assert_true(g_file_set_contents(image, content, (gssize) size, NULL));
    guest->daemon = daemon_start_with("qemu");
    guest->connection = api_open(uri, 0);
    guest->domain = API_GIVES(vmrpc_domain_define(guest->connection, xml, 0, &error));
}

/* Stops it if it runs, and removes it with what it has. */
static inline void guest_clear(Guest *guest)
{
    if (vmrpc_domain_is_active(guest->domain, NULL) == 1)
        API_OK(vmrpc_domain_destroy(guest->domain, 0, &error));
    API_OK(vmrpc_domain_undefine(
        guest->domain,
        VMRPC_DOMAIN_UNDEFINE_MANAGED_SAVE | VMRPC_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA, &error));
    vmrpc_domain_unref(guest->domain);
    vmrpc_connection_close(guest->connection);
    daemon_kill(&guest->daemon);
}

/* In place of g_test_run(). */
static inline int guest_test_run(void)
{
    const char *image = g_getenv("GUEST_IMAGE");
    g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");
    int status;

    if (!qemu || !image || access(image, R_OK) < 0) {
        g_printerr("SKIPPED: this needs qemu-system-x86_64, and $GUEST_IMAGE\n");
        exit(77);
    }
    guest_uuid = g_uuid_string_random();
    signal(SIGABRT, guest_kill);
    signal(SIGTRAP, guest_kill);
    status = daemon_test_run();
    g_free(guest_uuid);
    return status;
}

#endif
