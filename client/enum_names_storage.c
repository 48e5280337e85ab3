/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for storage: see enum_names.h. The tables are indexed by the wire's numbers; the assertions
 * keep the public ones the same. */
#include "client/enum_names.h"

#include "vmrpc.h"
#include "remote_protocol.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_OPEN_CONSOLE_SAFE, DOMAIN_CONSOLE_SAFE);
SAME(VMRPC_POOL_LIST_DIR, STORAGE_POOL_LIST_DIR);
SAME(VMRPC_POOL_START_BUILD_NO_OVERWRITE, STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE);
SAME(VMRPC_POOL_BUILD_NO_OVERWRITE, STORAGE_POOL_BUILD_NO_OVERWRITE);
SAME(VMRPC_POOL_BUILD_OVERWRITE, STORAGE_POOL_BUILD_OVERWRITE);
SAME(VMRPC_POOL_STATE_INACCESSIBLE, STORAGE_POOL_INACCESSIBLE);
SAME(VMRPC_VOLUME_TYPE_NETDIR, STORAGE_VOL_NETDIR);
SAME(VMRPC_VOLUME_CREATE_REFLINK, STORAGE_VOL_CREATE_REFLINK);
SAME(VMRPC_VOLUME_DELETE_WITH_SNAPSHOTS, STORAGE_VOL_DELETE_WITH_SNAPSHOTS);
SAME(VMRPC_VOLUME_RESIZE_ALLOCATE, STORAGE_VOL_RESIZE_ALLOCATE);
SAME(VMRPC_VOLUME_RESIZE_DELTA, STORAGE_VOL_RESIZE_DELTA);
SAME(VMRPC_VOLUME_RESIZE_SHRINK, STORAGE_VOL_RESIZE_SHRINK);
SAME(VMRPC_VOLUME_INFO_PHYSICAL, STORAGE_VOL_INFO_PHYSICAL);
SAME(VMRPC_VOLUME_TRANSFER_SPARSE, STORAGE_VOL_SPARSE);
#undef SAME

const char *vmrpc_pool_state_to_string(int state)
{
    static const char *const names[] = {"inactive", "building", "running", "degraded",
                                        "inaccessible"};

    return ENUM_NAME(names, state);
}

const char *vmrpc_volume_type_to_string(int type)
{
    static const char *const names[] = {"file", "block", "dir", "network", "net-dir"};

    return ENUM_NAME(names, type);
}
