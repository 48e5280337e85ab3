/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The documents <capabilities> and <domainCapabilities>: plain structs that a driver fills in, and
 * their text. Formatting only; nothing here asks the host, and nothing here parses.
 *
 * NULL strings and zero numbers mean "not known" and leave their element or attribute out.
 */
#ifndef VMRPC_CONF_CAPABILITIES_H
#define VMRPC_CONF_CAPABILITIES_H

#include "conf/uuid.h"

#include <glib.h>

/* ---- <capabilities> ---- */

typedef struct {
    unsigned id;
    unsigned socket;
    unsigned die;
    unsigned core;
} CapsHostCpu;

typedef struct {
    unsigned id;
    uint64_t memory_kib;
    GArray *cpus; /* of CapsHostCpu */
} CapsCell;

typedef struct {
    char *name;
    char *canonical; /* name is an alias of this; NULL: it is none */
    unsigned max_cpus;
} CapsMachine;

typedef struct {
    char *os_type;           /* hvm */
    char *arch;              /* x86_64 */
    unsigned word_size;      /* 64 */
    char *emulator;          /* path */
    GPtrArray *machines;     /* of CapsMachine * */
    GPtrArray *domain_types; /* of char *: qemu, kvm */
    bool acpi;               /* the guest can have it, and can be without */
    bool apic;
    bool pae;
    bool cpu_selection;
    bool device_boot;
} CapsGuest;

typedef struct {
    bool has_uuid;
    uint8_t uuid[UUID_BYTES];
    char *arch;
    char *cpu_model;
    char *cpu_vendor;
    unsigned sockets;
    unsigned dies;
    unsigned cores;
    unsigned threads;
    bool suspend_mem; /* power management of the host */
    bool suspend_disk;
    bool suspend_hybrid;
    GPtrArray *migration_uris; /* of char *: tcp, unix; empty: no live migration */
    GPtrArray *cells;          /* of CapsCell * */
    GPtrArray *guests;         /* of CapsGuest * */
} Capabilities;

Capabilities *capabilities_new(void);
void capabilities_free(Capabilities *caps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Capabilities, capabilities_free)

/* Appends; the new object belongs to caps (or cell, guest). Strings are copied. */
CapsCell *capabilities_add_cell(Capabilities *caps, unsigned id, uint64_t memory_kib);
CapsGuest *capabilities_add_guest(Capabilities *caps, const char *os_type, const char *arch,
                                  unsigned word_size, const char *emulator);
void capabilities_add_machine(CapsGuest *guest, const char *name, const char *canonical,
                              unsigned max_cpus);
void capabilities_add_domain_type(CapsGuest *guest, const char *type);

char *capabilities_format(const Capabilities *caps);

/* ---- <domainCapabilities> ---- */

/* <enum name='bus'><value>ide</value>...</enum> */
typedef struct {
    char *name;
    GPtrArray *values; /* of char * */
} CapsEnum;

/* <disk supported='yes'> with its enums; also <os>, <loader>, and each <mode> of <cpu>. */
typedef struct {
    char *name; /* disk, graphics, video ... */
    bool supported;
    GPtrArray *enums; /* of CapsEnum * */
} CapsDevice;

typedef struct {
    char *name; /* qemu64, Haswell ... */
    bool usable;
    char *vendor;
} CapsCpuModel;

typedef struct {
    char *path; /* of the emulator */
    char *domain_type;
    char *machine; /* canonical name */
    char *arch;
    unsigned max_vcpus;
    CapsDevice *loader;      /* within <os>; made by domain_capabilities_new(), not supported */
    GPtrArray *loader_paths; /* of char *: firmware on this host */
    GPtrArray *cpu_modes;    /* of CapsDevice *: host-passthrough, maximum, host-model; custom is
                              * supported when there are cpu_models */
    char *host_model;        /* the model that mode host-model stands for */
    GPtrArray *cpu_models;   /* of CapsCpuModel * */
    GPtrArray *devices;      /* of CapsDevice * */
    GPtrArray *features;     /* of CapsDevice *: gic, vmcoreinfo, genid ... */
} DomainCapabilities;

DomainCapabilities *domain_capabilities_new(void);
void domain_capabilities_free(DomainCapabilities *caps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainCapabilities, domain_capabilities_free)

/* list is one of cpu_modes, devices, features. */
CapsDevice *domain_capabilities_add_device(GPtrArray *list, const char *name, bool supported);

/* The values up to a NULL: caps_device_add_enum(disk, "bus", "ide", "virtio", NULL). */
CapsEnum *caps_device_add_enum(CapsDevice *device, const char *name, ...) G_GNUC_NULL_TERMINATED;
void caps_enum_add_value(CapsEnum *list, const char *value);
void domain_capabilities_add_cpu_model(DomainCapabilities *caps, const char *name, bool usable,
                                       const char *vendor);

char *domain_capabilities_format(const DomainCapabilities *caps);

#endif
