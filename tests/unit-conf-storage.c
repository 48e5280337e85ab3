/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of pools and volumes: read, written, and refused with the reason. */
#include <string.h>

#include "conf/pool.h"
#include "conf/volume.h"

static void test_pool(void)
{
    const char *const xml =
        "<pool type='dir'><name>images</name><uuid>0A0B0C0D-0000-4000-8000-000000000001</uuid>"
        "<capacity unit='bytes'>5</capacity><source/><target><path>/srv//images/</path>"
        "<permissions><mode>0750</mode><owner>0</owner><group>-1</group><label>x</label>"
        "</permissions></target></pool>";
    const PoolUsage usage = {10, 4, 6};
    const Permissions seen = {0711, 1, 2};
    g_autoptr(GError) error = NULL;
    g_autoptr(PoolDef) def = pool_def_parse(xml, &error);
    g_autofree char *definition = NULL;
    g_autofree char *live = NULL;

    g_assert_no_error(error);
    definition = pool_def_format(def, &usage, NULL);
    g_assert_cmpstr(definition, ==,
                    "<pool type='dir'>\n"
                    "  <name>images</name>\n"
                    "  <uuid>0a0b0c0d-0000-4000-8000-000000000001</uuid>\n"
                    "  <capacity unit='bytes'>10</capacity>\n"
                    "  <allocation unit='bytes'>4</allocation>\n"
                    "  <available unit='bytes'>6</available>\n"
                    "  <source>\n"
                    "  </source>\n"
                    "  <target>\n"
                    "    <path>/srv/images</path>\n"
                    "    <permissions>\n"
                    "      <mode>0750</mode>\n"
                    "      <owner>0</owner>\n"
                    "    </permissions>\n"
                    "  </target>\n"
                    "</pool>\n");
    live = pool_def_format(def, &usage, &seen);
    g_assert_nonnull(strstr(live, "<mode>0711</mode>\n      <owner>1</owner>"));
}

static void refuse_pool(const char *inside, const char *type, ErrorCode code, const char *message)
{
    g_autofree char *xml = g_strdup_printf("<pool type='%s'>%s</pool>", type, inside);
    g_autoptr(GError) error = NULL;

    g_assert_null(pool_def_parse(xml, &error));
    g_assert_cmpint(error_code(error), ==, code);
    if (!g_str_has_prefix(error->message, message))
        g_assert_cmpstr(error->message, ==, message);
}

#define TARGET "<target><path>/a</path></target>"

static void test_pool_refused(void)
{
    refuse_pool("<name>a/b</name>" TARGET, "dir", ERR_XML,
                "XML error: name a/b cannot contain '/'");
    refuse_pool("<name>..</name>" TARGET, "dir", ERR_XML, "XML error: name .. ");
    refuse_pool("<name></name>" TARGET, "dir", ERR_XML, "XML error: name  is empty");
    refuse_pool(TARGET, "dir", ERR_XML, "XML error: missing pool source name element");
    refuse_pool("<name>a</name>", "dir", ERR_XML, "XML error: missing storage pool target path");
    refuse_pool("<name>a</name><target><path>b</path></target>", "dir", ERR_XML,
                "XML error: storage pool target path 'b' is not absolute");
    refuse_pool("<name>a</name><uuid>1</uuid>" TARGET, "dir", ERR_XML,
                "XML error: malformed uuid element");
    refuse_pool("<name>a</name>" TARGET, "logical", ERR_CONFIG_UNSUPPORTED,
                "unsupported configuration: storage pools of type 'logical'");
    refuse_pool("<name>a</name>" TARGET, "nope", ERR_XML, "XML error: Invalid value for attribute");
    refuse_pool("<name>a</name><source><host name='x'/></source>" TARGET, "dir",
                ERR_CONFIG_UNSUPPORTED, "unsupported configuration: <host>");
    refuse_pool("<name>a</name><target><path>/a</path><permissions><mode>0888</mode>"
                "</permissions></target>",
                "dir", ERR_XML, "<mode> (line 1): '0888' is not an octal mode");
}

