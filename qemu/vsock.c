/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vsock by ioctl: see vsock.h. Linux, include/uapi/linux/vhost.h. */
#include "qemu/vsock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vhost.h>
#include <sys/ioctl.h>
#include <unistd.h>

char *vsock_fd_name(const DomainVsock *vsock)
{
    return g_strconcat("vhost", vsock->info.alias, NULL);
}

/* 0, or an errno. */
static int set_cid(int fd, uint64_t cid)
{
    return ioctl(fd, VHOST_VSOCK_SET_GUEST_CID, &cid) == 0 ? 0 : errno;
}

static bool choose_cid(int fd, DomainVsock *vsock, GError **err)
{
    int errnum = EADDRINUSE;

    for (unsigned i = 0; errnum == EADDRINUSE && i < VSOCK_TRIES_MAX; i++) {
        vsock->cid = DOMAIN_VSOCK_CID_MIN + i;
        errnum = set_cid(fd, vsock->cid);
    }
    if (!errnum)
        return true;
    vsock->cid = 0;
    return error_set_errno(err, errnum, "cannot choose a CID");
}

static bool take_cid(int fd, DomainVsock *vsock, GError **err)
{
    int errnum;

    if (vsock->auto_cid)
        return choose_cid(fd, vsock, err);
    errnum = set_cid(fd, vsock->cid);
    if (errnum == EADDRINUSE)
        return error_set(err, ERR_OPERATION_FAILED, "CID %u is taken by another guest", vsock->cid);
    return !errnum || error_set_errno(err, errnum, "cannot set CID %u", vsock->cid);
}

bool vsock_open(const char *domain, DomainVsock *vsock, const char *device, Parts *parts,
                GError **err)
{
    g_autofree char *name = NULL;
    int fd;

    if (!vsock)
        return true;
    name = vsock_fd_name(vsock);
    fd = open(device, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return error_set_errno(err, errno, "domain '%s', vsock: cannot open '%s'%s", domain, device,
                               errno == ENOENT || errno == ENODEV
                                   ? ", which needs the kernel module vhost_vsock"
                                   : "");
    if (!take_cid(fd, vsock, err)) {
        g_prefix_error(err, "domain '%s', vsock: ", domain);
        close(fd);
        return false;
    }
    parts_add_named_fd(parts, name, fd);
    return true;
}
