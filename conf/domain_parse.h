/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files that read a domain document share: a handler per element (conf/xml.h), all with
 * the DomainDef as target.
 *
 * Handlers read everything that a document says, live fields too, and judge each element by itself.
 * domain_settle() then fills in what follows from the whole (numbers, the console that mirrors a
 * serial port) and takes away what is live; domain_def_check() judges the whole.
 */
#ifndef VMRPC_CONF_DOMAIN_PARSE_H
#define VMRPC_CONF_DOMAIN_PARSE_H

#include "conf/domain.h"
#include "conf/xml.h"

/* domain_parse_guest.c */
bool domain_parse_genid(xmlNode *node, void *target, GError **err);
bool domain_parse_sysinfo(xmlNode *node, void *target, GError **err);
bool domain_parse_os(xmlNode *node, void *target, GError **err);
bool domain_parse_features(xmlNode *node, void *target, GError **err);
bool domain_parse_clock(xmlNode *node, void *target, GError **err);
bool domain_parse_pm(xmlNode *node, void *target, GError **err);

/* domain_parse.c: the text of an element, or an attribute, with the unit of another attribute */
bool domain_parse_size(xmlNode *node, const char *attributes, uint64_t *ret_kib, GError **err);
bool domain_parse_size_attr(xmlNode *node, const char *name, const char *unit, uint64_t *ret_kib,
                            GError **err);

/* domain_hyperv.c */
bool domain_parse_hyperv(xmlNode *node, void *target, GError **err);

/* domain_parse_cpu.c */
bool domain_parse_cpu(xmlNode *node, void *target, GError **err);

/* domain_parse_vcpu.c */
bool domain_parse_vcpu(xmlNode *node, void *target, GError **err);
bool domain_parse_vcpus(xmlNode *node, void *target, GError **err);
bool domain_parse_cputune(xmlNode *node, void *target, GError **err);
bool domain_parse_numa(xmlNode *node, void *target, GError **err); /* target: a DomainCpu */
bool domain_settle_vcpus(DomainDef *def, GError **err);

/* domain_iothread.c */
bool domain_parse_iothreads(xmlNode *node, void *target, GError **err);
bool domain_parse_iothread_ids(xmlNode *node, void *target, GError **err);

/* domain_filesystem.c */
bool domain_parse_filesystem(xmlNode *node, void *target, GError **err);

/* domain_spice.c: options of SPICE, of a screen whose type is known */
bool domain_parse_spice(xmlNode *node, void *target, GError **err);
bool domain_parse_spice_channel(xmlNode *node, void *target, GError **err);
bool domain_parse_spice_attributes(xmlNode *node, DomainGraphics *graphics, GError **err);

/* domain_redirdev.c */
bool domain_parse_redirdev(xmlNode *node, void *target, GError **err);

/* domain_sound.c */
bool domain_parse_sound(xmlNode *node, void *target, GError **err);
bool domain_parse_audio(xmlNode *node, void *target, GError **err);
/* <audio id=>, by which a device names its backend. */
bool domain_parse_audio_id(xmlNode *node, unsigned *ret_id, GError **err);

/* domain_vsock.c */
bool domain_parse_vsock(xmlNode *node, void *target, GError **err);

/* domain_memory.c */
bool domain_parse_memory_device(xmlNode *node, void *target, GError **err);

/* domain_parse_devices.c */
bool domain_parse_devices(xmlNode *node, void *target, GError **err);
bool domain_parse_alias(xmlNode *node, void *target, GError **err);
bool domain_parse_boot_order(xmlNode *node, void *target, GError **err);
bool domain_parse_address(xmlNode *node, void *target, GError **err);

/* Rows for the table of each device; its target begins with a DomainDeviceInfo. */
#define DOMAIN_DEVICE_CHILDREN                                                                     \
    {"alias", XML_ONE, domain_parse_alias},                                                        \
    {                                                                                              \
        "address", XML_ONE, domain_parse_address                                                   \
    }
#define DOMAIN_BOOT_DEVICE_CHILDREN                                                                \
    DOMAIN_DEVICE_CHILDREN,                                                                        \
    {                                                                                              \
        "boot", XML_ONE, domain_parse_boot_order                                                   \
    }

/* domain_parse_disk.c */
bool domain_parse_disk(xmlNode *node, void *target, GError **err);

/* domain_parse_network.c: of an interface whose type is known */
bool domain_parse_interface_source(xmlNode *node, void *target, GError **err);
bool domain_parse_interface_target(xmlNode *node, void *target, GError **err);

/* domain_parse_image.c: <source>, of an image whose type is known, and what lies behind it */
bool domain_parse_source(xmlNode *node, DomainImage *image, GError **err);
bool domain_parse_backing(xmlNode *node, DomainImage *image, GError **err);

/* domain_mirror.c, domain_iotune.c */
bool domain_parse_mirror(xmlNode *node, void *target, GError **err);
bool domain_parse_iotune(xmlNode *node, void *target, GError **err);

/* domain_parse_chardev.c */
bool domain_parse_serial(xmlNode *node, void *target, GError **err);
bool domain_parse_console(xmlNode *node, void *target, GError **err);
bool domain_parse_channel(xmlNode *node, void *target, GError **err);

/* domain_parse_display.c */
bool domain_parse_graphics(xmlNode *node, void *target, GError **err);
bool domain_parse_video(xmlNode *node, void *target, GError **err);
bool domain_parse_input(xmlNode *node, void *target, GError **err);

/* domain_parse_controller.c */
#define CONTROLLER_INDEX_MAX 65535
#define CONTROLLER_NO_INDEX UINT_MAX /* until domain_settle() */
bool domain_parse_controller(xmlNode *node, void *target, GError **err);

/* domain_settle.c */
bool domain_settle(DomainDef *def, DomainParseFlags flags, GError **err);
/* Takes away what is live. */
void domain_settle_forget(DomainDef *def);

#endif
