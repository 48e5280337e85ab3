/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's topology as /sys tells it, regular or not, and without /sys. */
#include "drivers/node.h"

#include <glib.h>

static void put(const char *root, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(root, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void put_cpu(const char *root, unsigned number, const char *package, const char *core)
{
    g_autofree char *folder = g_strdup_printf("sys/devices/system/cpu/cpu%u/topology", number);
    g_autofree char *package_name = g_build_filename(folder, "physical_package_id", NULL);
    g_autofree char *core_name = g_build_filename(folder, "core_id", NULL);

    put(root, package_name, package);
    put(root, core_name, core);
}

static void assert_topology(const char *root, unsigned nodes, unsigned sockets, unsigned cores,
                            unsigned threads)
{
    NodeInfo info;

    node_read(root, &info);
    g_assert_cmpuint(info.nodes, ==, nodes);
    g_assert_cmpuint(info.sockets, ==, sockets);
    g_assert_cmpuint(info.cores, ==, cores);
    g_assert_cmpuint(info.threads, ==, threads);
    g_assert_cmpuint(info.cpus, ==, nodes * sockets * cores * threads);
}

static void test_node(void)
{
    g_autofree char *root = g_dir_make_tmp("vmrpc-test.XXXXXX", NULL);
    const char *argv[] = {"rm", "-rf", root, NULL};
    NodeInfo info;

    node_read(root, &info);
    g_assert_cmpuint(info.cpus, ==, info.cores);
    g_assert_cmpuint(info.memory_kib, ==, 0);

    /* Two sockets of two cores of two threads, one node each; and things that are no processors. */
    for (unsigned i = 0; i < 8; i++)
        put_cpu(root, i, i % 2 ? "1\n" : "0\n",
                i < 4 ? (i < 2 ? "0\n" : "4\n") : (i < 6 ? "0\n" : "4\n"));
    put(root, "sys/devices/system/cpu/cpufreq/policy", "1\n");
    put(root, "sys/devices/system/node/node0/distance", "10 20\n");
    assert_topology(root, 1, 2, 2, 2);
    put(root, "sys/devices/system/node/node1/distance", "20 10\n");
    assert_topology(root, 2, 1, 2, 2);

    /* One of them goes: no longer regular. */
    put(root, "sys/devices/system/cpu/cpu7/online", "0\n");
    assert_topology(root, 1, 1, 7, 1);

    put(root, "proc/meminfo", "MemTotal:       2048000 kB\nMemFree: 1 kB\n");
    put(root, "proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 2394.454\n");
    node_read(root, &info);
    g_assert_cmpuint(info.memory_kib, ==, 2048000);
    g_assert_cmpuint(info.mhz, ==, 2394);
    g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/node", test_node);
    return g_test_run();
}
