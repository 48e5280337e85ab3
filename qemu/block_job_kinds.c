/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All kinds of jobs that a next daemon may find, by their names in the status file. */
#include "qemu/block_job.h"

const BlockJobKind *const block_job_kinds[] = {NULL};
