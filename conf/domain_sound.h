/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sound: the <sound> cards of a guest, and the <audio> backends of the host that play what they
 * give out. A backend is no device of the guest: cards and screens name it by its number.
 */
#ifndef VMRPC_CONF_DOMAIN_SOUND_H
#define VMRPC_CONF_DOMAIN_SOUND_H

#include "conf/domain_devices.h"

#define DOMAIN_SOUND_CODECS_MAX 15 /* addresses of an HDA link */

typedef enum {
    DOMAIN_SOUND_ICH6, /* Intel HD Audio, like the next */
    DOMAIN_SOUND_ICH9,
    DOMAIN_SOUND_AC97,
    DOMAIN_SOUND_ES1370,
    DOMAIN_SOUND_USB,
    DOMAIN_SOUND_LAST
} DomainSoundModel;
ENUM_DECLARE(domain_sound_model, DomainSoundModel);

typedef enum {
    DOMAIN_SOUND_CODEC_DUPLEX,
    DOMAIN_SOUND_CODEC_MICRO,
    DOMAIN_SOUND_CODEC_OUTPUT,
    DOMAIN_SOUND_CODEC_LAST
} DomainSoundCodec;
ENUM_DECLARE(domain_sound_codec, DomainSoundCodec);

typedef struct {
    DomainDeviceInfo info;
    DomainSoundModel model;
    unsigned n_codecs; /* of HD Audio; 0: the driver's default, one of type duplex */
    DomainSoundCodec codecs[DOMAIN_SOUND_CODECS_MAX];
    unsigned audio; /* number of its backend; 0: the first */
} DomainSound;

typedef enum {
    DOMAIN_AUDIO_NONE,  /* silence */
    DOMAIN_AUDIO_SPICE, /* to whoever looks at the screen by SPICE */
    DOMAIN_AUDIO_LAST
} DomainAudioType;
ENUM_DECLARE(domain_audio_type, DomainAudioType);

typedef struct {
    DomainDeviceInfo info; /* without an address */
    unsigned id;           /* from 1; numbered by the parser where the document does not */
    DomainAudioType type;
    unsigned timer_period; /* microseconds; 0: not given */
} DomainAudio;

DomainSound *domain_sound_new(void);
DomainAudio *domain_audio_new(void);
void domain_sound_free(void *sound); /* both take NULL */
void domain_audio_free(void *audio);

typedef struct DomainDef DomainDef;

/* The models that are Intel HD Audio. */
bool domain_sound_has_codecs(const DomainSound *sound);
/* The backend of that number, or for 0 the first; NULL: there is none. */
const DomainAudio *domain_audio_by_id(const DomainDef *def, unsigned id);
/* Numbers those that have none. */
void domain_audio_number(DomainDef *def);
/* That numbers are used once, and that what cards and screens name is there. */
bool domain_audio_check(const DomainDef *def, GError **err);

#endif
