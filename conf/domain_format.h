/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files that write a domain document share. Elements come in the order in which libvirt's
 * tools show them, and in the same order for every domain: people compare these texts.
 */
#ifndef VMRPC_CONF_DOMAIN_FORMAT_H
#define VMRPC_CONF_DOMAIN_FORMAT_H

#include "conf/domain.h"
#include "conf/xml_writer.h"

typedef struct {
    XmlWriter xml;
    bool live;   /* with what belongs to the running guest */
    bool status; /* with what only the driver itself is to read */
    bool secure; /* with passwords */
} DomainWriter;

/* domain_format_guest.c */
void domain_format_sysinfo(XmlWriter *xml, const DomainDef *def);
void domain_format_os(XmlWriter *xml, const DomainOs *os);
void domain_format_features(XmlWriter *xml, const DomainDef *def);
void domain_format_cpu(XmlWriter *xml, const DomainCpu *cpu);
void domain_format_clock(XmlWriter *xml, const DomainClock *clock);

/* domain_format_vcpu.c */
void domain_format_vcpu(XmlWriter *xml, const DomainDef *def); /* <vcpu>, <vcpus>, <cputune> */
void domain_format_numa(XmlWriter *xml, const DomainCpu *cpu);

/* domain_redirdev.c */
void domain_format_redirdev(DomainWriter *writer, const DomainRedirdev *redirdev);

/* domain_sound.c */
void domain_format_sound(DomainWriter *writer, const DomainSound *sound);
void domain_format_audio(DomainWriter *writer, const DomainAudio *audio);
void domain_format_audio_id(XmlWriter *xml, unsigned id); /* 0: nothing */

/* domain_vsock.c */
void domain_format_vsock(DomainWriter *writer, const DomainVsock *vsock); /* takes NULL */

/* domain_iothread.c */
void domain_format_iothreads(XmlWriter *xml, const DomainDef *def);

/* domain_filesystem.c */
void domain_format_filesystem(DomainWriter *writer, const DomainFilesystem *filesystem);

/* domain_memory.c */
void domain_format_memory_device(DomainWriter *writer, const DomainMemory *memory);

/* domain_format_devices.c */
void domain_format_devices(DomainWriter *writer, const DomainDef *def);
/* alias, boot order, address, kept elements, in this order at the end of each device */
void domain_format_info(DomainWriter *writer, const DomainDeviceInfo *info);

/* domain_format_image.c: <source> and <backingStore>; takes NULL */
void domain_format_image(DomainWriter *writer, const DomainImage *image);

/* domain_mirror.c, domain_iotune.c; all take NULL */
void domain_format_mirror(DomainWriter *writer, const DomainMirror *mirror);
void domain_format_iotune(DomainWriter *writer, const DomainIoTune *tune);

/* domain_format_chardev.c */
void domain_format_serials(DomainWriter *writer, const DomainDef *def);

#endif
