/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One change of a domain at a time; who waited for a domain that has gone is told so. */
#include "base/coroutine.h"
#include "drivers/domain.h"

typedef struct Shared {
    DomainList *list;
    Domain *domain;
    GString *order;
    CoWaiter go_on;
} Shared;

static void holder(void *data)
{
    Shared *shared = data;

    g_assert_true(domain_co_begin_job(shared->domain, "first", NULL));
    g_assert_cmpstr(shared->domain->job_name, ==, "first");
    co_wait(&shared->go_on, -1);
    g_string_append(shared->order, "first ");
    domain_end_job(shared->domain);
}

static void second(void *data)
{
    Shared *shared = data;

    g_assert_true(domain_co_begin_job(shared->domain, "second", NULL));
    g_assert_cmpstr(shared->domain->job_name, ==, "second");
    g_string_append(shared->order, "second ");
    domain_list_remove(shared->list, shared->domain);
    domain_end_job(shared->domain);
}

static void late(void *data)
{
    Shared *shared = data;
    g_autoptr(GError) error = NULL;

    g_assert_false(domain_co_begin_job(shared->domain, "late", &error));
    g_assert_cmpint(error_code(error), ==, ERR_NO_DOMAIN);
    g_assert_cmpstr(error->message, ==, "domain 'demo' is gone");
    g_string_append(shared->order, "gone ");
}

static void test_job(void)
{
    g_autoptr(Loop) loop = loop_new(NULL);
    Shared shared = {.list = domain_list_new(), .order = g_string_new(NULL)};
    DomainDef *def = domain_def_new();

    def->name = g_strdup("demo");
    shared.domain = domain_ref(domain_list_add(shared.list, def, NULL));
    coroutine_start(loop, holder, &shared);
    coroutine_start(loop, second, &shared);
    coroutine_start(loop, late, &shared);
    g_assert_cmpstr(shared.order->str, ==, "");
    co_wake(&shared.go_on);
    while (coroutine_count() > 0)
        loop_run_once(loop, -1);
    g_assert_cmpstr(shared.order->str, ==, "first second gone ");
    g_assert_null(shared.domain->job_name);
    domain_unref(shared.domain);
    domain_list_free(shared.list);
    g_string_free(shared.order, TRUE);
    coroutine_pool_drain();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/domain-job", test_job);
    return g_test_run();
}
