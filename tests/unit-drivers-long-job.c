/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A long job is told of while it goes on and after it has ended, is cancelled, and there is one. */
#include "tests/drivers_fixture.h"

#include "drivers/domain_job_end.h"

typedef struct Asked {
    unsigned times;
} Asked;

static void note_cancel(void *data)
{
    Asked *asked = data;

    asked->times++;
}

static bool abort_job(Fixture *fixture, GError **err)
{
    const domain_abort_job_args args = {.dom = fixture_dom(fixture, "demo")};

    return HANDLERS->domain_abort_job(&fixture->call, &args, err);
}

static int type_now(Fixture *fixture)
{
    const domain_get_job_info_args args = {.dom = fixture_dom(fixture, "demo")};
    domain_get_job_info_ret ret = {0};
    g_autoptr(GError) error = NULL;

    g_assert_true(HANDLERS->domain_get_job_info(&fixture->call, &args, &ret, &error));
    g_assert_no_error(error);
    return ret.type;
}

/* How many figures there are of the last job, and how it ended. */
static unsigned last(Fixture *fixture, unsigned flags, int *ret_type)
{
    const domain_get_job_stats_args args = {.dom = fixture_dom(fixture, "demo"), .flags = flags};
    domain_get_job_stats_ret ret = {0};
    g_autoptr(GError) error = NULL;
    unsigned count;

    g_assert_true(HANDLERS->domain_get_job_stats(&fixture->call, &args, &ret, &error));
    g_assert_no_error(error);
    *ret_type = ret.type;
    count = ret.params.params_len;
    xdr_free((xdrproc_t) xdr_domain_get_job_stats_ret, (char *) &ret);
    return count;
}

static void end(Fixture *fixture, Domain *domain, const char *why)
{
    g_autoptr(GError) error = NULL;

    if (why)
        error_set(&error, ERR_OPERATION_FAILED, "%s", why);
    domain_job_end((DomainDriver *) fixture->driver, domain, error);
    g_assert_null(domain->running_job);
}

static void check_end(Fixture *fixture, Domain *domain, bool cancelled, const char *why, int type)
{
    const unsigned keep = DOMAIN_JOB_STATS_COMPLETED | DOMAIN_JOB_STATS_KEEP_COMPLETED;
    Asked asked = {0};
    DomainJob *job = domain_job_begin(domain, DOMAIN_JOB_OPERATION_SAVE, DOMAIN_JOB_UNBOUNDED,
                                      note_cancel, &asked, NULL);
    g_autoptr(GError) error = NULL;
    int told = -1;

    g_assert_nonnull(job);
    g_assert_cmpint(type_now(fixture), ==, DOMAIN_JOB_UNBOUNDED);
    g_assert_null(domain_job_begin(domain, DOMAIN_JOB_OPERATION_DUMP, DOMAIN_JOB_BOUNDED, NULL,
                                   NULL, &error));
    g_assert_cmpint(error_code(error), ==, ERR_OPERATION_INVALID);
    g_assert_nonnull(strstr(error->message, "(save)"));
    if (cancelled)
        g_assert_true(abort_job(fixture, NULL));
    g_assert_cmpuint(asked.times, ==, cancelled);
    g_assert_cmpint(job->cancelled, ==, cancelled);
    end(fixture, domain, why);
    g_assert_cmpint(type_now(fixture), ==, DOMAIN_JOB_NONE);
    g_assert_cmpuint(last(fixture, keep, &told), >=, why ? 7 : 6);
    g_assert_cmpint(told, ==, type);
    g_assert_cmpuint(last(fixture, DOMAIN_JOB_STATS_COMPLETED, &told), >, 0);
    g_assert_cmpuint(last(fixture, DOMAIN_JOB_STATS_COMPLETED, &told), ==, 0);
    g_assert_cmpint(told, ==, DOMAIN_JOB_NONE);
}

static void body(Fixture *fixture)
{
    DomainDriver *driver = (DomainDriver *) fixture->driver;
    g_autoptr(GError) error = NULL;
    Domain *domain;

    fixture_define(fixture, "demo", 1);
    domain = domain_list_by_name(driver->domains, "demo");
    g_assert_false(abort_job(fixture, &error));
    g_assert_cmpint(error_code(error), ==, ERR_OPERATION_INVALID);
    g_assert_cmpstr(error->message, ==, "domain is not running");
    g_clear_error(&error);
    g_assert_true(fixture_start(fixture, "demo", NULL));
    g_assert_false(abort_job(fixture, &error));
    g_assert_cmpstr(error->message, ==, "no job is active on the domain");
    g_clear_error(&error);
    domain_job_end(driver, domain, NULL); /* there is none */

    check_end(fixture, domain, false, NULL, DOMAIN_JOB_COMPLETED);
    check_end(fixture, domain, false, "no space", DOMAIN_JOB_FAILED);
    check_end(fixture, domain, true, "cancelled", DOMAIN_JOB_CANCELLED);

    g_assert_nonnull(domain_job_begin(domain, DOMAIN_JOB_OPERATION_BACKUP, DOMAIN_JOB_BOUNDED, NULL,
                                      NULL, NULL));
    g_assert_false(abort_job(fixture, &error));
    g_assert_cmpstr(error->message, ==, "cannot abort a backup");
    end(fixture, domain, NULL);
}

static void test_long_job(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/long-job", test_long_job);
    return g_test_run();
}
