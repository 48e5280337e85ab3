/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The same questions by two libraries: usage api vmrpc|libvirt URI WHAT TIMES [NAME]; prints the
 * microseconds of one, and how many domains or figures the last one brought. libvirt is loaded at
 * run time, so nothing of it is needed to build.
 *
 *   open    open and close a connection      list    all domains
 *   state   state of domain NAME             states  figures of the states of all domains
 *   lookup  find it by its name              stats   all figures of all domains
 *   xml     its document
 */
#include <dlfcn.h>
#include <stdbool.h>

#include "bench/socket.h"
#include "vmrpc.h"

/* A group of figures, by the number that it has in both. */
#define STATES 1

typedef struct Library {
    void *(*open)(const char *uri);
    void (*close)(void *connection);
    void *(*lookup)(void *connection, const char *name);
    void (*release)(void *domain);
    bool (*state)(void *domain);
    bool (*xml)(void *domain);
    /* How many there are; 0: not answered. */
    size_t (*list)(void *connection);
    size_t (*stats)(void *connection, unsigned groups);
} Library;

/* ---- libvmrpc ---- */

static void *ours_open(const char *uri)
{
    return vmrpc_connection_open(uri, 0, NULL);
}

static void ours_close(void *connection)
{
    vmrpc_connection_close(connection);
}

static void *ours_lookup(void *connection, const char *name)
{
    return vmrpc_domain_lookup_by_name(connection, name, NULL);
}

static void ours_release(void *domain)
{
    vmrpc_domain_unref(domain);
}

static bool ours_state(void *domain)
{
    int state, reason;

    return vmrpc_domain_state(domain, &state, &reason, NULL) == 0;
}

static bool ours_xml(void *domain)
{
    char *xml = vmrpc_domain_xml(domain, 0, NULL);

    free(xml);
    return xml != NULL;
}

static size_t ours_list(void *connection)
{
    VmrpcDomain **domains = NULL;
    int n = vmrpc_domain_list(connection, 0, &domains, NULL);

    vmrpc_domain_list_free(domains);
    return n > 0 ? (size_t) n : 0;
}

static size_t ours_stats(void *connection, unsigned groups)
{
    VmrpcDomainStats **records = NULL;
    int n = vmrpc_domain_stats_list(connection, NULL, groups, 0, &records, NULL);
    size_t figures = 0;

    for (int i = 0; i < n; i++)
        figures += vmrpc_params_count(vmrpc_domain_stats_params(records[i]));
    vmrpc_domain_stats_list_free(records);
    return figures;
}

static const Library ours = {
    .open = ours_open,
    .close = ours_close,
    .lookup = ours_lookup,
    .release = ours_release,
    .state = ours_state,
    .xml = ours_xml,
    .list = ours_list,
    .stats = ours_stats,
};

/* ---- libvirt: names and types of its public interface ---- */

static void *handle;

#define THEIRS(type, name, ...) ((type(*)(__VA_ARGS__)) dlsym(handle, name))

static void keep_quiet(void *data, void *error)
{
    (void) data;
    (void) error;
}

static void *theirs_open(const char *uri)
{
    return THEIRS(void *, "virConnectOpen", const char *)(uri);
}

static void theirs_close(void *connection)
{
    THEIRS(int, "virConnectClose", void *)(connection);
}

static void *theirs_lookup(void *connection, const char *name)
{
    return THEIRS(void *, "virDomainLookupByName", void *, const char *)(connection, name);
}

static void theirs_release(void *domain)
{
    THEIRS(int, "virDomainFree", void *)(domain);
}

static bool theirs_state(void *domain)
{
    int state, reason;

    return THEIRS(int, "virDomainGetState", void *, int *, int *, unsigned)(domain, &state, &reason,
                                                                            0) == 0;
}

static bool theirs_xml(void *domain)
{
    char *xml = THEIRS(char *, "virDomainGetXMLDesc", void *, unsigned)(domain, 0);

    free(xml);
    return xml != NULL;
}

static size_t theirs_list(void *connection)
{
    void **domains = NULL;
    int n = THEIRS(int, "virConnectListAllDomains", void *, void ***, unsigned)(connection,
                                                                                &domains, 0);

    for (int i = 0; i < n; i++)
        theirs_release(domains[i]);
    free(domains);
    return n > 0 ? (size_t) n : 0;
}

typedef struct TheirRecord {
    void *domain, *figures;
    int n_figures;
} TheirRecord;

static size_t theirs_stats(void *connection, unsigned groups)
{
    TheirRecord **records = NULL;
    int n = THEIRS(int, "virConnectGetAllDomainStats", void *, unsigned, TheirRecord ***,
                   unsigned)(connection, groups, &records, 0);
    size_t figures = 0;

    for (int i = 0; i < n; i++)
        figures += (size_t) records[i]->n_figures;
    if (n >= 0)
        THEIRS(void, "virDomainStatsRecordListFree", TheirRecord **)(records);
    return figures;
}

static const Library theirs = {
    .open = theirs_open,
    .close = theirs_close,
    .lookup = theirs_lookup,
    .release = theirs_release,
    .state = theirs_state,
    .xml = theirs_xml,
    .list = theirs_list,
    .stats = theirs_stats,
};

/* ---- the questions ---- */

/* How many of what was asked for there are; 0: not answered. */
static size_t ask(const Library *library, const char *what, const char *uri, void *connection,
                  void *domain, const char *name)
{
    void *made;

    if (strcmp(what, "state") == 0)
        return library->state(domain);
    if (strcmp(what, "xml") == 0)
        return library->xml(domain);
    if (strcmp(what, "list") == 0)
        return library->list(connection);
    if (strcmp(what, "states") == 0)
        return library->stats(connection, STATES);
    if (strcmp(what, "stats") == 0)
        return library->stats(connection, 0);
    made = strcmp(what, "open") == 0 ? library->open(uri) : library->lookup(connection, name);
    if (made && strcmp(what, "open") == 0)
        library->close(made);
    else if (made)
        library->release(made);
    return made != NULL;
}

int main(int argc, char **argv)
{
    const Library *library;
    const char *name = argc > 5 ? argv[5] : "test";
    size_t times = argc > 4 ? strtoul(argv[4], NULL, 10) : 0, found = 0;
    void *connection, *domain;
    double start;

    if (times == 0)
        return 2;
    library = strcmp(argv[1], "vmrpc") == 0 ? &ours : &theirs;
    if (library == &theirs) {
        handle = dlopen("libvirt.so.0", RTLD_NOW);
        if (!handle) {
            fprintf(stderr, "%s\n", dlerror());
            return 77;
        }
        THEIRS(void, "virSetErrorFunc", void *, void (*)(void *, void *))(NULL, keep_quiet);
    }
    connection = library->open(argv[2]);
    domain = connection ? library->lookup(connection, name) : NULL;
    if (!domain) {
        fprintf(stderr, "%s: no domain %s\n", argv[2], name);
        return 1;
    }
    start = bench_now();
    for (size_t i = 0; i < times; i++) {
        found = ask(library, argv[3], argv[2], connection, domain, name);
        if (found == 0) {
            fprintf(stderr, "%s does not answer '%s'\n", argv[1], argv[3]);
            return 77;
        }
    }
    printf("%.2f %zu\n", (bench_now() - start) / (double) times * 1e6, found);
    library->release(domain);
    library->close(connection);
    return 0;
}
