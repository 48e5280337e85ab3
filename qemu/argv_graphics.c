/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The servers of a screen on the command line.
 *
 * A VNC server that was asked for any port gets "to=": QEMU takes the first free one itself, so no
 * probe of ours can be overtaken by another program. SPICE has nothing of the kind, its port has
 * been chosen before (qemu/spice.h).
 */
#include "qemu/argv_private.h"

#include "qemu/device_parts.h"

#include <string.h>

#define VNC_PORT_BASE 5900
#define VNC_DISPLAY_MAX (65535 - VNC_PORT_BASE)
#define VNC_TLS_ID "vnc-tls"

/* The path of the socket, or the address, for the inside of an option; to be freed. */
static char *listen_place(const DomainGraphics *graphics)
{
    const char *place =
        graphics->listen == DOMAIN_LISTEN_SOCKET ? graphics->socket : graphics->address;

    return argv_comma(place ? place : "");
}

static void add_vnc(Argv *argv, const DomainGraphics *graphics)
{
    const ArgvTls *tls = argv->context->vnc_tls;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *place = listen_place(graphics);
    g_autofree char *audio = device_audio_id(argv->def, graphics->audio);
    bool bare = strchr(place, ':') && place[0] != '[';

    if (graphics->listen == DOMAIN_LISTEN_NONE)
        g_string_append(text, "none");
    else if (graphics->listen == DOMAIN_LISTEN_SOCKET)
        g_string_append_printf(text, "unix:%s", place);
    else if (graphics->autoport)
        g_string_append_printf(text, bare ? "[%s]:0,to=%d" : "%s:0,to=%d", place, VNC_DISPLAY_MAX);
    else
        g_string_append_printf(text, bare ? "[%s]:%d" : "%s:%d", place,
                               graphics->port - VNC_PORT_BASE);
    if (graphics->password)
        g_string_append(text, ",password=on");
    if (audio)
        g_string_append_printf(text, ",audiodev=%s", audio);
    if (graphics->share)
        g_string_append_printf(text, ",share=%s", domain_graphics_share_to_string(graphics->share));
    if (tls && domain_graphics_is_tcp(graphics)) {
        g_string_append(text, ",tls-creds=" VNC_TLS_ID);
        argv_add_json(argv, "-object",
                      json_pack("{s:s, s:s, s:s, s:s, s:b}", "qom-type", "tls-creds-x509", "id",
                                VNC_TLS_ID, "dir", tls->folder, "endpoint", "server", "verify-peer",
                                tls->verify));
    }
    argv_add(argv, "-vnc", text->str);
}

/* Where, and by whom, a SPICE server can be reached. */
static void add_spice_place(const DomainGraphics *graphics, GString *text)
{
    g_autofree char *place = listen_place(graphics);

    if (graphics->listen == DOMAIN_LISTEN_SOCKET)
        g_string_append_printf(text, "unix=on,addr=%s,", place);
    else if (domain_graphics_is_tcp(graphics))
        g_string_append_printf(text, "port=%d,addr=%s,", MAX(graphics->port, 0), place);
    g_string_append_printf(text, "disable-ticketing=%s", graphics->password ? "off" : "on");
}

static void add_spice(Argv *argv, const DomainGraphics *graphics)
{
    /* By the word of the document, or with its opposite. */
    static const struct {
        DomainSpiceOption option;
        const char *name, *word; /* word NULL: as in the document; else what stands for "on" */
    } options[] = {
        {DOMAIN_SPICE_IMAGE, "image-compression", NULL},
        {DOMAIN_SPICE_JPEG, "jpeg-wan-compression", NULL},
        {DOMAIN_SPICE_ZLIB, "zlib-glz-wan-compression", NULL},
        {DOMAIN_SPICE_PLAYBACK, "playback-compression", NULL},
        {DOMAIN_SPICE_STREAMING, "streaming-video", NULL},
        {DOMAIN_SPICE_MOUSE, "agent-mouse", "client"},
        {DOMAIN_SPICE_CLIPBOARD, "disable-copy-paste", "no"},
        {DOMAIN_SPICE_FILETRANSFER, "disable-agent-file-xfer", "no"},
    };
    g_autoptr(GString) text = g_string_new(NULL);

    add_spice_place(graphics, text);
    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++) {
        const char *word = domain_spice_word(&graphics->spice, options[i].option);

        if (word)
            g_string_append_printf(text, ",%s=%s", options[i].name,
                                   !options[i].word                     ? word
                                   : g_str_equal(word, options[i].word) ? "on"
                                                                        : "off");
    }
    argv_add(argv, "-spice", text->str);
}

void argv_graphics(Argv *argv, const DomainGraphics *graphics)
{
    if (graphics->type == DOMAIN_GRAPHICS_TYPE_SPICE)
        add_spice(argv, graphics);
    else
        add_vnc(argv, graphics);
    if (graphics->keymap)
        argv_add(argv, "-k", graphics->keymap);
}
