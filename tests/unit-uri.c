/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection URIs: which way they mean, what the server is sent, and that what is not understood is
 * refused with words that name it.
 */
#include "client/uri.h"

#include <string.h>

#include "base/error.h"

typedef struct {
    const char *text;
    const char
        *way; /* "unix /path", "unix system", "tcp host port", "spawn", or part of the error */
    const char *server_uri;
} Row;

static const Row good[] = {
    {"qemu:///system", "unix system", "qemu:///system"},
    {"qemu:///session", "unix session start", "qemu:///session"},
    {"qemu+unix:///session", "unix session", "qemu:///session"},
    {"qemu+unix:///system?socket=/a%20b/s", "unix /a b/s", "qemu:///system"},
    {"qemu+unix:///system?socket=@name", "unix @name", "qemu:///system"},
    {"qemu+unix:///session?mode=auto&socket=/s;&", "unix /s", "qemu:///session"},
    {"qemu+ext:///session?command=/a%20b", "ext /a b", "qemu:///session"},
    {"qemu+ssh://host/system", "ssh host > qemu:///system", "qemu:///system"},
    {"qemu+ssh://me@host:22/session?no_tty=1&no_verify=0",
     "ssh me host 22 no_tty > qemu:///session", "qemu:///session"},
    {"qemu+ssh://[::1]/system?keyfile=/k&no_verify=1", "ssh ::1 /k no_verify > qemu:///system",
     "qemu:///system"},
    {"qemu+ssh://h/system?socket=/a%27%20b&helper=/x%20y",
     "ssh h /x y > qemu+unix:///system?socket=/a%27%20b", "qemu:///system"},
    {"remote+ssh://h", "ssh h > remote://", ""},
    {"remote+ssh://h/a'%24b", "ssh h > remote:///a%27%24b", ""},
    {"test+ssh://h/default", "ssh h > test:///default", "test:///default"},
    {"remote:ssh:server:22", "ssh server 22 > remote:///", ""},
    {"remote:ssh:me@server", "ssh me server > remote:///", ""},
    {"remote:unix:/a b/%41", "unix /a b/%41", ""},
    {"remote:unix:@name", "unix @name", ""},
    {"remote:tcp:server:1234", "tcp server 1234", ""},
    {"remote:tcp:[::1]", "tcp ::1 16509", ""},
    {"remote:ext:/path/prog?x=1", "ext /path/prog?x=1", ""},
    {"qemu+tls://host/system", "tls host 16514 - verified", "qemu:///system"},
    {"qemu://host/system", "tls host 16514 - verified", "qemu:///system"},
    {"remote://[::1]:99", "tls ::1 99 - verified", ""},
    {"remote:tls:server:99", "tls server 99 - verified", ""},
    {"qemu+tls://host/session?pkipath=/a%20b&no_verify=1", "tls host 16514 /a b any",
     "qemu:///session"},
    {"remote+ext://?mode=direct;command=prog", "ext prog", ""},
    {"test+unix:///default?socket=/s", "unix /s", "test:///default"},
    {"test:///default", "spawn", "test:///default"},
    {"test:///a%20b", "spawn", "test:///a%20b"},
    {"qemu+tcp://host/system", "tcp host 16509", "qemu:///system"},
    {"qemu+tcp://host:99/system?mode=direct", "tcp host 99", "qemu:///system"},
    {"qemu+tcp://[::1]:99/session", "tcp ::1 99", "qemu:///session"},
    {"qemu+tcp://[fe80::1%25eth0]/system", "tcp fe80::1%eth0 16509", "qemu:///system"},
    {"remote+tcp://127.0.0.1:1/", "tcp 127.0.0.1 1", ""},
    {"remote+unix:///system", "unix system", ""},
    {"remote:///?socket=/s", "unix /s", ""},
    {"remote+unix://", "unix session", ""},
};

