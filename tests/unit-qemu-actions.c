/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest does to itself (powers off, resets, panics, lets the watchdog bite) and what the
 * document wants to follow from it: exactly these events, and this state.
 */
#include "tests/qemu_fixture.h"

#include <sys/socket.h>
#include <sys/un.h>

typedef struct Case {
    const char *name;
    const char *frame;
    const char *devices;
    const char *key; /* typed once the guest is up */
    const char *events;
    const char *state;
    bool boots_again;
} Case;

#define PANIC "<panic model='isa'/>"

static const Case cases[] = {
    {"off", "", "", "\004", "a:shutdown.1 a:stopped.0 ", "shutoff/1", false},
    {"off-restart", "<on_poweroff>restart</on_poweroff>", "", "\004", "a:kind1 ", "running/5",
     true},
    {"off-preserve", "<on_poweroff>preserve</on_poweroff>", "", "\004", "a:shutdown.1 ",
     "shutdown/0", false},
    {"off-destroy", "<on_poweroff>destroy</on_poweroff>", "", "\004",
     "a:shutdown.1 a:stopped.0 ", "shutoff/1", false},
    {"reset", "", "", "\022", "a:kind1 ", "running/5", true},
    {"reset-restart", "<on_reboot>restart</on_reboot>", "", "\022", "a:kind1 ", "running/5", true},
    {"reset-destroy", "<on_reboot>destroy</on_reboot>", "", "\022", "a:shutdown.1 a:stopped.0 ",
     "shutoff/1", false},
    {"reset-preserve", "<on_reboot>preserve</on_reboot>", "", "\022", "a:shutdown.1 ",
     "shutdown/0", false},
    {"panic", "", PANIC, "\020", "a:crashed.0 a:stopped.2 ", "shutoff/3", false},
    {"panic-restart", "<on_crash>restart</on_crash>", PANIC, "\020",
     "a:crashed.0 a:kind1 a:resumed.0 ", "running/9", true},
    {"panic-destroy", "<on_crash>destroy</on_crash>", PANIC, "\020", "a:crashed.0 a:stopped.2 ",
     "shutoff/3", false},
    {"panic-dump-destroy", "<on_crash>coredump-destroy</on_crash>", PANIC, "\020",
     "a:crashed.0 a:kind21 a:stopped.2 ", "shutoff/3", false},
    {"panic-dump-restart", "<on_crash>coredump-restart</on_crash>", PANIC, "\020",
     "a:crashed.0 a:kind21 a:kind1 a:resumed.0 ", "running/9", true},
    {"panic-preserve", "<on_crash>preserve</on_crash>", PANIC, "\020", "a:crashed.0 ", "crashed/1",
     false},
    {"watchdog-pause", "", "<watchdog model='ib700' action='pause'/>", "\013",
     "a:kind3 a:suspended.3 ", "paused/6", false},
    {"watchdog-none", "", "<watchdog model='ib700' action='none'/>", "\013", "a:kind3 ",
     "running/5", false},
    {"watchdog-nmi", "", "<watchdog model='ib700' action='inject-nmi'/>", "\013", "a:kind3 ",
     "running/5", false},
    {"watchdog-shutdown", "", "<watchdog model='ib700' action='shutdown'/>", "\013",
     "a:kind3 a:shutdown.1 a:stopped.0 ", "shutoff/1", false},
    {"watchdog-dump", "", "<watchdog model='ib700' action='dump'/>", "\013",
     "a:kind3 a:suspended.3 a:resumed.0 a:kind21 ", "running/5", false},
    {"watchdog-poweroff", "", "<watchdog model='ib700' action='poweroff'/>", "\013",
     "a:kind3 a:stopped.0 ", "shutoff/1", false},
    {"watchdog-reset", "", "<watchdog model='ib700' action='reset'/>", "\013", "a:kind3 a:kind1 ",
     "running/5", true},
};

static const Case *current;

static void co_start_paused(Fixture *fixture)
{
    domain_create_with_flags_args args = {.dom = fixture_dom(fixture, "a"),
                                          .flags = DOMAIN_START_PAUSED};
    domain_create_with_flags_ret ret = {.dom.id = 0};
    g_autoptr(GError) error = NULL;

    HANDLERS->domain_create_with_flags(&fixture->call, &args, &ret, &error);
    g_assert_no_error(error);
    g_free(ret.dom.name);
    fixture_assert_events(fixture, "a:started.0 a:suspended.0 ");
}

static void co_resume(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_resume, "a");
    fixture_assert_events(fixture, "a:resumed.0 ");
}

static void co_end(Fixture *fixture)
{
    g_assert_cmpstr(fixture_state(fixture, "a"), ==, current->state);
    if (qemu_fixture_machine(fixture, "a"))
        qemu_fixture_do(fixture, fixture_destroy, "a");
}

/* Runs the loop until the guest has said this. */
static void await_text(QemuFixture *fixture, int serial, const char *end)
{
    int64_t deadline = g_get_monotonic_time() + PATIENCE_US;
    g_autoptr(GString) text = g_string_new(NULL);
    char byte;

    while (!g_str_has_suffix(text->str, end) && g_get_monotonic_time() < deadline) {
        if (recv(serial, &byte, 1, MSG_DONTWAIT) == 1)
            g_string_append_c(text, byte);
        else
            loop_run_once(fixture->base.loop, 10);
    }
    g_assert_true(g_str_has_suffix(text->str, end));
}

static int connect_serial(const QemuFixture *fixture)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/a.sock", fixture->folder);
    g_assert_cmpint(connect(fd, (struct sockaddr *) &address, sizeof address), ==, 0);
    return fd;
}

static void test_case(const void *data)
{
    QemuFixture fixture;
    g_autofree char *devices = NULL;
    int serial;

    current = data;
    qemu_fixture_init(&fixture);
    devices =
        g_strdup_printf("<serial type='unix'><source mode='bind' path='%s/a.sock'/></serial>%s",
                        fixture.folder, current->devices);
    qemu_fixture_define(&fixture, "a", current->frame, devices);
    fixture_assert_events(&fixture.base, "a:defined.0 ");
    fixture_run(&fixture.base, co_start_paused);
    serial = connect_serial(&fixture); /* before the guest says anything */
    fixture_run(&fixture.base, co_resume);
    await_text(&fixture, serial, "vmrpc guest ready\r\n");
    g_assert_cmpint(write(serial, current->key, 1), ==, 1);
    if (current->boots_again)
        await_text(&fixture, serial, "vmrpc guest ready\r\n");
    qemu_fixture_await(&fixture.base, current->events);
    fixture_run(&fixture.base, co_end);
    close(serial);
    qemu_fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/qemu/actions/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}
