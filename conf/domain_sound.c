/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sound cards and audio backends, from text and to text: see domain_sound.h. */
#include "conf/domain_sound.h"

#include "conf/domain_format.h"
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

ENUM_DEFINE(domain_sound_model, DomainSoundModel, DOMAIN_SOUND_LAST, "ich6", "ich9", "ac97",
            "es1370", "usb");
ENUM_DEFINE(domain_sound_codec, DomainSoundCodec, DOMAIN_SOUND_CODEC_LAST, "duplex", "micro",
            "output");
ENUM_DEFINE(domain_audio_type, DomainAudioType, DOMAIN_AUDIO_LAST, "none", "spice");

DomainSound *domain_sound_new(void)
{
    return g_new0(DomainSound, 1);
}

DomainAudio *domain_audio_new(void)
{
    return g_new0(DomainAudio, 1);
}

void domain_sound_free(void *data)
{
    domain_device_info_free(data);
}

void domain_audio_free(void *data)
{
    domain_device_info_free(data);
}

bool domain_sound_has_codecs(const DomainSound *sound)
{
    return sound->model == DOMAIN_SOUND_ICH6 || sound->model == DOMAIN_SOUND_ICH9;
}

/* ---- backends among each other ---- */

const DomainAudio *domain_audio_by_id(const DomainDef *def, unsigned id)
{
    for (unsigned i = 0; i < def->audios->len; i++) {
        const DomainAudio *audio = def->audios->pdata[i];

        if (id == 0 || audio->id == id)
            return audio;
    }
    return NULL;
}

void domain_audio_number(DomainDef *def)
{
    unsigned next = 1;

    for (unsigned i = 0; i < def->audios->len; i++) {
        DomainAudio *audio = def->audios->pdata[i];

        if (audio->id > 0)
            continue;
        while (domain_audio_by_id(def, next))
            next++;
        audio->id = next;
    }
}

static bool check_named(const DomainDef *def, unsigned id, const char *kind, GError **err)
{
    return id == 0 || domain_audio_by_id(def, id) ||
           error_set(err, ERR_XML, "a <%s> names audio backend %u, which is not there", kind, id);
}

bool domain_audio_check(const DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->audios->len; i++) {
        const DomainAudio *audio = def->audios->pdata[i];

        if (domain_audio_by_id(def, audio->id) != audio)
            return error_set(err, ERR_XML, "two elements <audio> have the id %u", audio->id);
    }
    for (unsigned i = 0; i < def->sounds->len; i++) {
        if (!check_named(def, ((const DomainSound *) def->sounds->pdata[i])->audio, "sound", err))
            return false;
    }
    for (unsigned i = 0; i < def->graphics->len; i++) {
        if (!check_named(def, ((const DomainGraphics *) def->graphics->pdata[i])->audio, "graphics",
                         err))
            return false;
    }
    return true;
}

/* ---- from text ---- */

bool domain_parse_audio_id(xmlNode *node, unsigned *ret_id, GError **err)
{
    return xml_check_empty(node, "id", err) && xml_need_attr(node, "id", err) &&
           xml_attr_unsigned(node, "id", 1, INT_MAX, ret_id, err);
}

static bool parse_sound_audio(xmlNode *node, void *target, GError **err)
{
    return domain_parse_audio_id(node, &((DomainSound *) target)->audio, err);
}

static bool parse_codec(xmlNode *node, void *target, GError **err)
{
    DomainSound *sound = target;

    if (!xml_check_empty(node, "type", err))
        return false;
    if (!domain_sound_has_codecs(sound))
        return xml_invalid(node, err, "is for the models ich6 and ich9");
    if (sound->n_codecs == DOMAIN_SOUND_CODECS_MAX)
        return xml_invalid(node, err, "more than %d of them", DOMAIN_SOUND_CODECS_MAX);
    return XML_NEED_ENUM(node, "type", domain_sound_codec, &sound->codecs[sound->n_codecs++], err);
}

bool domain_parse_sound(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"audio", XML_ONE, parse_sound_audio},
        {"codec", XML_MANY, parse_codec},
        DOMAIN_DEVICE_CHILDREN,
        {"acpi", XML_REFUSE, NULL},
        {"driver", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"model", children};
    DomainDef *def = target;
    DomainSound *sound = domain_sound_new();

    g_ptr_array_add(def->sounds, sound);
    return XML_NEED_ENUM(node, "model", domain_sound_model, &sound->model, err) &&
           xml_walk(node, &shape, sound, &sound->info.kept, err);
}

bool domain_parse_audio(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"input", XML_REFUSE, NULL},
        {"output", XML_REFUSE, NULL},
        {0},
    };
    static const XmlShape shape = {"id type timerPeriod", children};
    DomainDef *def = target;
    DomainAudio *audio = domain_audio_new();

    g_ptr_array_add(def->audios, audio);
    return XML_NEED_ENUM(node, "type", domain_audio_type, &audio->type, err) &&
           xml_attr_unsigned(node, "id", 1, INT_MAX, &audio->id, err) &&
           xml_attr_unsigned(node, "timerPeriod", 1, INT_MAX, &audio->timer_period, err) &&
           xml_walk(node, &shape, audio, &audio->info.kept, err);
}

/* ---- to text ---- */

void domain_format_audio_id(XmlWriter *xml, unsigned id)
{
    if (id == 0)
        return;
    xml_writer_open(xml, "audio");
    xml_writer_attr_number(xml, "id", id);
    xml_writer_close(xml, "audio");
}

void domain_format_sound(DomainWriter *writer, const DomainSound *sound)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "sound");
    xml_writer_attr(xml, "model", domain_sound_model_to_string(sound->model));
    for (unsigned i = 0; i < sound->n_codecs; i++)
        xml_writer_leaf_attr(xml, "codec", "type", domain_sound_codec_to_string(sound->codecs[i]));
    domain_format_audio_id(xml, sound->audio);
    domain_format_info(writer, &sound->info);
    xml_writer_close(xml, "sound");
}

void domain_format_audio(DomainWriter *writer, const DomainAudio *audio)
{
    XmlWriter *xml = &writer->xml;

    xml_writer_open(xml, "audio");
    xml_writer_attr_number(xml, "id", audio->id);
    xml_writer_attr(xml, "type", domain_audio_type_to_string(audio->type));
    if (audio->timer_period > 0)
        xml_writer_attr_number(xml, "timerPeriod", audio->timer_period);
    xml_writer_kept(xml, audio->info.kept);
    xml_writer_close(xml, "audio");
}