static const Row bad[] = {
    {"", "not well-formed", NULL},
    {"qemu", "not well-formed", NULL},
    {"qemu:system", "not well-formed", NULL},
    {"qemu:/system", "not well-formed", NULL},
    {"://x", "not well-formed", NULL},
    {"qemu:///system#x", "not well-formed", NULL},
    {"qemu:///a b", "not well-formed", NULL},
    {"qemu:///\xff", "not UTF-8", NULL},
    {"qemu+tcp://a%00b/system", "contains a NUL", NULL},
    {"qemu:///other", "ends in /system or /session", NULL},
    {"qemu://", "ends in /system or /session", NULL},
    {"qemu+quic://host/system", "transport 'quic' is not supported by this library", NULL},
    {"qemu+tls:///system", "transport tls needs a host", NULL},
    {"qemu+tls://me@host/system", "transport tls does not take a user name", NULL},
    {"qemu+tls://host/system?pkipath=pki", "'pki' is no absolute path", NULL},
    {"qemu+tls://host/system?keyfile=/k", "transport tls does not have a parameter 'keyfile'",
     NULL},
    {"qemu+tcp://host/system?no_verify=1", "transport tcp does not have a parameter 'no_v", NULL},
    {"remote:", "the short form is", NULL},
    {"remote:tcp", "the short form is", NULL},
    {"remote:tcp:", "the short form is", NULL},
    {"remote:udp:host", "the short form is", NULL},
    {"remote:unix:relative", "neither an absolute path", NULL},
    {"remote:tcp:host/system", "has neither path nor parameters", NULL},
    {"remote:tcp:host:port", "not well-formed", NULL},
    {"remote:ssh:-oX", "begins with a -", NULL},
    {"qemu+ssh:///system", "transport ssh needs a host", NULL},
    {"qemu+ssh://host/other", "ends in /system or /session", NULL},
    {"qemu+ssh://-oProxyCommand=x/system", "begins with a -", NULL},
    {"qemu+ssh://%2Dox/system", "begins with a -", NULL},
    {"qemu+ssh://-l@host/system", "begins with a -", NULL},
    {"qemu+ssh://a%3Bb/system", "a character that is not passed to ssh", NULL},
    {"qemu+ssh://a$b@host/system", "a character that is not passed to ssh", NULL},
    {"qemu+ssh://me:secret@host/system", "contains a password", NULL},
    {"qemu+ssh://h/system?helper=a'b", "shells disagree", NULL},
    {"qemu+ssh://h/system?helper=a%5Cb", "shells disagree", NULL},
    {"qemu+ssh://h/system?helper=-x", "shells disagree", NULL},
    {"qemu+ssh://h/system?helper=a%0Ab", "'helper' contains a control character", NULL},
    {"qemu+ssh://h/system?no_tty=yes", "'no_tty' is 0 or 1", NULL},
    {"qemu+ext:///system", "needs a program", NULL},
    {"qemu+ext:///system?command=", "parameter 'command' needs a value", NULL},
    {"qemu+ext:///system?command=a%0Ab", "'command' contains a control character", NULL},
    {"qemu+ext://host/system?command=a", "transport ext does not take a host", NULL},
    {"qemu:///system?no_tty=1", "transport unix does not have a parameter 'no_tty'", NULL},
    {"qemu:///system?=1", "does not have a parameter ''", NULL},
    {"test:///default?socket=/s", "transport stdio does not have a parameter 'socket'", NULL},
    {"qemu+tcp://host/system?mode=legacy", "mode 'legacy' is not known", NULL},
    {"qemu+://host/system", "DRIVER+TRANSPORT", NULL},
    {"qemu+tcp+tls://host/system", "DRIVER+TRANSPORT", NULL},
    {"qemu+tcp:///system", "needs a host", NULL},
    {"qemu+tcp://user@host/system", "does not take a user name", NULL},
    {"qemu+tcp://host:65536/system", "no number from 1 to 65535", NULL},
    {"qemu+tcp://host/system?socket=/s",
     "transport tcp does not have a parameter 'socket' (it has keepalive, mode)", NULL},
    {"qemu+tcp://host/system?keepalive=3601", "'keepalive' is a number of seconds up to", NULL},
    {"qemu+ssh://host/system?keepalive=-1", "'keepalive' is a number of seconds up to", NULL},
    {"qemu:///system?keepalive=1", "transport unix does not have a parameter 'keepalive'", NULL},
    {"qemu+unix://host/system", "does not take a host", NULL},
    {"qemu+unix:///system?socket=/a&socket=/b", "given twice", NULL},
    {"qemu+unix:///system?socket=", "parameter 'socket' needs a value", NULL},
    {"qemu+unix:///system?socket=relative", "neither an absolute path", NULL},
};

