/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of backups: what goes with which mode, and what each disk of the domain gets. */
#include "conf/backup.h"

#include <string.h>

static const char domain_xml[] =
    "<domain type='qemu'><name>g</name><memory>1024</memory><devices>"
    "<disk type='file'><driver type='qcow2'/><source file='/i/a'/><target dev='vda'/></disk>"
    "<disk type='block'><driver type='raw'/><source dev='/dev/b'/><target dev='vdb'/></disk>"
    "<disk type='file'><source file='/i/c'/><target dev='vdc'/><readonly/></disk>"
    "<disk type='file' device='cdrom'><target dev='hda'/></disk></devices></domain>";

/* The document with these disks, for that domain; NULL if it is refused. */
static BackupDef *align(const char *mode, const char *inside, GError **err)
{
    g_autofree char *xml =
        g_strdup_printf("<domainbackup mode='%s'>%s</domainbackup>", mode, inside);
    g_autoptr(DomainDef) domain = domain_def_parse(domain_xml, DOMAIN_PARSE_DEFAULT, NULL);
    g_autoptr(BackupDef) def = backup_def_parse(xml, err);

    return def && backup_def_align(def, domain, "s", err) ? g_steal_pointer(&def) : NULL;
}

static void refuse(const char *mode, const char *inside, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(BackupDef) def = align(mode, inside, &error);

    g_assert_null(def);
    if (!strstr(error->message, said))
        g_error("'%s' does not say '%s'", error->message, said);
}

static void test_push(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(BackupDef) def = align("push",
                                     "<incremental>c</incremental><disks>"
                                     "<disk name='vda'/><disk name='/dev/b' backupmode='full'"
                                     " type='block'><target dev='/dev/to'/></disk></disks>",
                                     &error);
    const BackupDisk *disk;

    g_assert_no_error(error);
    g_assert_cmpuint(def->disks->len, ==, 4);
    disk = backup_disk_find(def, "vda");
    g_assert_cmpstr(disk->store->path, ==, "/i/a.s");
    g_assert_cmpstr(disk->store->format, ==, "qcow2");
    g_assert_cmpstr(disk->incremental, ==, "c");
    g_assert_cmpint(disk->mode, ==, BACKUP_DISK_INCREMENTAL);
    disk = backup_disk_find(def, "vdb");
    g_assert_cmpstr(disk->store->path, ==, "/dev/to");
    g_assert_null(disk->incremental);
    g_assert_true(backup_disk_find(def, "vdc")->excluded);
    g_assert_true(backup_disk_find(def, "hda")->excluded);
}

static void test_pull(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(BackupDef) def = align(
        "pull", "<server name='::1' tls='yes'/><disks><disk name='vda' exportname='x'/></disks>",
        &error);

    g_assert_no_error(error);
    g_assert_true(def->tls);
    g_assert_cmpuint(def->port, ==, BACKUP_PORT);
    g_assert_cmpstr(backup_disk_find(def, "vda")->export_name, ==, "x");
    g_assert_true(backup_disk_find(def, "vdb")->excluded);
}

/* What the other mode has would be passed over in silence. */
static void test_modes(void)
{
    refuse("push", "<server name='a'/>", "<server> (line 1): is of mode 'pull'");
    refuse("push", "<disks><disk name='vda'><scratch file='/s'/></disk></disks>", "<scratch>");
    refuse("pull", "<disks><disk name='vda'><target file='/s'/></disk></disks>", "<target>");
    refuse("push", "<disks><disk name='vda' exportname='x'/></disks>", "exportname");
    refuse("pull", "<server tls='perhaps'/>", "tls 'perhaps'");
    refuse("pull", "<server transport='unix' socket='/s' port='5'/>", "neither name nor port");
    refuse("pull", "<server transport='unix' socket='s'/>", "an absolute path as socket");
    refuse("pull", "<server socket='/s'/>", "has no socket");
}

static void test_disks(void)
{
    refuse("push", "<disks><disk name='vda'/><disk name='vda'/></disks>", "'vda' specified twice");
    refuse("push", "<disks><disk name='vda'/><disk name='/i/a'/></disks>", "specified twice");
    refuse("push", "<disks><disk name='vdz'/></disks>", "no disk named 'vdz'");
    refuse("push", "<disks><disk name='vdb'/></disks>", "disk 'vdb': where no file is named");
    refuse("push", "<disks><disk name='vda' type='block'/></disks>", "needed in <target>");
    refuse("pull", "<disks><disk name='vda'><driver type='raw'/></disk></disks>", "must be qcow2");
    refuse("push", "<disks><disk name='vdc'/></disks>", "is read-only");
    refuse("push", "<disks><disk name='hda'/></disks>", "is an empty drive");
    refuse("push", "<disks><disk name='vda' backupmode='full' incremental='c'/></disks>",
           "goes without incremental='c'");
    refuse("push", "<disks><disk name='vda' backupmode='incremental'/></disks>",
           "needs a checkpoint");
    refuse("push", "<disks><disk name='vda'><target file='s'/></disk></disks>", "absolute path");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf/backup/push", test_push);
    g_test_add_func("/conf/backup/pull", test_pull);
    g_test_add_func("/conf/backup/modes", test_modes);
    g_test_add_func("/conf/backup/disks", test_disks);
    return g_test_run();
}
