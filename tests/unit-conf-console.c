/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first console of target type serial and the first serial port are one device. */
#include "conf/device_edit.h"

#include <string.h>

static DomainDef *parse(const char *devices, GError **err)
{
    g_autofree char *xml = g_strdup_printf("<domain type='qemu'><name>x</name><memory>1</memory>"
                                           "<devices>%s</devices></domain>",
                                           devices);

    return domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, err);
}

static void check_one_port(const char *devices, DomainChardevType type)
{
    g_autoptr(DomainDef) def = parse(devices, NULL);
    const DomainChardev *serial, *console;

    g_assert_nonnull(def);
    g_assert_cmpuint(def->serials->len, ==, 1);
    g_assert_cmpuint(def->consoles->len, ==, 1);
    serial = g_ptr_array_index(def->serials, 0);
    console = g_ptr_array_index(def->consoles, 0);
    g_assert_cmpint(serial->type, ==, type);
    g_assert_cmpint(serial->target, ==, DOMAIN_CHARDEV_TARGET_ISA_SERIAL);
    g_assert_false(serial->mirrors_serial);
    g_assert_cmpint(console->target, ==, DOMAIN_CHARDEV_TARGET_SERIAL);
    g_assert_true(console->mirrors_serial);
}

static void test_mirror(void)
{
    check_one_port("<serial type='pty'/>", DOMAIN_CHARDEV_TYPE_PTY);
    check_one_port("<console/>", DOMAIN_CHARDEV_TYPE_PTY);
    check_one_port("<serial type='null'/><console type='null'/>", DOMAIN_CHARDEV_TYPE_NULL);
    check_one_port("<console type='file'><source path='/x'/></console>", DOMAIN_CHARDEV_TYPE_FILE);
}

static void test_separate(void)
{
    g_autoptr(DomainDef) virtio =
        parse("<serial type='pty'/><console type='pty'><target type='virtio'/></console>", NULL);
    g_autoptr(DomainDef) usb =
        parse("<serial type='pty'><target type='usb-serial'/></serial>", NULL);

    g_assert_false(((DomainChardev *) g_ptr_array_index(virtio->consoles, 0))->mirrors_serial);
    g_assert_cmpuint(usb->consoles->len, ==, 0);
}

static void test_contradiction(void)
{
    static const char *const cases[] = {
        "<serial type='pty'/><console type='null'/>",
        "<serial type='file'><source path='/a'/></serial>"
        "<console type='file'><source path='/b'/></console>",
        "<console type='pty'/><console type='pty'/>",
        "<serial type='pty'><target port='1'/></serial><serial type='pty'><target "
        "port='1'/></serial>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(parse(cases[i], &error));
        g_assert_nonnull(error);
    }
}

/* A device more settles the definition once more, which finds port and console as it left them. */
static void test_device_more(void)
{
    static const char *const ports[] = {
        "<serial type='file'><source path='/x' append='on'/></serial>",
        "<serial type='unix'><source mode='bind' path='/x'/></serial>",
        "<console type='file'><source path='/x'/></console>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++) {
        g_autoptr(DomainDef) def = parse(ports[i], NULL);
        DomainDevice rng;
        GError *error = NULL;

        g_assert_true(
            device_edit_parse("<rng model='virtio'><backend model='random'/></rng>", &rng, &error));
        g_assert_true(device_edit_insert(def, rng, DOMAIN_PARSE_DEFAULT, &error));
        g_assert_no_error(error);
    }
}

/* Whichever of the two names it is taken out by, none is left, and no more than that. */
static void test_taken_out(void)
{
    static const char *const names[] = {"<serial type='pty'/>", "<console type='pty'/>"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(DomainDef) def = parse(
            "<serial type='pty'/><console/><console type='pty'><target type='virtio'/></console>",
            NULL);
        g_autofree char *text = NULL;
        DomainDevice wanted, found;

        g_assert_true(device_edit_parse(names[i], &wanted, NULL));
        g_assert_true(device_edit_find(def, &wanted, &found, NULL));
        domain_device_free(wanted);
        device_edit_take(def, &found);
        domain_device_free(found);
        g_assert_cmpuint(def->serials->len, ==, 0);
        g_assert_cmpuint(def->consoles->len, ==, 1);
        text = domain_def_format(def, DOMAIN_FORMAT_SECURE);
        g_assert_nonnull(strstr(text, "<target type='virtio'"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/console/mirror", test_mirror);
    g_test_add_func("/conf/console/separate", test_separate);
    g_test_add_func("/conf/console/contradiction", test_contradiction);
    g_test_add_func("/conf/console/device-more", test_device_more);
    g_test_add_func("/conf/console/taken-out", test_taken_out);
    return g_test_run();
}
