/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The devices of a domain as plain structs: one struct per element of <devices>, each owned by an
 * array of the DomainDef (conf/domain.h).
 *
 * Every field here that a document sets is one that a guest would notice: a driver either honours
 * it or refuses it. What nobody needs to honour is in `kept`, as text, and comes back as it came.
 * Enums whose first value is called ..._DEFAULT (or ABSENT) were not given in the document: the
 * driver chooses, and the formatted document leaves them out.
 * "Live" fields belong to a running guest: the driver fills them in, they are formatted while the
 * domain is active, and they are read only from live documents (DOMAIN_PARSE_LIVE).
 */
#ifndef VMRPC_CONF_DOMAIN_DEVICES_H
#define VMRPC_CONF_DOMAIN_DEVICES_H

#include "conf/device_address.h"
#include "conf/domain_image.h"
#include "conf/domain_iotune.h"
#include "conf/domain_spice.h"
#include "conf/enum.h"
#include "conf/mac.h"

#include <stdint.h>

/* What devices have in common; the first member of each of them. */
typedef struct {
    char *alias;           /* "ua-..." is the user's own and always kept; any other is live */
    unsigned boot_order;   /* <boot order=>, from 1; 0: not given */
    DomainAddress address; /* where it is plugged in */
    GPtrArray *kept;       /* of char *: other elements as text; NULL when there are none */
} DomainDeviceInfo;

/* ---- disks ---- */

typedef enum {
    DOMAIN_DISK_DEVICE_DISK,
    DOMAIN_DISK_DEVICE_CDROM,
    DOMAIN_DISK_DEVICE_FLOPPY,
    DOMAIN_DISK_DEVICE_LUN, /* only with type block */
    DOMAIN_DISK_DEVICE_LAST
} DomainDiskDevice;
ENUM_DECLARE(domain_disk_device, DomainDiskDevice);

typedef enum {
    DOMAIN_DISK_BUS_IDE,
    DOMAIN_DISK_BUS_FDC,
    DOMAIN_DISK_BUS_SCSI,
    DOMAIN_DISK_BUS_VIRTIO,
    DOMAIN_DISK_BUS_USB,
    DOMAIN_DISK_BUS_SATA,
    DOMAIN_DISK_BUS_LAST
} DomainDiskBus;
ENUM_DECLARE(domain_disk_bus, DomainDiskBus);

typedef enum {
    DOMAIN_DISK_CACHE_DEFAULT,
    DOMAIN_DISK_CACHE_NONE,
    DOMAIN_DISK_CACHE_WRITETHROUGH,
    DOMAIN_DISK_CACHE_WRITEBACK,
    DOMAIN_DISK_CACHE_DIRECTSYNC,
    DOMAIN_DISK_CACHE_UNSAFE,
    DOMAIN_DISK_CACHE_LAST
} DomainDiskCache;
ENUM_DECLARE(domain_disk_cache, DomainDiskCache);

typedef enum {
    DOMAIN_DISK_IO_DEFAULT,
    DOMAIN_DISK_IO_NATIVE,
    DOMAIN_DISK_IO_THREADS,
    DOMAIN_DISK_IO_URING,
    DOMAIN_DISK_IO_LAST
} DomainDiskIo;
ENUM_DECLARE(domain_disk_io, DomainDiskIo);

typedef enum {
    DOMAIN_DISK_DISCARD_DEFAULT,
    DOMAIN_DISK_DISCARD_UNMAP,
    DOMAIN_DISK_DISCARD_IGNORE,
    DOMAIN_DISK_DISCARD_LAST
} DomainDiskDiscard;
ENUM_DECLARE(domain_disk_discard, DomainDiskDiscard);