static void describe_add(GString *words, const char *word)
{
    if (word)
        g_string_append_printf(words, " %s", word);
}

static char *describe_ssh(const Uri *uri)
{
    GString *words = g_string_new("ssh");

    describe_add(words, uri->user);
    describe_add(words, uri->host);
    describe_add(words, uri->port);
    describe_add(words, uri->keyfile);
    describe_add(words, uri->helper);
    describe_add(words, uri->no_verify ? "no_verify" : NULL);
    describe_add(words, uri->no_tty ? "no_tty" : NULL);
    describe_add(words, ">");
    describe_add(words, uri->far_uri);
    return g_string_free(words, FALSE);
}

static char *describe(const Uri *uri)
{
    if (uri->transport == URI_TCP)
        return g_strdup_printf("tcp %s %s", uri->host, uri->port);
    if (uri->transport == URI_TLS)
        return g_strdup_printf("tls %s %s %s %s", uri->host, uri->port,
                               uri->pki_path ? uri->pki_path : "-",
                               uri->no_verify ? "any" : "verified");
    if (uri->transport == URI_SPAWN)
        return g_strdup("spawn");
    if (uri->transport == URI_EXT)
        return g_strdup_printf("ext %s", uri->command);
    if (uri->transport == URI_SSH)
        return describe_ssh(uri);
    if (uri->socket)
        return g_strdup_printf("unix %s", uri->socket);
    return g_strdup_printf("unix %s%s", uri->is_session ? "session" : "system",
                           uri->may_start ? " start" : "");
}

static void test_good(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Uri) uri = uri_parse(good[i].text, false, &error);
        g_autofree char *way = NULL;

        g_assert_no_error(error);
        way = describe(uri);
        g_assert_cmpstr(way, ==, good[i].way);
        g_assert_cmpstr(uri->server_uri, ==, good[i].server_uri);
    }
}

static void test_bad(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(uri_parse(bad[i].text, false, &error));
        g_assert_error(error, ERROR_DOMAIN, ERR_INVALID_ARG);
        if (!strstr(error->message, bad[i].way))
            g_error("'%s': \"%s\" does not say \"%s\"", bad[i].text, error->message, bad[i].way);
    }
}

static void test_length(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *rest = g_strnfill(5000, 'x');
    g_autofree char *text = g_strconcat("qemu:///", rest, NULL);

    g_assert_null(uri_parse(text, false, &error));
    g_assert_error(error, ERROR_DOMAIN, ERR_INVALID_ARG);
    g_assert_nonnull(strstr(error->message, "longer than"));
}

/* Where the path does not say whose daemon is meant, it is one's own; root's is the system's. */
static void test_root(void)
{
    g_autoptr(Uri) uri = uri_parse("remote+unix://", true, NULL);

    g_assert_nonnull(uri);
    g_assert_false(uri->is_session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/uri/good", test_good);
    g_test_add_func("/uri/bad", test_bad);
    g_test_add_func("/uri/length", test_length);
    g_test_add_func("/uri/root", test_root);
    return g_test_run();
}
