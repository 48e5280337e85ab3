/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents of snapshots and checkpoints: what is read comes back, what is wrong is refused by
 * name, and every disk of a domain gets its entry.
 */
#include "conf/checkpoint.h"
#include "conf/snapshot.h"

#include <string.h>

#define DOMAIN                                                                                     \
    "<domain type='qemu'><name>g</name><uuid>5b4bd92a-5f54-4a3e-9c25-1f36b4c6b4e1</uuid>"          \
    "<memory>65536</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"          \
    "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/i/a.qcow2'/>"              \
    "<target dev='vda'/></disk>"                                                                   \
    "<disk type='file'><driver name='qemu' type='raw'/><source file='/i/b'/>"                      \
    "<target dev='vdb'/></disk>"                                                                   \
    "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/i/c.iso'/>"   \
    "<target dev='hdc'/></disk></devices></domain>"

#define KNOWN                                                                                      \
    "<domainsnapshot><name>s1</name><description>a &lt; b</description><state>running</state>"     \
    "<parent><name>s0</name></parent><creationTime>1700000000</creationTime>"                      \
    "<memory snapshot='external' file='/m/s1'/>"                                                   \
    "<disks><disk name='vda' snapshot='external' type='file'><driver type='qcow2'/>"               \
    "<source file='/i/a.s1'/></disk><disk name='vdb' snapshot='no'/></disks>"                      \
    "<revertDisks><disk name='vda' snapshot='external' type='file'><driver type='qcow2'/>"         \
    "<source file='/i/a.1'/><snapshotDeleteInProgress/></disk></revertDisks><noMetadata/>" DOMAIN  \
    "<cookie><x:y xmlns:x='urn:z'/></cookie></domainsnapshot>"

static void expect(const GError *error, ErrorCode code, const char *text)
{
    g_assert_nonnull(error);
    g_assert_cmpint(error_code(error), ==, code);
    if (!strstr(error->message, text))
        g_error("'%s' is not in '%s'", text, error->message);
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SnapshotDef) def = snapshot_def_parse(KNOWN, MOMENT_KNOWN, &error), again = NULL;
    g_autofree char *text = NULL, *second = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(def->moment.name, ==, "s1");
    g_assert_cmpstr(def->moment.description, ==, "a < b");
    g_assert_cmpstr(def->moment.parent, ==, "s0");
    g_assert_cmpint(def->moment.created, ==, 1700000000);
    g_assert_cmpint(def->state, ==, SNAPSHOT_STATE_RUNNING);
    g_assert_cmpstr(def->memory_file, ==, "/m/s1");
    g_assert_cmpstr(snapshot_disk_find(def->disks, "vda")->path, ==, "/i/a.s1");
    g_assert_true(snapshot_disk_find(def->revert_disks, "vda")->merging);
    g_assert_cmpstr(def->moment.domain->name, ==, "g");
    g_assert_nonnull(strstr(def->cookie, "urn:z"));
    text = snapshot_def_format(def, DOMAIN_FORMAT_SECURE);
    again = snapshot_def_parse(text, MOMENT_KNOWN, &error);
    g_assert_no_error(error);
    second = snapshot_def_format(again, DOMAIN_FORMAT_SECURE);
    g_assert_cmpstr(text, ==, second);
}

/* What the daemon finds out is not believed. */
static void test_wanted(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SnapshotDef) def = snapshot_def_parse(KNOWN, MOMENT_WANTED, &error), bare = NULL;
    g_autofree char *time = NULL;

    g_assert_no_error(error);
    g_assert_null(def->moment.parent);
    g_assert_null(def->moment.domain);
    g_assert_null(def->revert_disks);
    g_assert_cmpint(def->moment.created, >, 1700000000);
    bare = snapshot_def_parse("<domainsnapshot/>", MOMENT_WANTED, &error);
    g_assert_no_error(error);
    time = g_strdup_printf("%" G_GINT64_FORMAT, bare->moment.created);
    g_assert_cmpstr(bare->moment.name, ==, time);
}

