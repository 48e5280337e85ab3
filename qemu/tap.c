/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taps by ioctl: see tap.h. Linux, Documentation/networking/tuntap.rst. */
#include "qemu/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

char *tap_fd_name(const DomainInterface *interface)
{
    return g_strconcat("tap", interface->info.alias, NULL);
}

/* A managed device is new: one that exists already is somebody else's. */
static int open_device(const DomainInterface *interface, struct ifreq *request, GError **err)
{
    bool managed = interface->managed != TRISTATE_OFF;
    const char *name = interface->target ? interface->target : TAP_PREFIX "%d";
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        error_set_errno(err, errno, "cannot open '/dev/net/tun'");
        return -1;
    }
    *request = (struct ifreq){.ifr_flags = IFF_TAP | IFF_NO_PI};
    if (managed)
        request->ifr_flags |= (short) IFF_TUN_EXCL;
    if (g_strcmp0(interface->model, "virtio") == 0)
        request->ifr_flags |= IFF_VNET_HDR;
    g_strlcpy(request->ifr_name, name, sizeof request->ifr_name);
    if ((managed || if_nametoindex(name) > 0) && ioctl(fd, TUNSETIFF, request) == 0)
        return fd;
    if (!managed && if_nametoindex(name) == 0)
        error_set(err, ERR_OPERATION_FAILED,
                  "there is no network device '%s', which managed='no' expects", name);
    else
        error_set_errno(err, errno, "cannot make the network device '%s'", name);
    close(fd);
    return -1;
}

/* The guest's own address with a high first byte: a bridge takes the lowest of its ports, and would
 * change its own with each guest that comes and goes. */
static bool set_address(int control, const struct ifreq *device, const uint8_t *mac, GError **err)
{
    struct ifreq request = *device;

    memset(&request.ifr_hwaddr, 0, sizeof request.ifr_hwaddr);
    request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
    memcpy(request.ifr_hwaddr.sa_data, mac, MAC_BYTES);
    request.ifr_hwaddr.sa_data[0] = (char) 0xfe;
    return ioctl(control, SIOCSIFHWADDR, &request) == 0 ||
           error_set_errno(err, errno, "cannot set the address of '%s'", device->ifr_name);
}

static bool join_bridge(int control, const struct ifreq *device, const char *bridge, GError **err)
{
    struct ifreq request = {.ifr_ifindex = (int) if_nametoindex(device->ifr_name)};

    g_strlcpy(request.ifr_name, bridge, sizeof request.ifr_name);
    return ioctl(control, SIOCBRADDIF, &request) == 0 ||
           error_set_errno(err, errno, "cannot put '%s' on the bridge '%s'", device->ifr_name,
                           bridge);
}

static bool set_up(int control, const struct ifreq *device, GError **err)
{
    struct ifreq request = *device;

    if (ioctl(control, SIOCGIFFLAGS, &request) == 0) {
        request.ifr_flags |= IFF_UP;
        if (ioctl(control, SIOCSIFFLAGS, &request) == 0)
            return true;
    }
    return error_set_errno(err, errno, "cannot set '%s' up", device->ifr_name);
}

static bool manage(const DomainInterface *interface, const struct ifreq *device, GError **err)
{
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool done;

    if (control < 0)
        return error_set_errno(err, errno, "cannot make a socket");
    done = set_address(control, device, interface->mac, err) &&
           (!interface->bridge || join_bridge(control, device, interface->bridge, err)) &&
           set_up(control, device, err);
    close(control);
    return done;
}

bool tap_open(const char *domain, DomainInterface *interface, Parts *parts, GError **err)
{
    g_autofree char *name = tap_fd_name(interface);
    struct ifreq device;
    int fd;

    if (interface->type == DOMAIN_INTERFACE_TYPE_USER)
        return true;
    fd = open_device(interface, &device, err);
    if (fd >= 0 && interface->managed != TRISTATE_OFF && !manage(interface, &device, err)) {
        close(fd);
        fd = -1;
    }
    if (fd < 0) {
        g_prefix_error(err, "domain '%s', interface '%s': ", domain, interface->info.alias);
        return false;
    }
    g_free(interface->target);
    interface->target = g_strdup(device.ifr_name);
    parts_add_named_fd(parts, name, fd);
    return true;
}

bool tap_open_all(const DomainDef *def, Parts *parts, GError **err)
{
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        if (!tap_open(def->name, def->interfaces->pdata[i], parts, err))
            return false;
    }
    return true;
}
