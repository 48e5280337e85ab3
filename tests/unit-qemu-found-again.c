/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A second driver on the same folders, as after a crash of the daemon, finds the guests of the
 * first: one that runs on, one that is paused, one that was killed and one that powered itself off
 * meanwhile. What an interrupted start has left is ended.
 */
#include "tests/qemu_fixture.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "qemu/process.h"

static const char *const names[] = {"gone", "off", "paused", "runs", "early"};

static void co_start_all(Fixture *fixture)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        qemu_fixture_do(fixture, fixture_start, names[i]);
    qemu_fixture_do(fixture, fixture_suspend, "paused");
}

static void co_look(Fixture *fixture)
{
    g_assert_cmpstr(fixture_state(fixture, "runs"), ==, "running/1");
    g_assert_cmpstr(fixture_state(fixture, "paused"), ==, "paused/1");
    g_assert_cmpstr(fixture_state(fixture, "gone"), ==, "shutoff/3");
    g_assert_false(fixture_listed(fixture, "left"));
    g_assert_cmpstr(fixture_state(fixture, "early"), ==, "shutoff/0");
}

static void co_end(Fixture *fixture)
{
    qemu_fixture_do(fixture, fixture_resume, "paused");
    qemu_fixture_do(fixture, fixture_destroy, "paused");
    qemu_fixture_do(fixture, fixture_destroy, "runs");
}

/* The other end of the guest's serial port. */
static int connect_serial(const QemuFixture *fixture, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/%s.sock", fixture->folder, name);
    g_assert_cmpint(connect(fd, (struct sockaddr *) &address, sizeof address), ==, 0);
    return fd;
}

static void read_until(int fd, const char *end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char byte;

    while (!g_str_has_suffix(text->str, end) && read(fd, &byte, 1) == 1)
        g_string_append_c(text, byte);
    g_assert_true(g_str_has_suffix(text->str, end));
}

/* As a daemon leaves it that is killed while QEMU starts; here the process is another one. */
static pid_t leave_interrupted_start(const QemuFixture *fixture)
{
    char *argv[] = {(char *) "sleep", (char *) "600", NULL};
    g_autofree char *path = g_build_filename(fixture->sub[1], "qemu", "left.status", NULL);
    g_autofree char *text = NULL;
    GPid pid;

    g_assert_true(g_spawn_async(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                NULL, NULL, &pid, NULL));
    text = g_strdup_printf(
        "<machine pid='%d' born='%" G_GUINT64_FORMAT "' state='3' reason='11' starting='1' "
        "rebooting='0'><domain type='qemu'><name>left</name><memory>65536</memory>"
        "<os><type>hvm</type></os></domain></machine>",
        (int) pid, process_born(pid));
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return pid;
}

/* As it is before QEMU's pid has been written down. */
static void forget_pid(const QemuFixture *fixture, const char *name, pid_t pid)
{
    g_autofree char *path = g_strdup_printf("%s/qemu/%s.status", fixture->sub[1], name);
    g_autofree char *old = g_strdup_printf("pid='%d'", (int) pid);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *content = NULL;

    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_string_assign(text, content);
    g_assert_cmpuint(g_string_replace(text, old, "pid='0'", 1), ==, 1);
    g_assert_cmpuint(g_string_replace(text, "starting='0'", "starting='1'", 1), ==, 1);
    g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
}

static void test_found_again(void)
{
    QemuFixture fixture;
    Fixture *base = &fixture.base;
    const Machine *machine;
    g_autofree char *socket_xml = NULL;
    pid_t pid, left, early;
    int id, serial;

    qemu_fixture_init(&fixture);
    socket_xml = g_strdup_printf(
        "<serial type='unix'><source mode='bind' path='%s/off.sock'/></serial>", fixture.folder);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        qemu_fixture_define(&fixture, names[i], "", i == 1 ? socket_xml : "");
    fixture_run(base, co_start_all);
    serial = connect_serial(&fixture, "off");
    read_until(serial, "tick ");
    machine = qemu_fixture_machine(base, "runs");
    id = machine->domain->id;
    pid = machine->pid;
    early = qemu_fixture_machine(base, "early")->pid;
    kill(qemu_fixture_machine(base, "gone")->pid, SIGKILL);
    qemu_fixture_let_go(base);

    left = leave_interrupted_start(&fixture);
    forget_pid(&fixture, "early", early);
    g_assert_cmpint(write(serial, "\004", 1), ==, 1);
    read_until(serial, "power off");
    fixture_run(base, qemu_fixture_co_create);
    machine = qemu_fixture_machine(base, "runs");
    g_assert_true(machine->pid == pid && machine->domain->id == id && machine->domain->persistent);
    g_assert_cmpuint(process_born(left), ==, 0);
    g_assert_cmpint(waitpid(early, NULL, 0), ==, early);
    fixture_run(base, co_look);
    qemu_fixture_await(base, "gone:stopped.5 off:shutdown.1 off:stopped.0 ");
    fixture_run(base, co_end);
    fixture_assert_events(base, "paused:resumed.0 paused:stopped.1 runs:stopped.1 ");
    close(serial);
    qemu_fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qemu/found-again", test_found_again);
    return g_test_run();
}