static void test_refused(void)
{
    static const struct {
        MomentParse kind;
        ErrorCode code;
        const char *inside, *text;
    } cases[] = {
        {MOMENT_KNOWN, ERR_XML, "", "must have a name"},
        {MOMENT_KNOWN, ERR_XML, "<name>a</name><state>running</state>", "missing creationTime"},
        {MOMENT_KNOWN, ERR_XML, "<name>a</name><creationTime>1</creationTime>", "missing state"},
        {MOMENT_KNOWN, ERR_XML,
         "<name>a</name><creationTime>1</creationTime><state>shutoff</state>"
         "<memory snapshot='internal'/>",
         "no memory to keep"},
        {MOMENT_KNOWN, ERR_INVALID_ARG,
         "<name>a</name><creationTime>1</creationTime><state>running</state>"
         "<parent><name>a</name></parent>",
         "its own parent"},
        {MOMENT_KNOWN, ERR_CONFIG_UNSUPPORTED,
         "<name>a</name><creationTime>1</creationTime><state>running</state>"
         "<domain><uuid>5b4bd92a-5f54-4a3e-9c25-1f36b4c6b4e1</uuid><name>g</name></domain>",
         "<name> (line 1)"},
        {MOMENT_WANTED, ERR_XML, "<name>a/b</name>", "cannot contain '/'"},
        {MOMENT_WANTED, ERR_XML, "<name>.a</name>", "begins with a dot"},
        {MOMENT_WANTED, ERR_XML, "<name></name>", "is empty"},
        {MOMENT_WANTED, ERR_XML, "<memory snapshot='external'/>", "needs a 'file'"},
        {MOMENT_WANTED, ERR_XML, "<memory file='m'/>", "not absolute"},
        {MOMENT_WANTED, ERR_XML, "<memory snapshot='no' file='/m'/>", "has no file"},
        {MOMENT_WANTED, ERR_XML, "<disks><disk/></disks>", "has no attribute 'name'"},
        {MOMENT_WANTED, ERR_XML,
         "<disks><disk name='a' snapshot='internal'><source file='/x'/></disk></disks>",
         "must use snapshot mode 'external'"},
        {MOMENT_WANTED, ERR_CONFIG_UNSUPPORTED, "<other/>", "other"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *xml =
            g_strdup_printf("<domainsnapshot>%s</domainsnapshot>", cases[i].inside);
        g_autoptr(GError) error = NULL;

        g_assert_null(snapshot_def_parse(xml, cases[i].kind, &error));
        expect(error, cases[i].code, cases[i].text);
    }
}

static bool align(const char *disks, SnapshotPlace place, SnapshotDef **ret, GError **err)
{
    g_autofree char *xml =
        g_strdup_printf("<domainsnapshot><name>s</name>%s</domainsnapshot>", disks);
    g_autoptr(SnapshotDef) def = snapshot_def_parse(xml, MOMENT_WANTED, NULL);
    g_autoptr(DomainDef) domain = domain_def_parse(DOMAIN, DOMAIN_PARSE_DEFAULT, NULL);

    if (!snapshot_def_align(def, domain, place, err))
        return false;
    *ret = g_steal_pointer(&def);
    return true;
}

static void test_align(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SnapshotDef) external = NULL, internal = NULL;

    g_assert_true(align("", SNAPSHOT_PLACE_EXTERNAL, &external, &error));
    g_assert_cmpuint(external->disks->len, ==, 3);
    g_assert_cmpstr(snapshot_disk_find(external->disks, "vda")->path, ==, "/i/a.s");
    g_assert_cmpstr(snapshot_disk_find(external->disks, "vdb")->path, ==, "/i/b.s");
    g_assert_cmpint(snapshot_disk_find(external->disks, "hdc")->place, ==, SNAPSHOT_PLACE_NO);
    g_assert_true(align("<disks><disk name='/i/b' snapshot='no'/></disks>", SNAPSHOT_PLACE_INTERNAL,
                        &internal, &error));
    g_assert_cmpint(snapshot_disk_find(internal->disks, "vda")->place, ==, SNAPSHOT_PLACE_INTERNAL);
    g_assert_cmpint(snapshot_disk_find(internal->disks, "vdb")->place, ==, SNAPSHOT_PLACE_NO);
}

