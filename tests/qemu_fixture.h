/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the QEMU driver share: the driver in this process, below a temporary folder,
 * with real guests of the repository's boot image. The loop runs until the events are those
 * expected.
 *
 * Exits with 77 (skipped) without QEMU or image. Header only; each test includes it once.
 */
#include "tests/drivers_fixture.h"

#include <signal.h>

#include "base/file.h"
#include "qemu/machine.h"
#include "qemu/qemu_driver.h"

#define PATIENCE_US (30 * G_USEC_PER_SEC)

typedef struct QemuFixture {
    Fixture base; /* first */
    char *folder;
    char *sub[4];
    char *document; /* that is being defined */
} QemuFixture;

static inline void qemu_fixture_co_create(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;

    fixture->driver = qemu_driver_ops.co_create(&fixture->host, &error);
    g_assert_no_error(error);
    fixture->call = (DriverCall){.driver = fixture->driver, .uri = "qemu:///session"};
}

static inline void qemu_fixture_init(QemuFixture *fixture)
{
    static const char *const names[] = {"config", "state", "data", "log"};
    const char *image = g_getenv("GUEST_IMAGE");
    g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");

    if (!qemu || !image || access(image, R_OK) < 0) {
        g_printerr("SKIPPED: this needs qemu-system-x86_64, and $GUEST_IMAGE\n");
        exit(77);
    }
    fixture_init(&fixture->base);
    fixture->folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        fixture->sub[i] = g_build_filename(fixture->folder, names[i], NULL);
    fixture->base.host.config_folder = fixture->sub[0];
    fixture->base.host.state_folder = fixture->sub[1];
    fixture->base.host.data_folder = fixture->sub[2];
    fixture->base.host.log_folder = fixture->sub[3];
    fixture_run(&fixture->base, qemu_fixture_co_create);
}

static inline void qemu_fixture_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_build_filename(path, name, NULL);

        qemu_fixture_remove(child);
    }
    g_remove(path);
}

static inline void qemu_fixture_clear(QemuFixture *fixture)
{
    fixture_clear(&fixture->base);
    qemu_fixture_remove(fixture->folder);
    for (unsigned i = 0; i < G_N_ELEMENTS(fixture->sub); i++)
        g_free(fixture->sub[i]);
    g_free(fixture->folder);
}

/* Runs the loop until the events since the last call are these. Call it outside of coroutines. */
static inline void qemu_fixture_await(Fixture *fixture, const char *expected)
{
    int64_t deadline = g_get_monotonic_time() + PATIENCE_US;

    while (strlen(fixture->events->str) < strlen(expected) && g_get_monotonic_time() < deadline)
        loop_run_once(fixture->loop, 100);
    fixture_assert_events(fixture, expected);
}

/* Until the guest has written this on its serial port. */
static inline void qemu_fixture_await_serial(QemuFixture *fixture, const char *name,
                                             const char *text)
{
    int64_t deadline = g_get_monotonic_time() + PATIENCE_US;
    g_autofree char *path = g_strdup_printf("%s/%s.serial", fixture->folder, name);
    g_autofree char *content = NULL;

    do {
        g_clear_pointer(&content, g_free);
        loop_run_once(fixture->base.loop, 10);
        g_file_get_contents(path, &content, NULL, NULL);
    } while (g_get_monotonic_time() < deadline && (!content || !strstr(content, text)));
    g_assert_nonnull(strstr(content, text));
}

static inline Machine *qemu_fixture_machine(Fixture *fixture, const char *name)
{
    return machine_of(domain_list_by_name(((DomainDriver *) fixture->driver)->domains, name));
}

/* As a daemon that ends, or is killed, lets its guests go. */
static inline void qemu_fixture_let_go(Fixture *fixture)
{
    fixture->driver->ops->free(fixture->driver);
    fixture->driver = NULL;
    g_string_truncate(fixture->events, 0);
}

/* The named call, for use in a coroutine. */
#define qemu_fixture_do(fixture, verb, name)                                                       \
    do {                                                                                           \
        g_autoptr(GError) error_ = NULL;                                                           \
        verb(fixture, name, &error_);                                                              \
        g_assert_no_error(error_);                                                                 \
    } while (0)

static inline void qemu_fixture_co_define(Fixture *base)
{
    QemuFixture *fixture = (QemuFixture *) base;
    domain_define_xml_args args = {.xml = fixture->document};
    domain_define_xml_ret ret = {.dom.id = 0};
    g_autoptr(GError) error = NULL;

    base->driver->handlers.domain_define_xml(&base->call, &args, &ret, &error);
    g_assert_no_error(error);
    g_free(ret.dom.name);
}

/* Defines a guest that boots from a copy of the image. frame and devices are put into the document;
 * unless devices has a serial port, what the guest writes goes to NAME.serial. */
static inline void qemu_fixture_define(QemuFixture *fixture, const char *name, const char *frame,
                                       const char *devices)
{
    g_autofree char *image = NULL;
    gsize size;
    g_autofree char *serial =
        g_strdup_printf("<serial type='file'><source path='%s/%s.serial' append='on'/></serial>",
                        fixture->folder, name);
    g_autofree char *disk = g_strdup_printf("%s/%s.img", fixture->folder, name);
    g_autofree char *xml = g_strdup_printf(
        "<domain type='qemu'><name>%s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>"
        "<os><type machine='pc'>hvm</type></os><features><acpi/></features>%s<devices>"
        "<disk type='file' device='disk'><source file='%s'/><target dev='hda'/></disk>"
        "%s<memballoon model='none'/>%s</devices></domain>",
        name, frame, disk, strstr(devices, "<serial") ? "" : serial, devices);

    g_assert_true(g_file_get_contents(g_getenv("GUEST_IMAGE"), &image, &size, NULL));
    g_assert_true(g_file_set_contents(disk, image, (gssize) size, NULL));
    fixture->document = xml;
    if (coroutine_self())
        qemu_fixture_co_define(&fixture->base);
    else
        fixture_run(&fixture->base, qemu_fixture_co_define);
}
