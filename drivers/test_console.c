/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Echo and picture: see test_console.h. Kept in memory, without a log. */
#include "drivers/test_console.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An empty frame, black and white. */
static const uint8_t picture[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
    0x52, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x0c, 0x01, 0x00, 0x00, 0x00, 0x00, 0x43,
    0x9c, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x12, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8,
    0xff, 0x9f, 0xa1, 0x81, 0x11, 0x1f, 0xfa, 0xff, 0x1f, 0x00, 0xa5, 0x0b, 0x09, 0x07, 0x93,
    0x1b, 0xc4, 0x93, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

static size_t echo(Console *console, void *owner, const uint8_t *bytes, size_t size)
{
    (void) owner;
    console_output(console, bytes, size);
    return size;
}

Console *test_console_new(const char *domain)
{
    g_autofree char *name = g_strdup_printf("console 'console0' of domain '%s'", domain);
    g_autofree char *greeting = g_strdup_printf("test domain '%s'\r\n", domain);
    Console *console = console_new(name, NULL, echo, NULL);

    console_output(console, greeting, strlen(greeting));
    return console;
}

int test_console_picture(GError **err)
{
    int fd = memfd_create("vmrpc-screenshot", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, picture, sizeof(picture)) == sizeof(picture))
        return fd;
    error_set_errno(err, errno, "cannot make a picture in memory");
    if (fd >= 0)
        close(fd);
    return -1;
}
