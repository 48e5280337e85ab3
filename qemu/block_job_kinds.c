/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All kinds of jobs that a next daemon may find, by their names in the status file. */
#include "qemu/backup.h"
#include "qemu/block_commit.h"
#include "qemu/block_copy.h"
#include "qemu/block_pull.h"
#include "qemu/snapshot_load.h"

const BlockJobKind *const block_job_kinds[] = {
    &block_pull_kind,
    &block_commit_kind,
    &block_active_commit_kind,
    &block_copy_kind,
    &backup_kind,
    &snapshot_load_kind,
    NULL,
};