typedef enum {
    DOMAIN_DISK_DETECT_ZEROES_DEFAULT,
    DOMAIN_DISK_DETECT_ZEROES_OFF,
    DOMAIN_DISK_DETECT_ZEROES_ON,
    DOMAIN_DISK_DETECT_ZEROES_UNMAP,
    DOMAIN_DISK_DETECT_ZEROES_LAST
} DomainDiskDetectZeroes;
ENUM_DECLARE(domain_disk_detect_zeroes, DomainDiskDetectZeroes);

typedef enum {
    DOMAIN_DISK_ERROR_DEFAULT,
    DOMAIN_DISK_ERROR_STOP,
    DOMAIN_DISK_ERROR_REPORT,
    DOMAIN_DISK_ERROR_IGNORE,
    DOMAIN_DISK_ERROR_ENOSPACE, /* only for writing */
    DOMAIN_DISK_ERROR_LAST
} DomainDiskError;
ENUM_DECLARE(domain_disk_error, DomainDiskError);

typedef enum {
    DOMAIN_MIRROR_JOB_COPY,
    DOMAIN_MIRROR_JOB_ACTIVE_COMMIT,
    DOMAIN_MIRROR_JOB_LAST
} DomainMirrorJob;
ENUM_DECLARE(domain_mirror_job, DomainMirrorJob);

typedef enum {
    DOMAIN_MIRROR_READY_NO,
    DOMAIN_MIRROR_READY_YES,
    DOMAIN_MIRROR_READY_ABORT, /* it is being ended, and the disk stays */
    DOMAIN_MIRROR_READY_PIVOT, /* the disk is changing over */
    DOMAIN_MIRROR_READY_LAST
} DomainMirrorReady;
ENUM_DECLARE(domain_mirror_ready, DomainMirrorReady);

typedef struct {
    DomainMirrorJob job;
    DomainMirrorReady ready;
    DomainImage *image;
} DomainMirror;
void domain_mirror_free(DomainMirror *mirror); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainMirror, domain_mirror_free)

typedef struct {
    DomainDeviceInfo info;
    DomainDiskDevice device;
    DomainImage *image;        /* NULL: an empty cdrom or floppy drive */
    DomainDiskType empty_type; /* as given for the empty drive */
    char *empty_format;        /* the same; NULL: not given */
    int failure;               /* live: domain_disk_error_code of the wire */
    unsigned last_index;       /* live: the highest number that an image has been given */
    char *target;              /* "vda": the disk's name, unique in the domain */
    DomainDiskBus bus;         /* derived from the target when the document has none */
    bool tray_open;
    char *driver_name; /* "qemu" or NULL */
    DomainDiskCache cache;
    DomainDiskIo io;
    DomainDiskDiscard discard;
    DomainDiskDetectZeroes detect_zeroes;
    DomainDiskError error_policy; /* on write, and on read unless the next says otherwise */
    DomainDiskError rerror_policy;
    Tristate copy_on_read;
    unsigned iothread; /* number of the I/O thread that serves it; 0: none of its own */
    bool readonly;     /* always set for a cdrom */
    bool shareable;
    char *serial;
    DomainIoTune *iotune; /* NULL: no limits */
    DomainMirror *mirror; /* live: what a block job makes of the disk; NULL: none */
    char *snapshot;       /* no, internal, external; not the guest's affair */
} DomainDisk;

/* The unit that a target's letters count: vda 0, vdz 25, vdaa 26. -1 for what is no target name. */
int domain_disk_target_index(const char *target);
/* A drive that may be empty: of cdroms or floppies. */
bool domain_disk_is_removable(const DomainDisk *disk);

/* ---- interfaces ---- */

typedef enum {
    DOMAIN_INTERFACE_TYPE_USER,
    DOMAIN_INTERFACE_TYPE_BRIDGE,   /* a tap on a bridge of the host */
    DOMAIN_INTERFACE_TYPE_ETHERNET, /* a tap that somebody else connects */
    DOMAIN_INTERFACE_TYPE_LAST
} DomainInterfaceType;
ENUM_DECLARE(domain_interface_type, DomainInterfaceType);

