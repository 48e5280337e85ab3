/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two procedures that copy a disk: by a document that describes the copy, and by a path and
 * flags. Both become a BlockCopy.
 */
#include "qemu/block_calls.h"

#include "conf/domain_image_document.h"
#include "drivers/claim.h"
#include "drivers/flags.h"
#include "drivers/params.h"
#include "qemu/block_chain.h"
#include "qemu/block_copy.h"

/* What QEMU takes. */
#define GRANULARITY_MIN 512
#define GRANULARITY_MAX (64U << 20)

static void copy_clear(BlockCopy *copy)
{
    domain_image_free(copy->target);
    copy->target = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BlockCopy, copy_clear)

/* A copy is of the format of what it copies, unless that is said otherwise. */
static void choose_format(const DomainDisk *disk, BlockCopy *copy)
{
    if (!copy->target->format)
        copy->target->format = g_strdup(disk->image->format);
}

static bool check_disk(const Domain *domain, const DomainDisk *disk, const BlockCopy *copy,
                       GError **err)
{
    if (!copy->transient && domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain is not transient: a copy ends with the guest; say that it may "
                         "(transient job)");
    if (disk->device != DOMAIN_DISK_DEVICE_DISK)
        return error_set(err, ERR_OPERATION_UNSUPPORTED, "disk '%s' is a %s, which is not copied",
                         disk->target, domain_disk_device_to_string(disk->device));
    return true;
}

static bool co_copy(DriverCall *call, const remote_domain *dom, const char *path, BlockCopy *copy,
                    GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_active(call, dom, "block copy", err);
    DomainDisk *disk = domain ? block_chain_filled_disk(domain->def, path, err) : NULL;
    g_autoptr(BlockJob) job = NULL;

    if (!disk || !check_disk(domain, disk, copy, err))
        return false;
    choose_format(disk, copy);
    if (!disk->image->backing)
        copy->shallow = copy->shallow && copy->reuse;
    job = block_copy_co_begin(machine_of(domain), disk, copy, err);
    return job != NULL;
}

static bool read_params(const domain_block_copy_args *args, BlockCopy *copy, GError **err)
{
    static const ParamSpec specs[] = {
        {"bandwidth", TYPED_PARAM_ULLONG, false},
        {"granularity", TYPED_PARAM_UINT, false},
        {"buf-size", TYPED_PARAM_ULLONG, false},
    };
    const remote_typed_param *params = args->params.params_val;
    unsigned length = args->params.params_len;

    if (!params_check(params, length, specs, G_N_ELEMENTS(specs), "a block copy", err))
        return false;
    params_get_ulong(params, length, "bandwidth", &copy->bandwidth);
    params_get_uint(params, length, "granularity", &copy->granularity);
    params_get_ulong(params, length, "buf-size", &copy->buffer_size);
    if (copy->granularity &&
        (copy->granularity < GRANULARITY_MIN || copy->granularity > GRANULARITY_MAX ||
         (copy->granularity & (copy->granularity - 1))))
        return error_set(err, ERR_INVALID_ARG,
                         "granularity must be a power of 2 from %d to %u bytes", GRANULARITY_MIN,
                         GRANULARITY_MAX);
    if (copy->bandwidth > G_MAXINT64 || copy->buffer_size > G_MAXINT64)
        return error_set(err, ERR_OVERFLOW,
                         "bandwidth and buf-size must be less than %" G_GINT64_FORMAT, G_MAXINT64);
    return true;
}

bool block_copy_co_call(DriverCall *call, const domain_block_copy_args *args, GError **err)
{
    const unsigned known = DOMAIN_BLOCK_COPY_SHALLOW | DOMAIN_BLOCK_COPY_REUSE_EXT |
                           DOMAIN_BLOCK_COPY_TRANSIENT_JOB | DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES;
    g_auto(BlockCopy) copy = {
        .shallow = args->flags & DOMAIN_BLOCK_COPY_SHALLOW,
        .reuse = args->flags & DOMAIN_BLOCK_COPY_REUSE_EXT,
        .transient = args->flags & DOMAIN_BLOCK_COPY_TRANSIENT_JOB,
        .synchronous = args->flags & DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES,
    };

    if (!flags_check(args->flags, known, "domain_block_copy", err) ||
        !read_params(args, &copy, err))
        return false;
    copy.target = domain_image_parse_document(args->destxml, err);
    return copy.target && co_copy(call, &args->dom, args->path, &copy, err);
}

bool block_copy_co_rebase(DriverCall *call, const domain_block_rebase_args *args, GError **err)
{
    const unsigned known = DOMAIN_BLOCK_REBASE_SHALLOW | DOMAIN_BLOCK_REBASE_REUSE_EXT |
                           DOMAIN_BLOCK_REBASE_COPY_RAW | DOMAIN_BLOCK_REBASE_COPY |
                           DOMAIN_BLOCK_REBASE_COPY_DEV | DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES;
    g_auto(BlockCopy) copy = {
        .shallow = args->flags & DOMAIN_BLOCK_REBASE_SHALLOW,
        .reuse = args->flags & DOMAIN_BLOCK_REBASE_REUSE_EXT,
    };
    DomainDiskType type =
        args->flags & DOMAIN_BLOCK_REBASE_COPY_DEV ? DOMAIN_DISK_TYPE_BLOCK : DOMAIN_DISK_TYPE_FILE;

    if (!flags_check(args->flags, known, "domain_block_rebase", err) ||
        !block_bandwidth(args->bandwidth, args->flags & DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES,
                         &copy.bandwidth, err))
        return false;
    if (!args->base || !g_path_is_absolute(*args->base))
        return error_set(err, ERR_INVALID_ARG, "a copy needs the absolute path it goes to");
    copy.target = domain_image_new(type, *args->base,
                                   args->flags & DOMAIN_BLOCK_REBASE_COPY_RAW ? "raw" : NULL);
    return co_copy(call, &args->dom, args->path, &copy, err);
}
