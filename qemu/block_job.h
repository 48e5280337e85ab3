/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BlockJob: a job of a machine's QEMU (query-jobs), from before it is started until what follows
 * from its end has been done: images that have become others, nodes taken away, an event.
 *
 * Every job is one of QEMU's that stays until it is dismissed, so its error can be read and a job
 * that ended while no daemon was there is found. Jobs of a kind with a name are in the status file
 * before QEMU hears of them, and are found again by the next daemon; a plain job belongs to the
 * coroutine that started it and is ended with that one's daemon.
 *
 * A job is finished once, by whoever has the domain's job lock when it is over: the coroutine that
 * waits for its end with the lock in hand (block_job_co_end()), else one of the engine's own. Reads
 * look at current, end and state, which are kept fresh while there are jobs, and ask nobody.
 */
#ifndef VMRPC_QEMU_BLOCK_JOB_H
#define VMRPC_QEMU_BLOCK_JOB_H

#include "qemu/machine.h"

typedef struct BlockJob BlockJob;

typedef struct BlockJobKind {
    const char *name; /* in the status file; NULL: not there */
    bool whole;       /* QEMU answers nobody until it is over, and it is never told to end */
    int type;         /* DOMAIN_BLOCK_JOB_TYPE_* of events and of reads; UNKNOWN: of neither */
    /* What follows from the end (job->result), with the domain's lock held, QEMU having forgotten
     * the job. The status file is written afterwards: after a daemon's death it may be called for
     * the same end again. NULL: nothing. */
    void (*co_finish)(BlockJob *job);
    /* The guest is about to go on with the copy; false: it must not. NULL: nothing. */
    bool (*co_pivot)(BlockJob *job, GError **err);
    void (*ready)(BlockJob *job); /* it has become ready; NULL: nothing */
    void (*moved)(BlockJob *job); /* current and end are new; NULL: nothing */
    /* All is done but the change of the guest's nodes, with which QEMU waits for this; NULL: it
     * does not wait. */
    void (*co_settle)(BlockJob *job);
} BlockJobKind;

extern const BlockJobKind block_job_plain;
/* Those with a name, ended by NULL (block_job_kinds.c). */
extern const BlockJobKind *const block_job_kinds[];

typedef enum {
    BLOCK_JOB_RUNNING,
    BLOCK_JOB_READY, /* source and copy are kept the same until it is ended */
    BLOCK_JOB_ENDED, /* and finished */
} BlockJobState;

typedef enum {
    BLOCK_JOB_COMPLETED,
    BLOCK_JOB_FAILED,
    BLOCK_JOB_CANCELLED,
} BlockJobResult;

struct BlockJob {
    unsigned references;
    Machine *machine; /* a reference; its jobs hold one of each job */
    const BlockJobKind *kind;
    char *id;   /* QEMU's name of it */
    char *disk; /* target of the disk it is of; NULL: of none alone */
    BlockJobState state;
    BlockJobResult result; /* once QEMU has ended it */
    char *error;           /* of a job that failed: QEMU's words */
    GError *silence;       /* of a plain job: QEMU was stopped while it went on; NULL: it was not */
    uint64_t current, end; /* as far as it has come: bytes, mostly */
    uint64_t bandwidth;    /* bytes per second; 0: no limit */

    /* What it means, for co_finish; images by their index in the chain of the disk, 0: none. */
    unsigned top, base;
    bool pivot;         /* the guest shall go on with the copy, or with the base */
    bool aborting;      /* it has been asked to end without that */
    bool remove_merged; /* delete the files that are not needed any more */
    bool transient;     /* it need not be known to a definition */
    bool made;          /* the file that it writes is made for it */

    bool started;   /* QEMU has it */
    bool unheard;   /* and has never had, since a daemon ended before */
    bool stray;     /* plain, and nobody waits for it any more */
    bool late;      /* who began it was told that QEMU does not answer: it is not to go on */
    bool concluded; /* QEMU has ended it; result and error are set */
    bool settling;  /* it is about to be told to end */
    bool finishing; /* somebody is finishing it */
};

