/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes between a file of this machine and a stream.
 */
#ifndef VMRPC_TOOLS_TRANSFER_H
#define VMRPC_TOOLS_TRANSFER_H

#include "tools/progress.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcStream, vmrpc_stream_free)

/* One transfer; what it moves is added up in progress. */
typedef struct Transfer {
    VmrpcStream *stream;
    const char *what; /* is being done, for messages: "cannot" stands before it */
    int fd;
    const char *path; /* of fd, for messages */
    bool sparse;      /* holes are told as such */
    uint64_t limit;   /* bytes to send at most; 0: all */
    Progress *progress;
} Transfer;

/* Everything up to the end, which the stream is then told of. They print what failed, and return
 * false. */
bool transfer_send(const Transfer *transfer);
/* With sparse, fd must be a file that is written from its beginning. */
bool transfer_receive(const Transfer *transfer);
/* The same into the file of that path, whatever it holds. One that was not there before does not
 * stay when this fails. */
bool transfer_receive_file(Transfer *transfer);

#endif
