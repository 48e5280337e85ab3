/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NULL with the credential AUTH_TLS, and the verifier STARTTLS: see starttls.h (RFC 9289, section
 * 4.1).
 *
 * By hand and not by rpc/connection.c, which reads as much as there is.
 */
#include "client/starttls.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "client/link.h"
#include "remote_protocol.h"
#include "rpc/codec.h"

#define STARTTLS_WORD "STARTTLS"
/* Of a reply to NULL; a record in one fragment. */
#define STARTTLS_REPLY_MAX 512
#define STARTTLS_LAST_FRAGMENT 0x80000000u

/* Words of a reply, as it begins. */
enum { REPLY_XID, REPLY_DIRECTION, REPLY_STAT, REPLY_FLAVOR, REPLY_LENGTH, REPLY_WORDS };

static bool starttls_send(int fd, uint32_t xid, GError **err)
{
    const uint32_t words[] = {STARTTLS_LAST_FRAGMENT | 40, /* record mark */
                              xid,
                              MESSAGE_CALL,
                              2, /* RPC version */
                              REMOTE_PROGRAM,
                              REMOTE_V1,
                              0, /* procedure NULL */
                              FLAVOR_TLS,
                              0, /* nothing in the credential */
                              FLAVOR_NONE,
                              0}; /* nor in the verifier */
    uint32_t call[G_N_ELEMENTS(words)];
    ssize_t n;

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        call[i] = GUINT32_TO_BE(words[i]);
    n = send(fd, call, sizeof(call), MSG_NOSIGNAL);
    if (n == sizeof(call))
        return true;
    if (n < 0)
        return error_set_errno(err, errno, "send");
    return error_set(err, ERR_RPC, "the call does not leave"); /* a fresh socket takes 44 bytes */
}

/* Exactly so much. */
static bool starttls_receive(int fd, void *bytes, size_t size, int64_t deadline_us, GError **err)
{
    uint8_t *rest = bytes;

    while (size > 0) {
        ssize_t n = recv(fd, rest, size, MSG_DONTWAIT);

        if (n > 0) {
            rest += n;
            size -= (size_t) n;
        } else if (n == 0) {
            return error_set(err, ERR_RPC, "the server closed the connection");
        } else if (errno != EAGAIN && errno != EINTR) {
            return error_set_errno(err, errno, "receive");
        } else if (!link_wait(fd, POLLIN, deadline_us)) {
            return error_set(err, ERR_OPERATION_TIMEOUT, "no answer in time");
        }
    }
    return true;
}

static uint32_t starttls_word(const uint8_t *reply, unsigned index)
{
    uint32_t word;

    memcpy(&word, reply + 4 * index, sizeof(word));
    return GUINT32_FROM_BE(word);
}

bool starttls_check(const uint8_t *reply, size_t size, uint32_t xid, GError **err)
{
    size_t word_size = strlen(STARTTLS_WORD);
    size_t whole = 4 * REPLY_WORDS + word_size + 4;

    if (size < 12 || starttls_word(reply, REPLY_XID) != xid ||
        starttls_word(reply, REPLY_DIRECTION) != MESSAGE_REPLY)
        return error_set(err, ERR_RPC, "the answer is not that of an RPC server");
    if (starttls_word(reply, REPLY_STAT) == 0 && size == whole &&
        starttls_word(reply, REPLY_FLAVOR) == FLAVOR_NONE &&
        starttls_word(reply, REPLY_LENGTH) == word_size &&
        memcmp(reply + 4 * REPLY_WORDS, STARTTLS_WORD, word_size) == 0 &&
        starttls_word(reply + word_size, REPLY_WORDS) == 0)
        return true;
    return error_set(err, ERR_NO_CONNECT,
                     "the server does not offer TLS at this port; the connection is not made "
                     "without");
}

bool starttls_agree(int fd, int64_t deadline_us, GError **err)
{
    uint32_t xid = g_random_int() | 1; /* not 0, which is for events */
    uint8_t reply[STARTTLS_REPLY_MAX];
    uint32_t mark;
    size_t size;

    if (!starttls_send(fd, xid, err) ||
        !starttls_receive(fd, &mark, sizeof(mark), deadline_us, err))
        return false;
    mark = GUINT32_FROM_BE(mark);
    size = mark & ~STARTTLS_LAST_FRAGMENT;
    if (!(mark & STARTTLS_LAST_FRAGMENT) || size > sizeof(reply))
        return error_set(err, ERR_RPC, "the answer is not that of an RPC server");
    if (!starttls_receive(fd, reply, size, deadline_us, err) ||
        !starttls_check(reply, size, xid, err))
        return false;
    if (recv(fd, reply, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        return error_set(err, ERR_RPC,
                         "the server, or somebody on the way, sent more in the clear than the "
                         "answer");
    return true;
}
