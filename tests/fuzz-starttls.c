/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: the way from clear text to TLS. The first byte says whose.
 *
 * The daemon's (even): the rest is a script for a client, see Step: bytes of any kind, and a real
 * TLS client with a good certificate, in any order. After the daemon has agreed to TLS, or has seen
 * TLS's first byte, nothing leaves it in clear text; and it takes nobody for authenticated to whose
 * TLS anything else was added.
 *
 * The client's (odd): the rest is what a server says to the probe, of which one text alone is
 * right.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/starttls.h"
#include "rpc/transport_tls.h"
#include "server/event_hub.h"
#include "server/peer.h"
#include "server/policy.h"
#include "tests/pki_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A byte of the script, modulo STEPS. */
typedef enum {
    STEP_RAW,   /* the next byte says how many of the following are sent as they are */
    STEP_PROBE, /* the probe, as it should be */
    STEP_TLS,   /* begins TLS, or goes on with it */
    STEP_ROUND, /* the daemon's turn */
    STEP_CALL,  /* procedure 0, inside TLS if that is open */
    STEP_END,   /* the client sends no more */
    STEPS
} Step;

#define XID 7
#define STARTTLS_REPLY 32 /* bytes without the mark */

typedef struct Play {
    PeerHost host;
    Peer *peer; /* NULL once it has gone */
    Policy policy;
    int fd;            /* the client's end, while it has no TLS */
    Transport *tls;    /* the client's end, from then on */
    bool agreed;       /* the last of what the daemon has said is STARTTLS */
    bool spoken;       /* the client has said anything in clear text since */
    bool tainted;      /* its TLS began neither with its first byte nor with the agreement */
    GByteArray *mixed; /* sent as it is in the middle of the handshake */
} Play;

static Loop *loop;
static Limits limits = LIMITS_DEFAULT;
static Registry *registry;
static EventHub *events;
static TlsContext *server_tls, *client_tls;

static TlsContext *make_context(Pki *pki, TlsRole role, const char *cert, const char *key)
{
    const TlsOptions options = {.role = role,
                                .ca_file = pki_path(pki, "ca.pem"),
                                .cert_file = pki_path(pki, cert),
                                .key_file = pki_path(pki, key)};

    return tls_context_new(&options, NULL);
}

