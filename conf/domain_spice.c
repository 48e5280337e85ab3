/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of SPICE, from text and to text: see domain_spice.h. */
#include "conf/domain_spice.h"

#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#define WORDS_MAX 8

/* The first word is that of what is not given. */
static const struct {
    const char *element, *attribute;
    const char *words[WORDS_MAX];
} options[] = {
    [DOMAIN_SPICE_IMAGE] = {"image",
                            "compression",
                            {NULL, "auto_glz", "auto_lz", "quic", "glz", "lz", "off"}},
    [DOMAIN_SPICE_JPEG] = {"jpeg", "compression", {NULL, "auto", "never", "always"}},
    [DOMAIN_SPICE_ZLIB] = {"zlib", "compression", {NULL, "auto", "never", "always"}},
    [DOMAIN_SPICE_PLAYBACK] = {"playback", "compression", {NULL, "on", "off"}},
    [DOMAIN_SPICE_STREAMING] = {"streaming", "mode", {NULL, "filter", "all", "off"}},
    [DOMAIN_SPICE_MOUSE] = {"mouse", "mode", {NULL, "server", "client"}},
    [DOMAIN_SPICE_CLIPBOARD] = {"clipboard", "copypaste", {NULL, "yes", "no"}},
    [DOMAIN_SPICE_FILETRANSFER] = {"filetransfer", "enable", {NULL, "yes", "no"}},
    [DOMAIN_SPICE_GL] = {"gl", "enable", {NULL, "yes", "no"}},
};
G_STATIC_ASSERT(G_N_ELEMENTS(options) == DOMAIN_SPICE_LAST);

const char *domain_spice_word(const DomainSpice *spice, DomainSpiceOption option)
{
    return options[option].words[spice->words[option]];
}

static DomainSpiceOption option_of(xmlNode *node)
{
    DomainSpiceOption option = 0;

    while (!xmlStrEqual(node->name, BAD_CAST options[option].element))
        option++; /* the caller's table has no other elements */
    return option;
}

bool domain_parse_spice(xmlNode *node, void *target, GError **err)
{
    DomainSpiceOption option = option_of(node);
    const char *name = options[option].attribute, *const *words = options[option].words;
    DomainGraphics *graphics = target;
    g_autofree char *word = xml_attr(node, name);
    size_t place = 0;

    if (graphics->type != DOMAIN_GRAPHICS_TYPE_SPICE)
        return xml_invalid(node, err, "is for type 'spice'");
    if (!xml_check_empty(node, name, err) || !xml_need_attr(node, name, err))
        return false;
    if (!enum_value_of(words, WORDS_MAX, word, &place))
        return xml_unknown_word(node, name, word, enum_word_list(words, WORDS_MAX), err);
    graphics->spice.words[option] = (unsigned char) place;
    return option != DOMAIN_SPICE_GL || word[0] == 'n' ||
           xml_unsupported(node, err, "enable='yes': screens are drawn without OpenGL here");
}

static bool refuse_secure(xmlNode *node, const char *name, const char *mode, GError **err)
{
    if (g_strcmp0(mode, "secure") == 0)
        return xml_unsupported(node, err, "%s='secure': SPICE has no TLS here", name);
    return !mode || g_str_equal(mode, "any") || g_str_equal(mode, "insecure") ||
           xml_unknown_word(node, name, mode, g_strdup("any, insecure"), err);
}

bool domain_parse_spice_channel(xmlNode *node, void *target, GError **err)
{
    DomainGraphics *graphics = target;
    g_autofree char *mode = xml_attr(node, "mode");

    if (graphics->type != DOMAIN_GRAPHICS_TYPE_SPICE)
        return xml_invalid(node, err, "is for type 'spice'");
    return xml_check_empty(node, "name mode", err) && refuse_secure(node, "mode", mode, err) &&
           xml_keep(node, &graphics->info.kept, err);
}

bool domain_parse_spice_attributes(xmlNode *node, DomainGraphics *graphics, GError **err)
{
    bool is_spice = graphics->type == DOMAIN_GRAPHICS_TYPE_SPICE;
    g_autofree char *mode = xml_attr(node, "defaultMode");
    int64_t tls_port = -1;

    if (!is_spice && (mode || xmlHasProp(node, BAD_CAST "tlsPort")))
        return xml_invalid(node, err, "defaultMode and tlsPort are for type 'spice'");
    if (!refuse_secure(node, "defaultMode", mode, err) ||
        !xml_attr_signed(node, "tlsPort", -1, 65535, &tls_port, err))
        return false;
    if (tls_port > 0)
        return xml_unsupported(node, err, "tlsPort='%d': SPICE has no TLS here", (int) tls_port);
    graphics->spice.insecure = g_strcmp0(mode, "insecure") == 0;
    return true;
}

void domain_spice_format(XmlWriter *xml, const DomainSpice *spice)
{
    for (unsigned i = 0; i < DOMAIN_SPICE_LAST; i++)
        xml_writer_leaf_attr(xml, options[i].element, options[i].attribute,
                             domain_spice_word(spice, i));
}
