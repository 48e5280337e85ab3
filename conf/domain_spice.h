/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What <graphics type='spice'> has beside what all screens have: options of its protocol, each an
 * element with one word. Guests do not see them.
 */
#ifndef VMRPC_CONF_DOMAIN_SPICE_H
#define VMRPC_CONF_DOMAIN_SPICE_H

#include "conf/xml_writer.h"

typedef enum {
    DOMAIN_SPICE_IMAGE, /* how pictures are compressed */
    DOMAIN_SPICE_JPEG,
    DOMAIN_SPICE_ZLIB,
    DOMAIN_SPICE_PLAYBACK,     /* whether sound is */
    DOMAIN_SPICE_STREAMING,    /* what is sent as video */
    DOMAIN_SPICE_MOUSE,        /* whose pointer counts */
    DOMAIN_SPICE_CLIPBOARD,    /* what is copied in the guest can be pasted outside, and back */
    DOMAIN_SPICE_FILETRANSFER, /* files can be dropped into the guest */
    DOMAIN_SPICE_GL,           /* never yes */
    DOMAIN_SPICE_LAST
} DomainSpiceOption;

typedef struct {
    unsigned char words[DOMAIN_SPICE_LAST]; /* place among those of the option; 0: not given */
    bool insecure;                          /* defaultMode='insecure' was given */
} DomainSpice;

/* The word of an option; NULL: not given. */
const char *domain_spice_word(const DomainSpice *spice, DomainSpiceOption option);
void domain_spice_format(XmlWriter *xml, const DomainSpice *spice);

#endif
