/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting a block job and waiting for it: what the commands that start one share. */
#ifndef VMRPC_TOOLS_BLOCK_JOB_H
#define VMRPC_TOOLS_BLOCK_JOB_H

#include "tools/command.h"

#define OPTION_DISK                                                                                \
    {                                                                                              \
        "path", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                                \
            "target of the disk, or path of its image", NULL                                       \
    }
#define OPTIONS_BANDWIDTH                                                                          \
    {"bandwidth", OPTION_STRING, OPTION_POSITIONAL, "limit in MiB/s; 0: none", NULL},              \
    {                                                                                              \
        "bytes", OPTION_BOOL, 0, "the limit is in bytes/s, or has a unit", NULL                    \
    }
#define OPTIONS_WAIT                                                                               \
    {"wait", OPTION_BOOL, 0, "until the job is over, or ready", NULL},                             \
        {"verbose", OPTION_BOOL, 0, "show its progress; implies --wait", NULL},                    \
        {"timeout", OPTION_NUMBER, 0, "end the job after this many seconds; implies --wait",       \
         NULL},                                                                                    \
    {                                                                                              \
        "async", OPTION_BOOL, 0, "when it is ended early, do not wait for that", NULL              \
    }

/* --bandwidth and --bytes as bytes per second; prints what is wrong with them. */
bool block_job_bandwidth(const Arguments *arguments, uint64_t *ret_bytes);

typedef struct BlockJobWatch BlockJobWatch;

/* Before the job is started. NULL after a failure, which is printed. */
BlockJobWatch *block_job_watch_new(Tool *tool, VmrpcDomain *domain, const char *disk);
void block_job_watch_free(BlockJobWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BlockJobWatch, block_job_watch_free)

/* Whether the options ask for waiting. */
bool block_job_waits(const Arguments *arguments);
/* Until it is ready or over; a signal or --timeout ends it. what: "Block Pull". The last word of
 * it: VMRPC_DOMAIN_BLOCK_JOB_TYPE_*; -1 if that is a failure, which is printed. */
int block_job_wait(BlockJobWatch *watch, const Arguments *arguments, const char *what);

/* What has become of the job: text for people, the disk and state for programs. Returns true. */
bool block_job_say(Tool *tool, const char *disk, const char *state, const char *text);
/* How far it is; 100 only at its end. */
unsigned block_job_percent(const VmrpcDomainBlockJob *job);

#endif
