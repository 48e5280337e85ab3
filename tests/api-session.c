/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu:///session starts the real daemon when none runs, later clients find it, and a client that
 * comes back gets the events it missed, or is told that it cannot.
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>

#include "api_check.h"

static void note(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    g_assert_nonnull(connection);
    if (event->kind == VMRPC_EVENT_KIND_GAP)
        g_string_append(data, "gap ");
    else
        g_string_append_printf(data, "%s ",
                               vmrpc_event_lifecycle_to_string(event->u.lifecycle.type));
}

static VmrpcConnection *subscribe(GString *seen)
{
    VmrpcConnection *connection = api_open("qemu:///session", 0);

    g_assert_cmpint(
        vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, note, seen, NULL, NULL),
        >, 0);
    return connection;
}

static const char guest[] = "<domain type='qemu'><name>away</name><memory>65536</memory>"
                            "<os><type arch='x86_64'>hvm</type></os></domain>";

static void test_resume(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    VmrpcConnection *other = api_open("qemu:///session", 0);
    VmrpcConnection *connection = subscribe(seen);
    VmrpcDomain *domain;
    uint64_t epoch;
    uint64_t sequence;

    API_OK(vmrpc_event_position(connection, &epoch, &sequence, &error));
    vmrpc_connection_close(connection);
    domain = vmrpc_domain_define(other, guest, 0, NULL);
    g_assert_nonnull(domain);
    API_OK(vmrpc_domain_undefine(domain, 0, &error));
    vmrpc_domain_unref(domain);
    connection = subscribe(seen);
    g_assert_cmpint(vmrpc_event_resume(connection, epoch, sequence, NULL), ==, 0);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 10000, NULL), ==, 2);
    g_assert_cmpstr(seen->str, ==, "Defined Undefined ");
    vmrpc_connection_close(connection);
    g_string_truncate(seen, 0);
    connection = subscribe(seen);
    g_assert_cmpint(vmrpc_event_resume(connection, epoch + 1, sequence, NULL), ==, 1);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 10000, NULL), >, 0);
    g_assert_true(g_str_has_prefix(seen->str, "gap "));
    vmrpc_connection_close(connection);
    vmrpc_connection_close(other);
}

/* The daemon would end by itself when idle; the test does not wait for that. */
static void end_daemon(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "vmrpc", "vmrpcd.lock", NULL);
    g_autofree char *text = NULL;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder);

    if (g_file_get_contents(path, &text, NULL, NULL) && atoi(text) > 1)
        kill(atoi(text), SIGKILL);
    g_assert_cmpint(system(command), ==, 0);
}

int main(int argc, char **argv)
{
    static const char *const variables[] = {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                            "XDG_STATE_HOME"};
    g_autofree char *folder = g_dir_make_tmp("vmrpc-XXXXXX", NULL);
    int status;

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++)
        g_setenv(variables[i], folder, TRUE);
    g_test_add_func("/api/session/resume", test_resume);
    status = g_test_run();
    end_daemon(folder);
    return status;
}
