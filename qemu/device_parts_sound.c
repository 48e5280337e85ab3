/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sound cards. HD Audio is a controller with codecs on its link, which do the work; the others are
 * one device. Backends are options of the command line, of which monitors know nothing.
 */
#include "qemu/device_parts.h"

char *device_audio_id(const DomainDef *def, unsigned id)
{
    const DomainAudio *audio = domain_audio_by_id(def, id);

    return audio ? g_strdup_printf("audio%u", audio->id) : NULL;
}

static void add_codec(const DomainSound *sound, unsigned place, DomainSoundCodec type,
                      const char *audio, Parts *parts)
{
    g_autofree char *driver = g_strconcat("hda-", domain_sound_codec_to_string(type), NULL);
    g_autofree char *id = g_strdup_printf("%s-codec%u", sound->info.alias, place);
    g_autofree char *bus = g_strconcat(sound->info.alias, ".0", NULL);

    parts_add(parts, PART_DEVICE,
              json_pack("{s:s, s:s, s:s, s:i, s:s*}", "driver", driver, "id", id, "bus", bus, "cad",
                        (int) place, "audiodev", audio));
}

void device_parts_sound(const DomainDef *def, const DomainSound *sound, Parts *parts)
{
    static const char *const drivers[] = {"intel-hda", "ich9-intel-hda", "AC97", "ES1370",
                                          "usb-audio"};
    g_autofree char *audio = device_audio_id(def, sound->audio);
    json_t *device = device_new(def, drivers[sound->model], &sound->info);

    G_STATIC_ASSERT(G_N_ELEMENTS(drivers) == DOMAIN_SOUND_LAST);
    if (!domain_sound_has_codecs(sound))
        device_set_string(device, "audiodev", audio);
    parts_add(parts, PART_DEVICE, device);
    for (unsigned i = 0; i < sound->n_codecs; i++)
        add_codec(sound, i, sound->codecs[i], audio, parts);
    if (domain_sound_has_codecs(sound) && sound->n_codecs == 0)
        add_codec(sound, 0, DOMAIN_SOUND_CODEC_DUPLEX, audio, parts);
}
