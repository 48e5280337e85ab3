/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A domain document (<domain>, in libvirt's format) as a plain struct, and the way there and back.
 *
 * Pure text in, struct out, text out: nothing here opens a file or looks at the host, so machine
 * types, emulators and other defaults that depend on the host stay unset for the driver to choose.
 * Nothing in a document is dropped in silence. What a guest would notice and no field here can hold
 * is refused with ERR_CONFIG_UNSUPPORTED ("unsupported configuration: ..."); what changes nothing
 * for the guest is kept as text and formatted again. So a driver must honour or refuse every
 * field, and domain_def_format() of what domain_def_parse() gave always parses to the same domain.
 * Only what belongs to a running guest (id, tty, device aliases that do not begin with ua-, the
 * port that autoport chose) is read only on request, with DOMAIN_PARSE_LIVE.
 */
#ifndef VMRPC_CONF_DOMAIN_H
#define VMRPC_CONF_DOMAIN_H

#include "base/error.h"
#include "conf/domain_chardev.h"
#include "conf/domain_devices.h"
#include "conf/domain_hyperv.h"
#include "conf/domain_filesystem.h"
#include "conf/domain_redirdev.h"
#include "conf/domain_sound.h"
#include "conf/domain_sysinfo.h"
#include "conf/domain_iothread.h"
#include "conf/domain_memory.h"
#include "conf/domain_vcpu.h"
#include "conf/domain_vsock.h"
#include "conf/uuid.h"

/* Limits on what one document may hold. */
#define DOMAIN_NAME_MAX 240 /* bytes: a file name, which has 255, is this and a suffix */
#define DOMAIN_VCPUS_MAX 4096
#define DOMAIN_DEVICES_MAX 1024 /* of all kinds together */
#define DOMAIN_CPU_FEATURES_MAX 1024

typedef enum {
    DOMAIN_TYPE_QEMU,
    DOMAIN_TYPE_KVM,
    DOMAIN_TYPE_TEST, /* only with DOMAIN_PARSE_ALLOW_TEST */
    DOMAIN_TYPE_LAST
} DomainType;
ENUM_DECLARE(domain_type, DomainType);

typedef enum {
    DOMAIN_BOOT_FLOPPY,
    DOMAIN_BOOT_DISK,
    DOMAIN_BOOT_CDROM,
    DOMAIN_BOOT_NETWORK,
    DOMAIN_BOOT_LAST
} DomainBoot;
ENUM_DECLARE(domain_boot, DomainBoot);

typedef enum {
    DOMAIN_LOADER_DEFAULT,
    DOMAIN_LOADER_ROM, /* -bios */
    DOMAIN_LOADER_PFLASH,
    DOMAIN_LOADER_LAST
} DomainLoaderType;
ENUM_DECLARE(domain_loader_type, DomainLoaderType);

typedef enum {
    DOMAIN_FIRMWARE_NONE,
    DOMAIN_FIRMWARE_BIOS, /* QEMU's own */
    DOMAIN_FIRMWARE_EFI,
    DOMAIN_FIRMWARE_LAST
} DomainFirmware;
ENUM_DECLARE(domain_firmware, DomainFirmware);

typedef struct {
    char *arch;    /* x86_64, i686 ...; NULL: not given */
    char *machine; /* NULL: not given */
    DomainBoot boot[DOMAIN_BOOT_LAST];
    unsigned n_boot; /* 0: not given; never together with a device's boot_order */
    Tristate boot_menu;
    int boot_menu_timeout; /* milliseconds; -1: not given */
    char *kernel;
    char *initrd;
    char *cmdline;
    DomainFirmware firmware; /* NONE: not given, or chosen by <loader> */
    char *loader;            /* path */
    DomainLoaderType loader_type;
    Tristate loader_secure; /* never ON: refused */
    Tristate loader_readonly;
    char *nvram;          /* path of the guest's own copy of the variables */
    char *nvram_template; /* path of what it is made from */
    DomainSmbiosMode smbios_mode;
    Tristate bios_serial;    /* the firmware's messages on the first serial port */
    int bios_reboot_timeout; /* milliseconds until it tries again; -1: never; -2: not given */
} DomainOs;

typedef struct {
    bool acpi; /* false: the guest gets none (-machine acpi=off) */
    bool apic;
    bool pae; /* any x86_64 has it */
    Tristate vmport;
    Tristate smm;
} DomainFeatures;

typedef enum {
    DOMAIN_CPU_CUSTOM,
    DOMAIN_CPU_HOST_MODEL,
    DOMAIN_CPU_HOST_PASSTHROUGH,
    DOMAIN_CPU_MAXIMUM,
    DOMAIN_CPU_LAST
} DomainCpuMode;
ENUM_DECLARE(domain_cpu_mode, DomainCpuMode);

typedef enum {
    DOMAIN_CPU_MATCH_DEFAULT,
    DOMAIN_CPU_MATCH_EXACT,
    DOMAIN_CPU_MATCH_MINIMUM,
    DOMAIN_CPU_MATCH_STRICT,
    DOMAIN_CPU_MATCH_LAST
} DomainCpuMatch;
ENUM_DECLARE(domain_cpu_match, DomainCpuMatch);

typedef enum {
    DOMAIN_CPU_CHECK_DEFAULT,
    DOMAIN_CPU_CHECK_NONE,
    DOMAIN_CPU_CHECK_PARTIAL,
    DOMAIN_CPU_CHECK_FULL,
    DOMAIN_CPU_CHECK_LAST
} DomainCpuCheck;
ENUM_DECLARE(domain_cpu_check, DomainCpuCheck);

typedef enum {
    DOMAIN_CPU_FALLBACK_DEFAULT,
    DOMAIN_CPU_FALLBACK_ALLOW,
    DOMAIN_CPU_FALLBACK_FORBID,
    DOMAIN_CPU_FALLBACK_LAST
} DomainCpuFallback;
ENUM_DECLARE(domain_cpu_fallback, DomainCpuFallback);

typedef enum {
    DOMAIN_CPU_POLICY_FORCE,
    DOMAIN_CPU_POLICY_REQUIRE,
    DOMAIN_CPU_POLICY_OPTIONAL,
    DOMAIN_CPU_POLICY_DISABLE,
    DOMAIN_CPU_POLICY_FORBID,
    DOMAIN_CPU_POLICY_LAST
} DomainCpuPolicy;
ENUM_DECLARE(domain_cpu_policy, DomainCpuPolicy);

typedef struct {
    char *name; /* [A-Za-z0-9_.-]+ */
    DomainCpuPolicy policy;
} DomainCpuFeature;

typedef struct {
    bool has_mode; /* false: <cpu> holds only a topology; the driver's default model */
    DomainCpuMode mode;
    DomainCpuMatch match;
    DomainCpuCheck check;
    Tristate migratable;
    char *model; /* only with custom; [A-Za-z0-9_.-]+ */
    DomainCpuFallback fallback;
    unsigned sockets; /* all four 0: no topology; else the product is max_vcpus */
    unsigned dies;
    unsigned cores;
    unsigned threads;
    GArray *features; /* of DomainCpuFeature; never NULL */
    GArray *cells;    /* of DomainNumaCell; never NULL */
    GPtrArray *kept;
} DomainCpu;

typedef enum {
    DOMAIN_CLOCK_UTC,
    DOMAIN_CLOCK_LOCALTIME,
    DOMAIN_CLOCK_TIMEZONE,
    DOMAIN_CLOCK_VARIABLE,
    DOMAIN_CLOCK_LAST
} DomainClockOffset;
ENUM_DECLARE(domain_clock_offset, DomainClockOffset);

typedef enum {
    DOMAIN_TIMER_PIT,
    DOMAIN_TIMER_RTC,
    DOMAIN_TIMER_HPET,
    DOMAIN_TIMER_TSC,
    DOMAIN_TIMER_KVMCLOCK,
    DOMAIN_TIMER_HYPERVCLOCK,
    DOMAIN_TIMER_LAST
} DomainTimerName;
ENUM_DECLARE(domain_timer_name, DomainTimerName);

typedef enum {
    DOMAIN_TICK_DEFAULT,
    DOMAIN_TICK_DELAY,
    DOMAIN_TICK_CATCHUP,
    DOMAIN_TICK_MERGE,
    DOMAIN_TICK_DISCARD,
    DOMAIN_TICK_LAST
} DomainTickPolicy;
ENUM_DECLARE(domain_tick_policy, DomainTickPolicy);

typedef struct {
    DomainTimerName name;
    Tristate present;
    DomainTickPolicy tick_policy;
} DomainTimer;

typedef struct {
    DomainClockOffset offset;
    char *timezone;                        /* TIMEZONE: Europe/Paris ... */
    int64_t adjustment;                    /* VARIABLE: seconds from the basis */
    bool basis_localtime;                  /* VARIABLE: else UTC */
    DomainTimer timers[DOMAIN_TIMER_LAST]; /* each name at most once */
    unsigned n_timers;
} DomainClock;

typedef enum {
    DOMAIN_ACTION_DESTROY,
    DOMAIN_ACTION_RESTART,
    DOMAIN_ACTION_PRESERVE,
    DOMAIN_ACTION_COREDUMP_DESTROY, /* on_crash only, like the next */
    DOMAIN_ACTION_COREDUMP_RESTART,
    DOMAIN_ACTION_LAST
} DomainAction;
ENUM_DECLARE(domain_action, DomainAction);

typedef struct DomainDef {
    DomainType type;
    int id;                   /* live; -1: not active */
    uint8_t uuid[UUID_BYTES]; /* generated by the parser when the document has none */
    char *name;
    char *title; /* one line */
    char *description;
    char *metadata; /* the whole <metadata> element as text */
    uint64_t memory_kib;
    uint64_t current_memory_kib; /* never above memory_kib; equal when not given */
    uint64_t max_memory_kib;     /* with all its slots filled; 0: no memory can be plugged in */
    unsigned memory_slots;
    Tristate dump_core; /* guest memory in core dumps: not the guest's affair */
    unsigned vcpus;     /* present at boot */
    unsigned max_vcpus;
    char *vcpu_placement;  /* static, auto; NULL: not given */
    char *vcpu_cpuset;     /* host CPUs as written; NULL: any */
    GArray *vcpu_list;     /* of DomainVcpu; NULL: see domain_vcpu.h */
    GArray *vcpu_pins;     /* of CpuPin; never NULL */
    CpuMap *emulator_pin;  /* host CPUs for what is no CPU of the guest; NULL: as vcpu_cpuset */
    unsigned n_iothreads;  /* as <iothreads> says, until they are numbered */
    GArray *iothreads;     /* of DomainIothread; never NULL */
    GArray *iothread_pins; /* of CpuPin; never NULL */
    DomainOs os;
    DomainFeatures features;
    DomainHyperv hyperv;
    DomainCpu *cpu; /* NULL: none in the document */
    DomainClock clock;
    DomainAction on_poweroff; /* default destroy */
    DomainAction on_reboot;   /* default restart */
    DomainAction on_crash;    /* default destroy */
    Tristate pm_suspend_to_mem;
    Tristate pm_suspend_to_disk;
    char *emulator; /* path; NULL: not given */
    bool has_genid;
    uint8_t genid[UUID_BYTES]; /* generated by the parser when the element is empty */
    GPtrArray *smbios;         /* of DomainSmbiosBlock; never NULL */
    GPtrArray *fwcfg;          /* of DomainFwcfg; never NULL */

    /* Arrays of pointers to the structs of domain_devices.h, which they own; never NULL. */
    GPtrArray *disks;
    GPtrArray *controllers;
    GPtrArray *interfaces;
    GPtrArray *serials;
    GPtrArray *consoles;
    GPtrArray *channels;
    GPtrArray *inputs;
    GPtrArray *graphics;
    GPtrArray *videos;
    GPtrArray *rngs;
    GPtrArray *memories;
    GPtrArray *filesystems;
    GPtrArray *sounds;
    GPtrArray *audios;
    GPtrArray *redirdevs;
    DomainWatchdog *watchdog;     /* NULL: none */
    DomainMemballoon *memballoon; /* NULL: not given, the driver may add one */
    DomainPanic *panic;           /* NULL: none */
    DomainVsock *vsock;           /* NULL: none */

    GPtrArray *kept;          /* of char *: other elements of <domain>; NULL when there are none */
    GPtrArray *kept_features; /* the same of <features> */
    GPtrArray *kept_devices;  /* the same of <devices> */
} DomainDef;

typedef enum {
    DOMAIN_PARSE_DEFAULT = 0,
    DOMAIN_PARSE_LIVE = 1 << 0,       /* our own text: with what belongs to a run */
    DOMAIN_PARSE_ALLOW_TEST = 1 << 1, /* take <domain type='test'> */
} DomainParseFlags;

/* The first four are the numbers of the wire (domain_get_xml_desc). */
typedef enum {
    DOMAIN_FORMAT_SECURE = 1 << 0,     /* with passwords */
    DOMAIN_FORMAT_INACTIVE = 1 << 1,   /* without anything live, though the domain is active */
    DOMAIN_FORMAT_UPDATE_CPU = 1 << 2, /* no effect here: the driver has done it */
    DOMAIN_FORMAT_MIGRATABLE = 1 << 3, /* no effect here */
    DOMAIN_FORMAT_STATUS = 1 << 16,    /* live fields even while id is -1: for status files */
} DomainFormatFlags;

DomainDef *domain_def_new(void);
void domain_def_free(DomainDef *def);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainDef, domain_def_free)