typedef enum { DOMAIN_LINK_DEFAULT, DOMAIN_LINK_UP, DOMAIN_LINK_DOWN, DOMAIN_LINK_LAST } DomainLink;
ENUM_DECLARE(domain_link, DomainLink);

typedef struct {
    DomainDeviceInfo info;
    DomainInterfaceType type;
    uint8_t mac[MAC_BYTES]; /* generated by the parser when the document has none */
    bool mac_generated;
    char *model; /* virtio, e1000, rtl8139 ...: [A-Za-z0-9_.-]+; NULL: not given */
    DomainLink link;
    char *bridge;     /* BRIDGE: its name */
    char *target;     /* the tap's name; one with the prefix below is live, the driver's choice */
    Tristate managed; /* ETHERNET: off: the tap exists, and is not to be changed */
} DomainInterface;

#define DOMAIN_INTERFACE_CHOSEN "vnet"

/* ---- graphics, video, input ---- */

typedef enum {
    DOMAIN_GRAPHICS_TYPE_VNC,
    DOMAIN_GRAPHICS_TYPE_SPICE,
    DOMAIN_GRAPHICS_TYPE_LAST
} DomainGraphicsType;
ENUM_DECLARE(domain_graphics_type, DomainGraphicsType);

typedef enum {
    DOMAIN_LISTEN_DEFAULT, /* nothing given: the driver's default address */
    DOMAIN_LISTEN_ADDRESS,
    DOMAIN_LISTEN_SOCKET,
    DOMAIN_LISTEN_NONE, /* only by passing descriptors */
    DOMAIN_LISTEN_LAST
} DomainListen;
ENUM_DECLARE(domain_listen, DomainListen);

/* Of clients that want a screen for themselves or with others. */
typedef enum {
    DOMAIN_GRAPHICS_SHARE_DEFAULT,
    DOMAIN_GRAPHICS_SHARE_ALLOW_EXCLUSIVE,
    DOMAIN_GRAPHICS_SHARE_FORCE_SHARED,
    DOMAIN_GRAPHICS_SHARE_IGNORE,
    DOMAIN_GRAPHICS_SHARE_LAST
} DomainGraphicsShare;
ENUM_DECLARE(domain_graphics_share, DomainGraphicsShare);

typedef struct {
    DomainDeviceInfo info;
    DomainGraphicsType type;
    bool autoport; /* port='-1', autoport='yes', or no port at all */
    int port;      /* TCP; -1 with autoport until the driver has chosen one (live) */
    DomainListen listen;
    char *address;    /* listen ADDRESS: name or number; NULL: the driver's default */
    char *socket;     /* listen SOCKET: path; NULL: the driver chooses */
    char *password;   /* formatted only with DOMAIN_FORMAT_SECURE; NULL: none; "": no login */
    int64_t valid_to; /* until when the password counts, in seconds since 1970; 0: for ever */
    DomainGraphicsShare share; /* VNC only; DEFAULT: QEMU's */
    char *keymap;              /* en-us ...: [A-Za-z0-9_-]+ */
    DomainSpice spice;         /* SPICE only */
    unsigned audio;            /* number of the <audio> that is heard there; 0: the first */
} DomainGraphics;

typedef enum {
    DOMAIN_VIDEO_VGA, /* also when the document names no model */
    DOMAIN_VIDEO_CIRRUS,
    DOMAIN_VIDEO_QXL,
    DOMAIN_VIDEO_VIRTIO,
    DOMAIN_VIDEO_BOCHS,
    DOMAIN_VIDEO_NONE, /* no adapter, not even the driver's default one */
    DOMAIN_VIDEO_LAST
} DomainVideoModel;
ENUM_DECLARE(domain_video_model, DomainVideoModel);

