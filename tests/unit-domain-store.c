/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions come back from disk as they were saved; a file that is none is logged and stays. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "drivers/domain_store.h"

typedef struct Fixture {
    char *folder;
    GString *loaded;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void) data;
    fixture->folder = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    fixture->loaded = g_string_new(NULL);
}

static char *in_folder(const Fixture *fixture, const char *name)
{
    return g_build_filename(fixture->folder, name, NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    const char *argv[] = {"rm", "-rf", fixture->folder, NULL};

    (void) data;
    g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    g_free(fixture->folder);
    g_string_free(fixture->loaded, TRUE);
}

static bool take(DomainDef *def, bool autostart, void *data, GError **err)
{
    Fixture *fixture = data;
    bool wanted = strcmp(def->name, "unwanted") != 0;

    g_string_append_printf(fixture->loaded, "%s=%u%s ", def->name, (unsigned) def->memory_kib,
                           autostart ? "*" : "");
    domain_def_free(def);
    return wanted || error_set(err, ERR_DOM_EXIST, "nobody wants it");
}

static void save(Fixture *fixture, const char *name, unsigned memory)
{
    g_autofree char *xml = g_strdup_printf("<domain type='qemu'><name>%s</name><memory>%u</memory>"
                                           "<os><type>hvm</type></os></domain>",
                                           name, memory);
    g_autoptr(DomainDef) def = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, NULL);

    g_assert_nonnull(def);
    g_assert_true(domain_store_save(fixture->folder, def, NULL));
}

static const char *load(Fixture *fixture)
{
    GError *error = NULL;

    g_string_truncate(fixture->loaded, 0);
    domain_store_load(fixture->folder, DOMAIN_PARSE_DEFAULT, take, fixture, &error);
    g_assert_no_error(error);
    return fixture->loaded->str;
}

static void test_round_trip(Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = in_folder(fixture, "b c.xml");
    GStatBuf status;

    (void) data;
    save(fixture, "b c", 1024);
    save(fixture, "a", 2048);
    save(fixture, "b c", 4096);
    g_assert_true(domain_store_set_autostart(fixture->folder, "a", true, NULL));
    g_assert_cmpstr(load(fixture), ==, "a=2048* b c=4096 ");
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_true(domain_store_set_autostart(fixture->folder, "a", false, NULL));
    g_assert_cmpstr(load(fixture), ==, "a=2048 b c=4096 ");
    g_assert_true(domain_store_set_autostart(fixture->folder, "a", true, NULL));
    g_assert_true(domain_store_remove(fixture->folder, "a", NULL));
    g_assert_true(domain_store_remove(fixture->folder, "a", NULL));
    save(fixture, "a", 1024);
    g_assert_cmpstr(load(fixture), ==, "a=1024 b c=4096 ");
}

static void test_bad_files(Fixture *fixture, gconstpointer data)
{
    g_autofree char *broken = in_folder(fixture, "broken.xml");
    g_autofree char *named = in_folder(fixture, "named.xml");
    g_autofree char *other = in_folder(fixture, "a.xml");
    g_autofree char *log = in_folder(fixture, "log");
    g_autofree char *text = NULL;

    (void) data;
    save(fixture, "a", 1024);
    save(fixture, "unwanted", 1024);
    g_assert_true(g_file_get_contents(other, &text, NULL, NULL));
    g_assert_true(g_file_set_contents(named, text, -1, NULL));
    g_assert_true(g_file_set_contents(broken, "<domain", -1, NULL));
    g_clear_pointer(&text, g_free);
    g_assert_true(log_open_file(log, NULL));
    g_assert_cmpstr(load(fixture), ==, "a=1024 unwanted=1024 ");
    log_open_file(NULL, NULL);
    g_assert_true(g_file_get_contents(log, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "/broken.xml is left alone: "));
    g_assert_nonnull(strstr(text, "/named.xml is left alone: it defines 'a'"));
    g_assert_nonnull(strstr(text, "/unwanted.xml is left alone: nobody wants it"));
    g_assert_cmpint(access(broken, F_OK), ==, 0);
    g_assert_cmpint(access(named, F_OK), ==, 0);
}

/* A daemon that was killed while it wrote leaves a temporary file, which is none of the user's. */
static void test_left_behind(Fixture *fixture, gconstpointer data)
{
    g_autofree char *left = in_folder(fixture, ".new-abc123");
    g_autofree char *foreign = in_folder(fixture, ".notes");

    (void) data;
    save(fixture, "a", 1024);
    g_assert_true(g_file_set_contents(left, "<domain", -1, NULL));
    g_assert_true(g_file_set_contents(foreign, "", -1, NULL));
    g_assert_cmpstr(load(fixture), ==, "a=1024 ");
    g_assert_cmpint(access(left, F_OK), ==, -1);
    g_assert_cmpint(access(foreign, F_OK), ==, 0);
}

static void test_no_folder(Fixture *fixture, gconstpointer data)
{
    g_autofree char *missing = in_folder(fixture, "missing");

    (void) data;
    g_assert_true(domain_store_load(missing, DOMAIN_PARSE_DEFAULT, take, fixture, NULL));
    g_assert_true(domain_store_load(NULL, DOMAIN_PARSE_DEFAULT, take, fixture, NULL));
    g_assert_cmpstr(fixture->loaded->str, ==, "");
    g_assert_true(domain_store_set_autostart(NULL, "a", true, NULL));
    g_assert_true(domain_store_remove(NULL, "a", NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/domain-store/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
    g_test_add("/domain-store/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
    g_test_add("/domain-store/left-behind", Fixture, NULL, set_up, test_left_behind, tear_down);
    g_test_add("/domain-store/no-folder", Fixture, NULL, set_up, test_no_folder, tear_down);
    return g_test_run();
}