/* A job that QEMU has not heard of; for a kind with a name it is listed, and in the status file.
 * Its fields may be set before block_job_co_start(). disk may be NULL. The reference is the
 * caller's. */
BlockJob *block_job_new(Machine *machine, const BlockJobKind *kind, const char *id,
                        const char *disk);
BlockJob *block_job_ref(BlockJob *job);
void block_job_unref(BlockJob *job); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BlockJob, block_job_unref)

/* Lists the job, writes the status file and sends the command, whose arguments (taken over) get
 * "job-id", "auto-dismiss" and what else the engine needs. After a failure nothing is left of it,
 * unless it is late. */
bool block_job_co_start(BlockJob *job, const char *command, json_t *arguments, GError **err);
/* The same in two steps, for jobs that start in a transaction: announce them, put
 * block_job_arguments() into the actions, send these, then tell how it went (why NULL: well). If
 * QEMU has not answered it may yet begin: the job is late then, stays listed until QEMU speaks
 * again, and is ended as one that failed. */
bool block_job_announce(BlockJob *job, GError **err);
json_t *block_job_arguments(const BlockJob *job, const char *command, json_t *arguments);
void block_job_started(BlockJob *job, const GError *why);
bool block_job_is_late(const BlockJob *job, const GError *why);

/* A plain job from start to end, for snapshot-save, blockdev-create and the like; *ret_job (may be
 * NULL) is set meanwhile, for reads of its progress and for block_job_co_cancel(). */
bool block_job_co_run(Machine *machine, const char *command, json_t *arguments, BlockJob **ret_job,
                      GError **err);

/* Waits until it is in this state or a later one, or the time is up (negative: no limit). The
 * caller does not hold the domain's lock, if it is the end that is waited for. */
bool block_job_co_wait(BlockJob *job, BlockJobState state, int64_t timeout_us);
/* Waits for the end and finishes the job, holding the domain's lock all the time. false: the job
 * did not complete; err says why. */
bool block_job_co_end(BlockJob *job, GError **err);
/* The same for all of a kind that there are, however long it takes. */
void block_job_co_end_all(Machine *machine, const BlockJobKind *kind);
/* How an ended job went, as a result of a call; and one that is being finished. */
bool block_job_check(const BlockJob *job, GError **err);
bool block_job_check_result(const BlockJob *job, GError **err);

/* Asks a ready job to change over (pivot), or a job to end without; both return when QEMU has
 * agreed, not when it has happened. */
bool block_job_co_complete(BlockJob *job, GError **err);
bool block_job_co_cancel(BlockJob *job, GError **err);
bool block_job_co_set_bandwidth(BlockJob *job, uint64_t bandwidth, GError **err);

/* The job of a disk that is announced or runs; borrowed, NULL: none. */
BlockJob *block_job_of_disk(const Machine *machine, const char *target);
/* Whether there is one of that kind. */
bool block_job_any(const Machine *machine, const BlockJobKind *kind);
/* Whether one may end at any moment, by itself or since it was told to, and change the nodes of the
 * guest. QEMU 7.2 may be killed by being asked for its nodes just then. */
bool block_job_may_end(const Machine *machine);
/* Refuses a disk that has a job (ERR_OPERATION_UNSUPPORTED, naming it). */
bool block_job_refuse_busy(const Machine *machine, const char *target, GError **err);
/* Whether one may begin: refuses a disk that is on its way out as well (leaving.h). */
bool block_job_check_free(const Machine *machine, const char *target, GError **err);

/* JOB_STATUS_CHANGE, BLOCK_JOB_READY. */
void block_job_event(Machine *machine, const char *name, const json_t *data);
/* After the monitor has been connected (again): asks QEMU what has become of the jobs. */
bool block_job_co_refresh(Machine *machine, GError **err);
/* The machine has ended: so have its jobs, and this is told. */
void block_job_machine_ended(Machine *machine);
/* The daemon lets go of the machine: whoever waits for a job is sent home. */
void block_job_let_go(Machine *machine);

/* The jobs as an element of the status file, to be freed, NULL when there are none; and back. */
char *block_job_format_all(const Machine *machine);
bool block_job_restore_all(Machine *machine, const char *xml, GError **err);

#endif
