/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains on disk: see domain_disk.h. Changes nothing in memory. */
#include "drivers/domain_disk.h"

#include "base/file_co.h"
#include "drivers/definition.h"

static void wait_for_disk(const DomainDriver *driver, Domain *domain)
{
    if (driver->folder)
        domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", driver->folder));
}

bool domain_disk_co_save(DomainDriver *driver, Domain *domain, const DomainDef *def, GError **err)
{
    g_autofree char *xml = NULL;
    bool done;

    if (!driver->folder)
        return true;
    xml = domain_def_document(def, err);
    if (!xml)
        return false;
    wait_for_disk(driver, domain);
    done = definition_co_save(driver->driver.host->worker, driver->folder, def->name, xml, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

bool domain_disk_co_remove(DomainDriver *driver, Domain *domain, GError **err)
{
    bool done;

    wait_for_disk(driver, domain);
    done =
        definition_co_remove(driver->driver.host->worker, driver->folder, domain->def->name, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

bool domain_disk_co_set_autostart(DomainDriver *driver, Domain *domain, bool autostart,
                                  GError **err)
{
    bool done;

    wait_for_disk(driver, domain);
    done = definition_co_set_autostart(driver->driver.host->worker, driver->folder,
                                       domain->def->name, autostart, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

bool domain_disk_co_remove_file(DomainDriver *driver, Domain *domain, const char *path,
                                GError **err)
{
    bool done;

    domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", path));
    done = file_co_remove(driver->driver.host->worker, path, err);
    domain_job_waits_for(domain, NULL);
    return done;
}
