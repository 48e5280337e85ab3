/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checkpoints of a running guest, and a backup of what has changed since one, by the public
 * interface. */
#include "api_guest.h"

#define CHECKPOINT                                                                                 \
    "<domaincheckpoint><name>%s</name><disks><disk name='hda' checkpoint='no'/>"                   \
    "<disk name='hdb' checkpoint='bitmap'/></disks></domaincheckpoint>"

/* A second disk: bitmaps need an image that can keep them. */
static char *make_disk(void)
{
    g_autofree char *path = g_build_filename(folder, "second.qcow2", NULL);
    g_autofree char *command = g_strdup_printf("qemu-img create -q -f qcow2 '%s' 1M", path);
    int status = -1;

    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
    return g_strdup_printf("<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
                           "<source file='%s'/><target dev='hdb'/></disk>",
                           path);
}

static VmrpcCheckpoint *create(Guest *guest, const char *name)
{
    g_autofree char *xml = g_strdup_printf(CHECKPOINT, name);

    return API_GIVES(vmrpc_checkpoint_create(guest->domain, xml, 0, &error));
}

/* The lists have so many, and `first` before the others. */
static void check_lists(Guest *guest, VmrpcCheckpoint *root, int total, int below,
                        const char *first)
{
    VmrpcCheckpoint **list = NULL;

    g_assert_cmpint(vmrpc_checkpoint_list(guest->domain, 0, NULL, NULL), ==, total);
    g_assert_cmpint(
        vmrpc_checkpoint_list(guest->domain, VMRPC_CHECKPOINT_LIST_TOPOLOGICAL, &list, NULL), ==,
        total);
    g_assert_cmpstr(vmrpc_checkpoint_name(list[0]), ==, first);
    g_assert_null(list[total]);
    vmrpc_checkpoint_list_free(list);
    g_assert_cmpint(vmrpc_checkpoint_list_children(root, 0, NULL, NULL), ==, below > 0);
    g_assert_cmpint(
        vmrpc_checkpoint_list_children(root, VMRPC_CHECKPOINT_LIST_DESCENDANTS, &list, NULL), ==,
        below);
    g_assert_null(list[below]);
    vmrpc_checkpoint_list_free(list);
}

/* A handle holds its domain, also when the one that it was asked of is gone. */
static void check_handle(Guest *guest, VmrpcCheckpoint *checkpoint)
{
    VmrpcCheckpoint *same = vmrpc_checkpoint_ref(checkpoint);
    char *xml = API_GIVES(vmrpc_checkpoint_xml(same, VMRPC_CHECKPOINT_XML_NO_DOMAIN, &error));

    g_assert_cmpstr(vmrpc_domain_uuid_string(vmrpc_checkpoint_domain(same)), ==,
                    vmrpc_domain_uuid_string(guest->domain));
    g_assert_nonnull(strstr(xml, "<name>first</name>"));
    g_assert_null(strstr(xml, "<domain "));
    free(xml);
    vmrpc_checkpoint_unref(same);
    g_assert_cmpstr(vmrpc_checkpoint_name(checkpoint), ==, "first");
}

static void test_tree(void)
{
    g_autofree char *disk = make_disk();
    VmrpcCheckpoint *first, *second, *third, *found;
    Guest guest;

    guest_init(&guest, "", disk);
    API_OK(vmrpc_domain_start(guest.domain, 0, &error));
    first = create(&guest, "first");
    check_lists(&guest, first, 1, 0, "first");
    second = create(&guest, "second");
    third = create(&guest, "third");
    check_lists(&guest, first, 3, 2, "first");
    check_handle(&guest, first);
    API_GIVES_NOTHING(vmrpc_checkpoint_parent(first, &error), VMRPC_ERR_NO_DOMAIN_CHECKPOINT,
                      "first");
    API_GIVES_NOTHING(vmrpc_checkpoint_lookup_by_name(guest.domain, "none", &error),
                      VMRPC_ERR_NO_DOMAIN_CHECKPOINT, "none");
    API_OK(vmrpc_checkpoint_delete(second, 0, &error));
    check_lists(&guest, first, 2, 1, "first");
    found = API_GIVES(vmrpc_checkpoint_parent(third, &error));
    g_assert_cmpstr(vmrpc_checkpoint_name(found), ==, "first");
    vmrpc_checkpoint_unref(found);
    API_OK(vmrpc_checkpoint_delete(first, VMRPC_CHECKPOINT_DELETE_CHILDREN, &error));
    g_assert_cmpint(vmrpc_checkpoint_list(guest.domain, 0, NULL, NULL), ==, 0);
    vmrpc_checkpoint_unref(first);
    vmrpc_checkpoint_unref(second);
    vmrpc_checkpoint_unref(third);
    guest_clear(&guest);
}

int main(int argc, char **argv)
{
    g_autofree char *qemu_img = g_find_program_in_path("qemu-img");

    if (!qemu_img) {
        g_printerr("SKIPPED: this needs qemu-img\n");
        return 77;
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/checkpoint/tree", test_tree);
    return guest_test_run();
}
