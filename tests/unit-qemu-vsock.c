/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A vsock gets the number that it asks for, or the first that the kernel has free. The kernel is
 * played here: its ioctl is this file's. */
#include "qemu/vsock.h"

#include <errno.h>
#include <linux/vhost.h>
#include <stdarg.h>
#include <sys/ioctl.h>

static unsigned taken_before; /* those below are taken */
static unsigned tries;

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;
    const uint64_t *cid;

    (void) fd;
    va_start(args, request);
    cid = va_arg(args, const uint64_t *);
    va_end(args);
    g_assert_true(request == VHOST_VSOCK_SET_GUEST_CID);
    g_assert_cmpuint(*cid, >=, DOMAIN_VSOCK_CID_MIN);
    tries++;
    if (*cid >= taken_before)
        return 0;
    errno = EADDRINUSE;
    return -1;
}

static DomainVsock *parse(const char *inside, DomainDef **ret_def)
{
    g_autofree char *xml =
        g_strdup_printf("<domain type='qemu'><name>x</name><memory>1</memory><devices>"
                        "<vsock model='virtio'>%s<alias name='ua-v'/></vsock></devices></domain>",
                        inside);
    g_autoptr(GError) error = NULL;

    *ret_def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &error);
    g_assert_no_error(error);
    return (*ret_def)->vsock;
}

/* The number that it has then; 0: it was refused with these words. */
static unsigned open_one(const char *inside, unsigned taken, const char *refusal)
{
    g_autoptr(DomainDef) def = NULL;
    DomainVsock *vsock = parse(inside, &def);
    g_autoptr(Parts) parts = parts_new();
    g_autoptr(GError) error = NULL;
    bool opened;

    taken_before = taken;
    tries = 0;
    opened = vsock_open("x", vsock, "/dev/null", parts, &error);
    g_assert_true(opened == !refusal);
    g_assert_cmpuint(parts_count(parts), ==, opened ? 1 : 0);
    if (!opened) {
        g_assert_true(g_str_has_prefix(error->message, refusal));
        return 0;
    }
    g_assert_cmpstr(parts_at(parts, 0)->name, ==, "vhostua-v");
    g_assert_cmpint(parts_at(parts, 0)->fd, >=, 0);
    return vsock->cid;
}

static void test_chosen(void)
{
    g_assert_cmpuint(open_one("", 0, NULL), ==, 3);
    g_assert_cmpuint(open_one("<cid auto='yes'/>", 7, NULL), ==, 7);
    g_assert_cmpuint(tries, ==, 5);
    open_one("<cid auto='yes'/>", UINT_MAX, "domain 'x', vsock: cannot choose a CID: Address");
    g_assert_cmpuint(tries, ==, VSOCK_TRIES_MAX);
}

static void test_given(void)
{
    g_assert_cmpuint(open_one("<cid auto='no' address='9'/>", 7, NULL), ==, 9);
    open_one("<cid auto='no' address='5'/>", 7, "domain 'x', vsock: CID 5 is taken by another");
    g_assert_cmpuint(tries, ==, 1);
}

static void test_none(void)
{
    g_autoptr(DomainDef) def = NULL;
    DomainVsock *vsock = parse("", &def);
    g_autoptr(Parts) parts = parts_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(vsock_open("x", NULL, "/nowhere", parts, &error));
    g_assert_false(vsock_open("x", vsock, "/nowhere", parts, &error));
    g_assert_cmpstr(error->message, ==,
                    "domain 'x', vsock: cannot open '/nowhere', which needs the kernel module "
                    "vhost_vsock: No such file or directory");
    g_assert_cmpuint(parts_count(parts), ==, 0);
}

static void test_live(void)
{
    g_autoptr(DomainDef) def = NULL;
    DomainVsock *vsock = parse("<cid auto='yes' address='8'/>", &def);
    g_autofree char *live = NULL, *inactive = NULL;

    g_assert_cmpuint(vsock->cid, ==, 0); /* which was of another run */
    vsock->cid = 12;
    def->id = 1;
    live = domain_def_format(def, 0);
    inactive = domain_def_format(def, DOMAIN_FORMAT_INACTIVE);
    g_assert_nonnull(g_strstr_len(live, -1, "<cid auto='yes' address='12'/>"));
    g_assert_nonnull(g_strstr_len(inactive, -1, "<cid auto='yes'/>"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qemu/vsock/chosen", test_chosen);
    g_test_add_func("/qemu/vsock/given", test_given);
    g_test_add_func("/qemu/vsock/none", test_none);
    g_test_add_func("/qemu/vsock/live", test_live);
    return g_test_run();
}
