/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether guests' VNC servers speak TLS on TCP: configured, and carried out by a driver. */
#ifndef VMRPC_DRIVERS_VNC_TLS_H
#define VMRPC_DRIVERS_VNC_TLS_H

#include <stdbool.h>

typedef struct VncTls {
    bool wanted;
    bool verify;  /* clients must have a certificate of the same CA */
    char *folder; /* of ca-cert.pem, server-cert.pem, server-key.pem; NULL: the driver's choice */
} VncTls;

#endif
