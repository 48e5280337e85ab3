/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of nodes in what QEMU says become images and disks; what only looks like one stays. */
#include "qemu/node_words.h"

static DomainDef *guest(void)
{
    DomainDef *def = domain_def_parse(
        "<domain type='qemu'><name>x</name><memory>1</memory><devices>"
        "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
        "<source file='/i/vda-2.qcow2'/><backingStore type='file'><format type='raw'/>"
        "<source file='/i/base.img'/><backingStore/></backingStore><target dev='vda'/></disk>"
        "</devices></domain>",
        DOMAIN_PARSE_DEFAULT, NULL);
    DomainImage *image;

    g_assert_nonnull(def);
    image = ((DomainDisk *) def->disks->pdata[0])->image;
    image->index = 1;
    image->set = 101;
    image->backing->index = 2;
    return def;
}

static void check(const DomainDef *def, const char *text, const char *wanted)
{
    g_autofree char *words = node_words(def, text);

    g_assert_cmpstr(words, ==, wanted);
}

int main(void)
{
    g_autoptr(DomainDef) def = guest();

    check(def, "Node 'vda-1' is busy", "Node '/i/vda-2.qcow2' (disk 'vda') is busy");
    check(def, "use as 'file' by vda-2, vda-2-file",
          "use as 'file' by /i/base.img (disk 'vda'), /i/base.img (disk 'vda')");
    check(def, "Could not open '/dev/fdset/101': no",
          "Could not open '/i/vda-2.qcow2' (disk 'vda'): no");
    check(def, "vda-1", "/i/vda-2.qcow2 (disk 'vda')");
    check(def, "vda-10, xvda-1, vda-1-x, vda, /dev/fdset/1010", NULL);
    check(def, "", NULL);
    return 0;
}