/* ERR_XML_DETAIL: not well-formed; ERR_XML: not a valid domain; ERR_CONFIG_UNSUPPORTED;
 * ERR_OVERFLOW. Messages name the line. The result has passed domain_def_check(). */
DomainDef *domain_def_parse(const char *xml, DomainParseFlags flags, GError **err);

/* Calls visit for each device, in the order of the document, until it returns false; kind is the
 * name of its element. A console that mirrors a serial port is none of its own and left out. */
typedef bool (*DomainDeviceVisit)(DomainDeviceInfo *info, const char *kind, void *data,
                                  GError **err);
bool domain_def_visit_devices(const DomainDef *def, DomainDeviceVisit visit, void *data,
                              GError **err);

/* What no single element shows: names and targets used twice, a topology that does not match the
 * CPUs, boot orders that clash ... For a driver that has changed a definition. */
bool domain_def_check(const DomainDef *def, GError **err);

/* KiB of all memory modules; <memory> less this is what the board itself has. */
uint64_t domain_def_dimm_memory(const DomainDef *def);

/* Two spaces of indent, single quotes, a newline at the end; flags: an OR of DomainFormatFlags. */
char *domain_def_format(const DomainDef *def, unsigned flags);

/* The definition as it is stored: with passwords, without what is live. Whatever puts something
 * into a definition asks for this before it counts: NULL if it has become so large that it could
 * not be read again together with what a guest adds, or from a snapshot that holds two. */
char *domain_def_document(const DomainDef *def, GError **err);

/* Everything, live fields included. def must be one that parse would accept. */
DomainDef *domain_def_copy(const DomainDef *def);

/* What a domain may be called: not empty, no '/', no control characters, no dot at the beginning,
 * valid UTF-8 of at most DOMAIN_NAME_MAX bytes. For new names that do not come in a document. */
bool domain_name_check(const char *name, GError **err);

typedef enum {
    DOMAIN_DEF_METADATA_DESCRIPTION,
    DOMAIN_DEF_METADATA_TITLE,
    DOMAIN_DEF_METADATA_ELEMENT,
} DomainMetadataType; /* numbers of the wire, whose own names have no DEF in them */

/* A new string: the description, the title, or the child of <metadata> whose namespace is uri, as
 * text. ERR_NO_DOMAIN_METADATA when there is none. */
char *domain_def_get_metadata(const DomainDef *def, DomainMetadataType type, const char *uri,
                              GError **err);
/* Puts text in its place, or with NULL removes it. Of an element key is the prefix by which its
 * namespace, uri, is declared. def is as it was on failure. */
bool domain_def_set_metadata(DomainDef *def, DomainMetadataType type, const char *text,
                             const char *key, const char *uri, GError **err);

#endif
