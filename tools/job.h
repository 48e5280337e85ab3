/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands that last as long as a job of the daemon's: the call is made in a thread, while this one
 * shows how far it is, and ends the job when the user presses Ctrl-C.
 */
#ifndef VMRPC_TOOLS_JOB_H
#define VMRPC_TOOLS_JOB_H

#include "tools/tool.h"

/* The call, in the thread: 0, or -1 and an error. */
typedef int (*JobCall)(void *data, VmrpcError **error);

/* The result of the call. label: "Save", shown before the progress if verbose. */
int job_run(VmrpcDomain *domain, const char *label, bool verbose, JobCall call, void *data,
            VmrpcError **error);

#endif