static void test_volume(void)
{
    const char *const xml =
        "<volume type='file'><name>v</name><key>/k</key><capacity unit='MB'>1</capacity>"
        "<allocation unit='KiB'>2</allocation><physical>3</physical><target><path>/x</path>"
        "<format type='qcow2'/><permissions><mode>0644</mode></permissions>"
        "<timestamps><atime>1</atime></timestamps><compat>1.1</compat>"
        "<clusterSize unit='KiB'>128</clusterSize><features><lazy_refcounts/></features></target>"
        "<backingStore><path>/b//c</path><format type='raw'/></backingStore></volume>";
    g_autoptr(GError) error = NULL;
    g_autoptr(VolumeDef) def = volume_def_parse(xml, VOLUME_NEW, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(def->name, ==, "v");
    g_assert_cmpuint(def->capacity, ==, 1000000);
    g_assert_cmpuint(def->allocation, ==, 2048);
    g_assert_true(def->has_capacity && def->has_allocation && def->lazy_refcounts);
    g_assert_cmpint(def->format, ==, VOLUME_FORMAT_QCOW2);
    g_assert_cmpint(def->compat, ==, VOLUME_COMPAT_1_1);
    g_assert_cmpuint(def->cluster_size, ==, 131072);
    g_assert_cmpint(def->permissions.mode, ==, 0644);
    g_assert_cmpstr(def->backing.path, ==, "/b/c");
    g_assert_cmpint(def->backing.format, ==, VOLUME_FORMAT_RAW);
}

static void refuse_volume(const char *inside, ErrorCode code, const char *message)
{
    g_autofree char *xml = g_strdup_printf("<volume><name>v</name>%s</volume>", inside);
    g_autoptr(GError) error = NULL;

    g_assert_null(volume_def_parse(xml, VOLUME_NEW, &error));
    g_assert_cmpint(error_code(error), ==, code);
    if (!g_str_has_prefix(error->message, message))
        g_assert_cmpstr(error->message, ==, message);
}

#define CAPACITY "<capacity>1</capacity>"

static void test_volume_refused(void)
{
    refuse_volume("", ERR_XML, "XML error: missing capacity element");
    refuse_volume("<capacity unit='EiB'>16</capacity>", ERR_OVERFLOW, "a size of 16 EiB");
    refuse_volume("<capacity unit='?'>16</capacity>", ERR_INVALID_ARG,
                  "invalid argument: unknown suffix '?'");
    refuse_volume("<capacity>-1</capacity>", ERR_XML, "<capacity>");
    refuse_volume(CAPACITY "<target><encryption format='luks'/></target>", ERR_CONFIG_UNSUPPORTED,
                  "unsupported configuration: <encryption>");
    refuse_volume(CAPACITY "<target><format type='vmdk'/></target>", ERR_CONFIG_UNSUPPORTED,
                  "unsupported configuration: volumes of format 'vmdk'");
    refuse_volume(CAPACITY "<target><clusterSize>1000</clusterSize></target>", ERR_XML,
                  "<clusterSize> (line 1): must be a power of two");
    refuse_volume(CAPACITY "<backingStore><path>b</path></backingStore>", ERR_XML,
                  "<path> (line 1): the backing image's path 'b' is not absolute");
    refuse_volume(CAPACITY "<name>w</name>", ERR_XML, "<name> (line 1): appears twice");
}

static void test_state(void)
{
    const VolumeState state = {
        .name = "v",
        .path = "/p/v",
        .capacity = 3,
        .allocation = 2,
        .physical = 1,
        .format = VOLUME_FORMAT_QCOW2,
        .cluster_size = 65536,
        .permissions = {0600, 0, 0},
        .times = {{1, 0}, {2, 5}, {3, 0}},
        .backing = {(char *) "/p/b", VOLUME_FORMAT_NONE},
    };
    g_autofree char *xml = volume_state_format(&state);

    g_assert_cmpstr(xml, ==,
                    "<volume type='file'>\n"
                    "  <name>v</name>\n"
                    "  <key>/p/v</key>\n"
                    "  <capacity unit='bytes'>3</capacity>\n"
                    "  <allocation unit='bytes'>2</allocation>\n"
                    "  <physical unit='bytes'>1</physical>\n"
                    "  <target>\n"
                    "    <path>/p/v</path>\n"
                    "    <format type='qcow2'/>\n"
                    "    <permissions>\n"
                    "      <mode>0600</mode>\n"
                    "      <owner>0</owner>\n"
                    "      <group>0</group>\n"
                    "    </permissions>\n"
                    "    <timestamps>\n"
                    "      <atime>1</atime>\n"
                    "      <mtime>2.000000005</mtime>\n"
                    "      <ctime>3</ctime>\n"
                    "      <btime>0</btime>\n"
                    "    </timestamps>\n"
                    "    <clusterSize unit='B'>65536</clusterSize>\n"
                    "  </target>\n"
                    "  <backingStore>\n"
                    "    <path>/p/b</path>\n"
                    "  </backingStore>\n"
                    "</volume>\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conf-storage/pool", test_pool);
    g_test_add_func("/conf-storage/pool-refused", test_pool_refused);
    g_test_add_func("/conf-storage/volume", test_volume);
    g_test_add_func("/conf-storage/volume-refused", test_volume_refused);
    g_test_add_func("/conf-storage/state", test_state);
    return g_test_run();
}
