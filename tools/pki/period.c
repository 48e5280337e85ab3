/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Periods of validity: see period.h. All times are UTC. */
#include "tools/pki/period.h"

#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/text.h"

enum { PERIOD_BACK_SECONDS = 3600, PERIOD_DAY_SECONDS = 86400 };

static bool period_parse(const char *option, const char *text, time_t *ret_when, GError **err)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autofree char *full = strlen(text) == strlen("2026-01-31")
                                ? g_strconcat(text, "T00:00:00", NULL)
                                : g_strdup(text);
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(full, utc);

    if (!date)
        return fail_usage(err, "%s: give a date as 2026-01-31 or 2026-01-31T12:00:00Z (UTC)",
                          option);
    *ret_when = (time_t) g_date_time_to_unix(date);
    return true;
}

bool period_choose(const Options *options, int default_days, time_t latest, time_t *ret_from,
                   time_t *ret_until, GError **err)
{
    time_t now = time(NULL);
    time_t from = now - PERIOD_BACK_SECONDS;
    time_t until;
    int days = options->days ? options->days : default_days;

    if (options->days && options->until)
        return fail_usage(err, "--days and --until exclude each other");
    if (options->days < 0 || options->days > PERIOD_MAX_DAYS)
        return fail_usage(err, "--days: give a number from 1 to %d", PERIOD_MAX_DAYS);
    if (options->from && !period_parse("--from", options->from, &from, err))
        return false;
    until = (options->from ? from : now) + (time_t) days * PERIOD_DAY_SECONDS;
    if (options->until && !period_parse("--until", options->until, &until, err))
        return false;
    if (until <= from)
        return fail_usage(err, "the end of the period is not after its start");
    if (latest && until > latest) {
        g_autofree char *end = text_time(latest);

        if (options->days || options->until)
            return fail_with(err, "the certificate would outlive the CA, which ends on %s", end);
        until = latest;
    }
    *ret_from = from;
    *ret_until = until;
    return true;
}