static void test_align_refused(void)
{
    static const struct {
        const char *disks;
        SnapshotPlace place;
        const char *text;
    } cases[] = {
        {"", SNAPSHOT_PLACE_INTERNAL, "'vdb' unsupported: its image is not qcow2"},
        {"<disks><disk name='hdc' snapshot='external'/></disks>", SNAPSHOT_PLACE_EXTERNAL,
         "'hdc' unsupported: it is read-only"},
        {"<disks><disk name='vdz'/></disks>", SNAPSHOT_PLACE_EXTERNAL, "no disk named 'vdz'"},
        {"<disks><disk name='vda'/><disk name='/i/a.qcow2'/></disks>", SNAPSHOT_PLACE_EXTERNAL,
         "'vda' specified twice"},
        {"<disks><disk name='vda'><source file='/i/b.s'/></disk></disks>", SNAPSHOT_PLACE_EXTERNAL,
         "would be two images"},
        {"<disks><disk name='vda'><source file='/i/a.qcow2'/></disk></disks>",
         SNAPSHOT_PLACE_EXTERNAL, "an image that it has already"},
        {"<disks><disk name='vda'><driver type='raw'/></disk></disks>", SNAPSHOT_PLACE_EXTERNAL,
         "is qcow2, not 'raw'"},
        {"<disks><disk name='vda' snapshot='external' type='block'/></disks>",
         SNAPSHOT_PLACE_EXTERNAL, "a new image of type 'block' must be named"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(SnapshotDef) def = NULL;

        g_assert_false(align(cases[i].disks, cases[i].place, &def, &error));
        expect(error, ERR_CONFIG_UNSUPPORTED, cases[i].text);
    }
}

static void test_checkpoint(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DomainDef) domain = domain_def_parse(DOMAIN, DOMAIN_PARSE_DEFAULT, &error);
    g_autoptr(CheckpointDef) def = NULL, again = NULL;
    g_autofree char *text = NULL, *second = NULL;

    def = checkpoint_def_parse("<domaincheckpoint><name>c</name><disks><disk name='vda'/>"
                               "</disks></domaincheckpoint>",
                               MOMENT_WANTED, &error);
    g_assert_no_error(error);
    g_assert_true(checkpoint_def_align(def, domain, &error));
    g_assert_cmpstr(checkpoint_disk_find(def, "vda")->bitmap, ==, "c");
    g_assert_cmpint(checkpoint_disk_find(def, "vdb")->kind, ==, CHECKPOINT_KIND_NO);
    def->moment.domain = g_steal_pointer(&domain);
    text = checkpoint_def_format(def, true, DOMAIN_FORMAT_SECURE);
    again = checkpoint_def_parse(text, MOMENT_KNOWN, &error);
    g_assert_no_error(error);
    second = checkpoint_def_format(again, true, DOMAIN_FORMAT_SECURE);
    g_assert_cmpstr(text, ==, second);
    g_clear_pointer(&def, checkpoint_def_free);
    def = checkpoint_def_parse("<domaincheckpoint/>", MOMENT_WANTED, &error);
    g_assert_false(checkpoint_def_align(def, again->moment.domain, &error));
    expect(error, ERR_CONFIG_UNSUPPORTED, "'vdb' unsupported: its image is not qcow2");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/snapshot/round-trip", test_round_trip);
    g_test_add_func("/snapshot/wanted", test_wanted);
    g_test_add_func("/snapshot/refused", test_refused);
    g_test_add_func("/snapshot/align", test_align);
    g_test_add_func("/snapshot/align-refused", test_align_refused);
    g_test_add_func("/checkpoint", test_checkpoint);
    return g_test_run();
}