typedef struct {
    DomainDeviceInfo info;
    DomainVideoModel model;
    unsigned vram_kib;   /* 0: not given */
    unsigned ram_kib;    /* qxl only */
    unsigned vgamem_kib; /* qxl only */
    unsigned heads;      /* 0: not given */
    bool primary;        /* set for the first adapter: the parser moves it there */
} DomainVideo;

typedef enum {
    DOMAIN_INPUT_MOUSE,
    DOMAIN_INPUT_KEYBOARD,
    DOMAIN_INPUT_TABLET,
    DOMAIN_INPUT_LAST
} DomainInputType;
ENUM_DECLARE(domain_input_type, DomainInputType);

typedef enum {
    DOMAIN_INPUT_BUS_PS2, /* mouse and keyboard only; their default */
    DOMAIN_INPUT_BUS_USB, /* the default of a tablet */
    DOMAIN_INPUT_BUS_VIRTIO,
    DOMAIN_INPUT_BUS_LAST
} DomainInputBus;
ENUM_DECLARE(domain_input_bus, DomainInputBus);

typedef struct {
    DomainDeviceInfo info;
    DomainInputType type;
    DomainInputBus bus;
} DomainInput;

/* ---- controllers ---- */

typedef enum {
    DOMAIN_CONTROLLER_IDE,
    DOMAIN_CONTROLLER_FDC,
    DOMAIN_CONTROLLER_SCSI,
    DOMAIN_CONTROLLER_SATA,
    DOMAIN_CONTROLLER_USB,
    DOMAIN_CONTROLLER_PCI,
    DOMAIN_CONTROLLER_VIRTIO_SERIAL,
    DOMAIN_CONTROLLER_LAST
} DomainControllerType;
ENUM_DECLARE(domain_controller_type, DomainControllerType);

typedef enum {
    DOMAIN_CONTROLLER_MODEL_DEFAULT,
    /* scsi */
    DOMAIN_CONTROLLER_MODEL_LSILOGIC,
    DOMAIN_CONTROLLER_MODEL_LSISAS1068,
    DOMAIN_CONTROLLER_MODEL_LSISAS1078,
    DOMAIN_CONTROLLER_MODEL_VMPVSCSI,
    DOMAIN_CONTROLLER_MODEL_VIRTIO_SCSI,
    /* usb */
    DOMAIN_CONTROLLER_MODEL_PIIX3_UHCI,
    DOMAIN_CONTROLLER_MODEL_PIIX4_UHCI,
    DOMAIN_CONTROLLER_MODEL_EHCI,
    DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1,
    DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1,
    DOMAIN_CONTROLLER_MODEL_ICH9_UHCI2,
    DOMAIN_CONTROLLER_MODEL_ICH9_UHCI3,
    DOMAIN_CONTROLLER_MODEL_PCI_OHCI,
    DOMAIN_CONTROLLER_MODEL_NEC_XHCI,
    DOMAIN_CONTROLLER_MODEL_QEMU_XHCI,
    DOMAIN_CONTROLLER_MODEL_NONE, /* no USB in this guest, not even the default */
    /* pci */
    DOMAIN_CONTROLLER_MODEL_PCI_ROOT,
    DOMAIN_CONTROLLER_MODEL_PCIE_ROOT,
    DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE,
    DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE,
    DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT,
    DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE,
    DOMAIN_CONTROLLER_MODEL_LAST
} DomainControllerModel;
ENUM_DECLARE(domain_controller_model, DomainControllerModel);

typedef struct {
    DomainDeviceInfo info;
    DomainControllerType type;
    unsigned index; /* numbered by the parser, per type, where the document does not */
    DomainControllerModel model;
    int ports;         /* usb xhci, virtio-serial; -1: not given */
    int vectors;       /* virtio-serial; -1: not given */
    unsigned iothread; /* of virtio-scsi: number of the I/O thread; 0: none of its own */
} DomainController;

/* ---- single devices ---- */

