/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors of disks: see disk_errors.h. From memory: the hypervisor's part keeps disk->failure. */
#include "drivers/disk_errors.h"

#include "drivers/domain_driver.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

static void add_error(domain_get_disk_errors_ret *ret, const DomainDisk *disk)
{
    remote_domain_disk_error *error = &ret->errors.errors_val[ret->errors.errors_len++];

    error->disk = g_strdup(disk->target);
    error->error = disk->failure;
}

/* maxerrors 0: how many there could be. */
static bool get_disk_errors(DriverCall *call, const domain_get_disk_errors_args *args,
                            domain_get_disk_errors_ret *ret, GError **err)
{
    Domain *domain = domain_find(call, &args->dom, err);
    const GPtrArray *disks;
    unsigned max = MIN(args->maxerrors, REMOTE_DOMAIN_DISK_ERRORS_MAX);

    if (!domain || !flags_check(args->flags, 0, "domain_get_disk_errors", err))
        return false;
    if (!domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID,
                         "Requested operation is not valid: domain is not running");
    disks = domain->def->disks;
    if (max == 0) {
        ret->nerrors = (int) disks->len;
        return true;
    }
    ret->errors.errors_val = g_new0(remote_domain_disk_error, MIN(max, disks->len) + 1);
    for (unsigned i = 0; i < disks->len && ret->errors.errors_len < max; i++) {
        const DomainDisk *disk = disks->pdata[i];

        if (disk->failure != DOMAIN_DISK_ERROR_CODE_NONE)
            add_error(ret, disk);
    }
    ret->nerrors = (int) ret->errors.errors_len;
    return true;
}

const RemoteHandlers disk_error_handlers = {
    .domain_get_disk_errors = get_disk_errors,
};
