/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Domain: a guest as the daemon knows it, running or not; DomainList: all of a driver's, by uuid,
 * name and id.
 *
 * Everything a read needs is in here, so reads never wait. Who changes a domain holds its job lock
 * across waits, and after each wait asks whether it is still in the list (domain->listed). A
 * reference keeps the struct, not the guest.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_H
#define VMRPC_DRIVERS_DOMAIN_H

#include "base/coroutine.h"
#include "base/error.h"
#include "conf/domain.h"

typedef struct Domain {
    unsigned references;
    DomainDef *def;      /* what runs; when nothing does, the persistent definition */
    DomainDef *next_def; /* while active and persistent: the definition; else NULL */
    int id;              /* -1 when not active */
    int state, reason;   /* DOMAIN_STATE_* and its reason, as on the wire */
    bool persistent;
    bool autostart;
    bool managed_save;             /* its next start goes on from a saved state */
    bool listed;                   /* still in its list */
    bool coming;                   /* not yet for anybody to see: see drivers/domain_list.h */
    uint64_t number;               /* of its listing: the list is in that order */
    uint64_t cpu_time_ns;          /* as last sampled */
    int64_t sampled_us;            /* loop_now() of that, 0 = never */
    CoMutex job;                   /* one change at a time */
    int64_t job_timeout_us;        /* how long another one waits for it */
    const char *job_name;          /* what the holder does, for the message of who waits in vain */
    int64_t job_began_us;          /* g_get_monotonic_time() */
    char *job_waits;               /* what he waits for meanwhile; NULL: nothing in particular */
    int64_t job_waits_us;          /* since when */
    struct DomainJob *running_job; /* see domain_job.h; NULL: none */
    struct DomainJob *ended_job;   /* the last that has ended; NULL: none */
    struct MomentTree *snapshots;  /* see moment.h; never NULL */
    struct MomentTree *checkpoints;
    struct DomainStats *stats; /* see domain_stats.h; NULL: nothing is known */
    GPtrArray *changes;        /* see domain_change.h; NULL: none are under way */
    void *machine;             /* the hypervisor's own part while active; NULL otherwise */
} Domain;

static inline bool domain_is_active(const Domain *domain)
{
    return domain->id >= 0;
}

/* A shut off domain that nothing lists yet; takes over def. The only reference is the caller's. */
Domain *domain_new(DomainDef *def);
Domain *domain_ref(Domain *domain);
void domain_unref(Domain *domain); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Domain, domain_unref)

/* Takes the job lock; ERR_OPERATION_TIMEOUT after job_timeout_us, which says what the holder does
 * and waits for; false also if the domain has left its list meanwhile (ERR_NO_DOMAIN). */
bool domain_co_begin_job(Domain *domain, const char *name, GError **err);
void domain_end_job(Domain *domain);
/* The holder is about to wait for this, or (NULL) does so no more. Takes over what. */
void domain_job_waits_for(Domain *domain, char *what);

typedef struct DomainList DomainList;

/* More definitions than the wire can list are refused (VMRPC_DOMAINS_MAX). */
DomainList *domain_list_new(void);
void domain_list_free(DomainList *list);
/* How long jobs of its domains wait for each other from now on; see deadlines.h for the default. */
void domain_list_set_job_timeout(DomainList *list, int64_t timeout_us);

/* Takes over def, also when it fails. Refuses a name and uuid that another domain has
 * (ERR_DOM_EXIST, or ERR_OPERATION_FAILED when only one of the two is taken). The list holds the
 * reference; the result is borrowed. */
Domain *domain_list_add(DomainList *list, DomainDef *def, GError **err);
void domain_list_remove(DomainList *list, Domain *domain);
/* Whether domain (NULL: a new one) may have this name and uuid; the errors of domain_list_add(). */
bool domain_list_check(const DomainList *list, const Domain *domain, const DomainDef *def,
                       GError **err);
/* Borrowed, NULL if there is none. */
Domain *domain_list_by_uuid(const DomainList *list, const uint8_t uuid[UUID_BYTES]);
Domain *domain_list_by_name(const DomainList *list, const char *name);
Domain *domain_list_by_id(const DomainList *list, int id);
/* Gives the domain this id, or takes it away (-1). Hypervisors need it for guests found running. */
void domain_list_set_id(DomainList *list, Domain *domain, int id);
/* One above all that were ever given, so that an id is not used again in one daemon's life. */
int domain_list_next_id(DomainList *list);
unsigned domain_list_count(const DomainList *list);
/* In order of definition; *cursor starts at NULL. The list must not change meanwhile. */
Domain *domain_list_next(const DomainList *list, gpointer *cursor);

#endif