typedef enum {
    DOMAIN_MEMBALLOON_VIRTIO,
    DOMAIN_MEMBALLOON_NONE, /* the user wants none: a driver adds none either */
    DOMAIN_MEMBALLOON_LAST
} DomainMemballoonModel;
ENUM_DECLARE(domain_memballoon_model, DomainMemballoonModel);

typedef struct {
    DomainDeviceInfo info;
    DomainMemballoonModel model;
    Tristate autodeflate;
    Tristate free_page_reporting;
    unsigned stats_period; /* seconds; 0: no polling */
} DomainMemballoon;

typedef enum {
    DOMAIN_RNG_BACKEND_RANDOM,
    DOMAIN_RNG_BACKEND_BUILTIN,
    DOMAIN_RNG_BACKEND_LAST
} DomainRngBackend;
ENUM_DECLARE(domain_rng_backend, DomainRngBackend);

typedef struct {
    DomainDeviceInfo info; /* the only model is virtio */
    DomainRngBackend backend;
    char *path;           /* backend random; /dev/urandom when the document has none */
    unsigned rate_bytes;  /* 0: no limit */
    unsigned rate_period; /* milliseconds; 0: not given (QEMU's default, a second) */
} DomainRng;

typedef enum {
    DOMAIN_WATCHDOG_IB700,
    DOMAIN_WATCHDOG_I6300ESB,
    DOMAIN_WATCHDOG_LAST
} DomainWatchdogModel;
ENUM_DECLARE(domain_watchdog_model, DomainWatchdogModel);

typedef enum {
    DOMAIN_WATCHDOG_ACTION_RESET,
    DOMAIN_WATCHDOG_ACTION_SHUTDOWN,
    DOMAIN_WATCHDOG_ACTION_POWEROFF,
    DOMAIN_WATCHDOG_ACTION_PAUSE,
    DOMAIN_WATCHDOG_ACTION_NONE,
    DOMAIN_WATCHDOG_ACTION_INJECT_NMI,
    DOMAIN_WATCHDOG_ACTION_DUMP, /* pause, a core dump, and on */
    DOMAIN_WATCHDOG_ACTION_LAST
} DomainWatchdogAction;
ENUM_DECLARE(domain_watchdog_action, DomainWatchdogAction);

typedef struct {
    DomainDeviceInfo info;
    DomainWatchdogModel model;
    DomainWatchdogAction action;
} DomainWatchdog;

typedef struct {
    DomainDeviceInfo info; /* the only model is isa (pvpanic) */
} DomainPanic;

/* For drivers that add devices of their own: zeroed except where 0 is not "not given". */
DomainDisk *domain_disk_new(void);
DomainInterface *domain_interface_new(void);
DomainGraphics *domain_graphics_new(void);
/* It listens on a port. */
bool domain_graphics_is_tcp(const DomainGraphics *graphics);
DomainVideo *domain_video_new(void);
DomainInput *domain_input_new(void);
DomainController *domain_controller_new(void);
/* One that shares the ports, and the index, of an ICH9 EHCI controller. */
bool domain_controller_is_companion(const DomainController *controller);
DomainMemballoon *domain_memballoon_new(void);
DomainRng *domain_rng_new(void);
DomainWatchdog *domain_watchdog_new(void);
DomainPanic *domain_panic_new(void);

/* Of a device whose own members have been released: what all have, and the device itself. Takes
 * NULL. */
void domain_device_info_free(DomainDeviceInfo *info);

/* All take NULL, and void * so that they serve as GDestroyNotify. */
void domain_disk_free(void *disk);
void domain_interface_free(void *interface);
void domain_graphics_free(void *graphics);
void domain_video_free(void *video);
void domain_input_free(void *input);
void domain_controller_free(void *controller);
void domain_memballoon_free(void *memballoon);
void domain_rng_free(void *rng);
void domain_watchdog_free(void *watchdog);
void domain_panic_free(void *panic);

#endif