static void prepare(void)
{
    g_autoptr(Pki) pki = NULL;

    if (loop)
        return;
    pki = pki_new();
    pki_issue(pki, "server", &(PkiSpec){.san = "DNS:localhost", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    server_tls = make_context(pki, TLS_SERVER, "server.pem", "server-key.pem");
    client_tls = make_context(pki, TLS_CLIENT, "client.pem", "client-key.pem");
    g_assert_true(server_tls && client_tls);
    loop = loop_new(NULL);
    registry = registry_new();
    events = event_hub_new(&limits);
    log_set_level(LOG_ERROR);
}

/* ---- the daemon ------------------------------------------------- */

static void play_on_known(void *data)
{
    (void) data;
}

static void play_on_freed(const Peer *peer, void *data)
{
    (void) peer;
    (void) data;
}

static void play_on_gone(Peer *peer, void *data)
{
    Play *play = data;

    play->peer = NULL;
    peer_unref(peer);
}

static void play_start(Play *play, Config *config, bool required)
{
    PeerOrigin origin = {.name = g_strdup("the client")};
    int fds[2];

    config->tls.require = required;
    play->policy = (Policy){.config = config, .tls = server_tls};
    play->host = (PeerHost){.loop = loop,
                            .limits = &limits,
                            .registry = registry,
                            .events = events,
                            .policy = &play->policy,
                            .known = play_on_known,
                            .gone = play_on_gone,
                            .crowded = play_on_known,
                            .freed = play_on_freed,
                            .data = play};
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    play->fd = fds[1];
    play->peer = peer_new(&play->host, transport_fd_new(fds[0], fds[0]), &origin);
}

/* Whole records that TLS 1.3 lets pass in a handshake, since they mean nothing: those to change
 * ciphers, and alerts (RFC 8446, sections 5 and 6.1). */
static bool play_is_ignored(const GByteArray *bytes)
{
    guint at = 0;

    while (bytes->len - at >= 5) {
        const guint8 *record = bytes->data + at;

        if (record[0] != 0x14 && record[0] != 0x15)
            return false;
        at += MIN(5u + (record[3] << 8 | record[4]), bytes->len - at + 1);
        if (at > bytes->len)
            return false;
    }
    return at == bytes->len;
}

/* Takes what the daemon has said in clear text: whole records, the last of which may be STARTTLS.
 * What does not look like that must be TLS, which it says to who began with it. */
static void play_listen(Play *play, bool looks_like_tls)
{
    uint8_t said[65536];
    ssize_t n = play->tls ? 0 : recv(play->fd, said, sizeof(said), MSG_DONTWAIT);

    for (ssize_t at = 0; at < n;) {
        uint32_t mark;

        if (looks_like_tls || play->agreed) {
            g_assert_true(said[at] == 0x15 || said[at] == 0x16);
            return;
        }
        g_assert_cmpint(n - at, >=, 4);
        memcpy(&mark, said + at, 4);
        mark = GUINT32_FROM_BE(mark) & 0x7fffffff;
        g_assert_cmpint(n - at - 4, >=, mark);
        at += 4 + (ssize_t) mark;
        play->agreed = mark == STARTTLS_REPLY && memcmp(said + at - 12, "STARTTLS", 8) == 0;
        play->spoken = false;
    }
}

static void play_round(Play *play, bool looks_like_tls)
{
    for (int i = 0; i < 4; i++)
        loop_run_once(loop, 0);
    play_listen(play, looks_like_tls);
    if (play->peer && peer_is_secure(play->peer))
        g_assert_true(play->tls && !play->tainted && play_is_ignored(play->mixed));
}

/* ---- its client ------------------------------------------------- */

static void play_send(Play *play, const void *bytes, size_t size)
{
    int fd = play->tls ? play->tls->in_fd : play->fd;

    if (size == 0)
        return;
    play->spoken = true;
    if (play->tls && transport_tls_state(play->tls) != TLS_OPEN)
        g_byte_array_append(play->mixed, bytes, (guint) size);
    g_assert_true(send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL) != 0);
}

static void play_probe(Play *play)
{
    const uint32_t words[] = {0x80000028, XID, 0, 2, REMOTE_PROGRAM, REMOTE_V1, 0, 7, 0, 0, 0};
    uint32_t probe[G_N_ELEMENTS(words)];

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        probe[i] = GUINT32_TO_BE(words[i]);
    play_send(play, probe, sizeof(probe));
}

static void play_call(Play *play)
{
    const uint32_t words[] = {0x80000028, XID, 0, 2, REMOTE_PROGRAM, REMOTE_V1, 0, 0, 0, 0, 0};
    uint32_t call[G_N_ELEMENTS(words)];
    const struct iovec piece = {.iov_base = call, .iov_len = sizeof(call)};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        call[i] = GUINT32_TO_BE(words[i]);
    if (!play->tls)
        play_send(play, call, sizeof(call));
    else if (transport_tls_handshake(play->tls) == TLS_OPEN)
        transport_writev(play->tls, &piece, 1);
}

/* Before it, either nothing was said, or nothing since the agreement. */
static void play_tls(Play *play, bool ever_spoken)
{
    if (play->tls) {
        transport_tls_handshake(play->tls);
        return;
    }
    play->tainted = play->agreed ? play->spoken : ever_spoken;
    play->tls = transport_tls_new(play->fd, client_tls, "localhost");
}

static void play_script(Play *play, const uint8_t *script, size_t size)
{
    bool ever_spoken = false;
    bool looks_like_tls = false;

    for (size_t at = 0; at < size; at++) {
        Step step = script[at] % STEPS;
        size_t n = 0;

        if (step == STEP_RAW && at + 1 < size) {
            n = MIN(script[at + 1], size - at - 2);
            looks_like_tls = looks_like_tls || (!ever_spoken && n > 0 && script[at + 2] == 0x16);
            play_send(play, script + at + 2, n);
            at += 1 + n;
        } else if (step == STEP_PROBE) {
            play_probe(play);
        } else if (step == STEP_TLS) {
            play_tls(play, ever_spoken);
        } else if (step == STEP_CALL) {
            play_call(play);
        } else if (step == STEP_END) {
            shutdown(play->tls ? play->tls->in_fd : play->fd, SHUT_WR);
        } else {
            play_round(play, looks_like_tls);
        }
        ever_spoken = ever_spoken || n > 0 || step == STEP_PROBE || step == STEP_CALL;
    }
    play_round(play, looks_like_tls);
}

static void fuzz_daemon(const uint8_t *data, size_t size, bool required)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(GByteArray) mixed = g_byte_array_new();
    Play play = {.mixed = mixed};

    prepare();
    play_start(&play, config, required);
    play_script(&play, data, size);
    if (play.tls)
        transport_free(play.tls);
    else
        close(play.fd);
    if (play.peer)
        peer_close(play.peer);
    loop_run_once(loop, 0);
}

/* ---- the client ------------------------------------------------- */

/* The whole of the right reply but for the XID. */
static bool is_right(const uint8_t *reply, size_t size)
{
    static const uint8_t right[STARTTLS_REPLY - 4] =
        "\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\10STARTTLS\0\0\0";

    return size == STARTTLS_REPLY && memcmp(reply + 4, right, sizeof(right)) == 0;
}

static void fuzz_client(const uint8_t *data, size_t size)
{
    uint32_t xid = 0;
    int fds[2];
    GError *error = NULL;

    if (size >= 4)
        memcpy(&xid, data, 4);
    g_assert_true(starttls_check(data, size, GUINT32_FROM_BE(xid), &error) == is_right(data, size));
    g_assert_true(!error == is_right(data, size));
    g_clear_error(&error);
    /* The same with its mark, and whatever comes after it, from a server that guesses the XID
     * wrongly: never good. */
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    if (size > 0)
        g_assert_cmpint(send(fds[1], data, MIN(size, 65536), MSG_NOSIGNAL), >, 0);
    shutdown(fds[1], SHUT_WR);
    g_assert_false(starttls_agree(fds[0], g_get_monotonic_time(), &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    close(fds[0]);
    close(fds[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (data[0] & 1)
        fuzz_client(data + 1, size - 1);
    else
        fuzz_daemon(data + 1, size - 1, data[0] & 2);
    return 0;
}
