/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The keys of a PC keyboard: see keycodes.h. One row per key; all sets meet in scan code set 1, of
 * which QEMU's numbers are the short form: seven bits, and the eighth for the prefix e0.
 */
#include "qemu/keycodes.h"

#include <glib.h>
#include <stdint.h>

#include "remote_protocol.h"

#define NONE UINT16_MAX

typedef struct Key {
    uint16_t linux_code;       /* KEY_* of linux/input-event-codes.h */
    uint16_t set1, set2, set3; /* scan codes; of two bytes the first is e0 */
    uint16_t osx;
    uint16_t usb;   /* usage of the HID keyboard page */
    uint16_t win32; /* VK_* */
} Key;

static const Key keys[] = {
    {1, 0x01, 0x76, 0x08, 53, 41, 0x1b},           /* esc */
    {2, 0x02, 0x16, 0x16, 18, 30, 0x31},           /* 1 */
    {3, 0x03, 0x1e, 0x1e, 19, 31, 0x32},           /* 2 */
    {4, 0x04, 0x26, 0x26, 20, 32, 0x33},           /* 3 */
    {5, 0x05, 0x25, 0x25, 21, 33, 0x34},           /* 4 */
    {6, 0x06, 0x2e, 0x2e, 23, 34, 0x35},           /* 5 */
    {7, 0x07, 0x36, 0x36, 22, 35, 0x36},           /* 6 */
    {8, 0x08, 0x3d, 0x3d, 26, 36, 0x37},           /* 7 */
    {9, 0x09, 0x3e, 0x3e, 28, 37, 0x38},           /* 8 */
    {10, 0x0a, 0x46, 0x46, 25, 38, 0x39},          /* 9 */
    {11, 0x0b, 0x45, 0x45, 29, 39, 0x30},          /* 0 */
    {12, 0x0c, 0x4e, 0x4e, 27, 45, 0xbd},          /* minus */
    {13, 0x0d, 0x55, 0x55, 24, 46, 0xbb},          /* equal */
    {14, 0x0e, 0x66, 0x66, 51, 42, 0x08},          /* backspace */
    {15, 0x0f, 0x0d, 0x0d, 48, 43, 0x09},          /* tab */
    {16, 0x10, 0x15, 0x15, 12, 20, 0x51},          /* q */
    {17, 0x11, 0x1d, 0x1d, 13, 26, 0x57},          /* w */
    {18, 0x12, 0x24, 0x24, 14, 8, 0x45},           /* e */
    {19, 0x13, 0x2d, 0x2d, 15, 21, 0x52},          /* r */
    {20, 0x14, 0x2c, 0x2c, 17, 23, 0x54},          /* t */
    {21, 0x15, 0x35, 0x35, 16, 28, 0x59},          /* y */
    {22, 0x16, 0x3c, 0x3c, 32, 24, 0x55},          /* u */
    {23, 0x17, 0x43, 0x43, 34, 12, 0x49},          /* i */
    {24, 0x18, 0x44, 0x44, 31, 18, 0x4f},          /* o */
    {25, 0x19, 0x4d, 0x4d, 35, 19, 0x50},          /* p */
    {26, 0x1a, 0x54, 0x54, 33, 47, 0xdb},          /* leftbrace */
    {27, 0x1b, 0x5b, 0x5b, 30, 48, 0xdd},          /* rightbrace */
    {28, 0x1c, 0x5a, 0x5a, 36, 40, 0x0d},          /* enter */
    {29, 0x1d, 0x14, 0x11, 59, 224, 0xa2},         /* leftctrl */
    {30, 0x1e, 0x1c, 0x1c, 0, 4, 0x41},            /* a */
    {31, 0x1f, 0x1b, 0x1b, 1, 22, 0x53},           /* s */
    {32, 0x20, 0x23, 0x23, 2, 7, 0x44},            /* d */
    {33, 0x21, 0x2b, 0x2b, 3, 9, 0x46},            /* f */
    {34, 0x22, 0x34, 0x34, 5, 10, 0x47},           /* g */
    {35, 0x23, 0x33, 0x33, 4, 11, 0x48},           /* h */
    {36, 0x24, 0x3b, 0x3b, 38, 13, 0x4a},          /* j */
    {37, 0x25, 0x42, 0x42, 40, 14, 0x4b},          /* k */
    {38, 0x26, 0x4b, 0x4b, 37, 15, 0x4c},          /* l */
    {39, 0x27, 0x4c, 0x4c, 41, 51, 0xba},          /* semicolon */
    {40, 0x28, 0x52, 0x52, 39, 52, 0xde},          /* apostrophe */
    {41, 0x29, 0x0e, 0x0e, 50, 53, 0xc0},          /* grave */
    {42, 0x2a, 0x12, 0x12, 56, 225, 0xa0},         /* leftshift */
    {43, 0x2b, 0x5d, 0x5c, 42, 49, 0xdc},          /* backslash */
    {44, 0x2c, 0x1a, 0x1a, 6, 29, 0x5a},           /* z */
    {45, 0x2d, 0x22, 0x22, 7, 27, 0x58},           /* x */
    {46, 0x2e, 0x21, 0x21, 8, 6, 0x43},            /* c */
    {47, 0x2f, 0x2a, 0x2a, 9, 25, 0x56},           /* v */
    {48, 0x30, 0x32, 0x32, 11, 5, 0x42},           /* b */
    {49, 0x31, 0x31, 0x31, 45, 17, 0x4e},          /* n */
    {50, 0x32, 0x3a, 0x3a, 46, 16, 0x4d},          /* m */
    {51, 0x33, 0x41, 0x41, 43, 54, 0xbc},          /* comma */
    {52, 0x34, 0x49, 0x49, 47, 55, 0xbe},          /* dot */
    {53, 0x35, 0x4a, 0x4a, 44, 56, 0xbf},          /* slash */
    {54, 0x36, 0x59, 0x59, 60, 229, 0xa1},         /* rightshift */
    {55, 0x37, 0x7c, 0x7e, 67, 85, 0x6a},          /* kpasterisk */
    {56, 0x38, 0x11, 0x19, 58, 226, 0xa4},         /* leftalt */
    {57, 0x39, 0x29, 0x29, 49, 44, 0x20},          /* space */
    {58, 0x3a, 0x58, 0x14, 57, 57, 0x14},          /* capslock */
    {59, 0x3b, 0x05, 0x07, 122, 58, 0x70},         /* f1 */
    {60, 0x3c, 0x06, 0x0f, 120, 59, 0x71},         /* f2 */
    {61, 0x3d, 0x04, 0x17, 99, 60, 0x72},          /* f3 */
    {62, 0x3e, 0x0c, 0x1f, 118, 61, 0x73},         /* f4 */
    {63, 0x3f, 0x03, 0x27, 96, 62, 0x74},          /* f5 */
    {64, 0x40, 0x0b, 0x2f, 97, 63, 0x75},          /* f6 */
    {65, 0x41, 0x83, 0x37, 98, 64, 0x76},          /* f7 */
    {66, 0x42, 0x0a, 0x3f, 100, 65, 0x77},         /* f8 */
    {67, 0x43, 0x01, 0x47, 101, 66, 0x78},         /* f9 */
    {68, 0x44, 0x09, 0x4f, 109, 67, 0x79},         /* f10 */
    {69, 0x45, 0x77, 0x76, 71, 83, 0x90},          /* numlock */
    {70, 0x46, 0x7e, 0x5f, NONE, 71, 0x91},        /* scrolllock */
    {71, 0x47, 0x6c, 0x6c, 89, 95, 0x67},          /* kp7 */
    {72, 0x48, 0x75, 0x75, 91, 96, 0x68},          /* kp8 */
    {73, 0x49, 0x7d, 0x7d, 92, 97, 0x69},          /* kp9 */
    {74, 0x4a, 0x7b, 0x84, 78, 86, 0x6d},          /* kpminus */
    {75, 0x4b, 0x6b, 0x6b, 86, 92, 0x64},          /* kp4 */
    {76, 0x4c, 0x73, 0x73, 87, 93, 0x65},          /* kp5 */
    {77, 0x4d, 0x74, 0x74, 88, 94, 0x66},          /* kp6 */
    {78, 0x4e, 0x79, 0x7c, 69, 87, 0x6b},          /* kpplus */
    {79, 0x4f, 0x69, 0x69, 83, 89, 0x61},          /* kp1 */
    {80, 0x50, 0x72, 0x72, 84, 90, 0x62},          /* kp2 */
    {81, 0x51, 0x7a, 0x7a, 85, 91, 0x63},          /* kp3 */
    {82, 0x52, 0x70, 0x70, 82, 98, 0x60},          /* kp0 */
    {83, 0x53, 0x71, 0x71, 65, 99, 0x6e},          /* kpdot */
    {86, 0x56, 0x61, 0x13, 10, 100, 0xe2},         /* 102nd */
    {87, 0x57, 0x78, 0x56, 103, 68, 0x7a},         /* f11 */
    {88, 0x58, 0x07, 0x5e, 111, 69, 0x7b},         /* f12 */
    {96, 0xe01c, 0xe05a, 0x79, 76, 88, NONE},      /* kpenter */
    {97, 0xe01d, 0xe014, 0x58, 62, 228, 0xa3},     /* rightctrl */
    {98, 0xe035, 0xe04a, 0x77, 75, 84, 0x6f},      /* kpslash */
    {99, 0x54, 0x84, 0x57, 105, 70, 0x2c},         /* sysrq */
    {100, 0xe038, 0xe011, 0x39, 61, 230, 0xa5},    /* rightalt */
    {102, 0xe047, 0xe06c, 0x6e, 115, 74, 0x24},    /* home */
    {103, 0xe048, 0xe075, 0x63, 126, 82, 0x26},    /* up */
    {104, 0xe049, 0xe07d, 0x6f, 116, 75, 0x21},    /* pageup */
    {105, 0xe04b, 0xe06b, 0x61, 123, 80, 0x25},    /* left */
    {106, 0xe04d, 0xe074, 0x6a, 124, 79, 0x27},    /* right */
    {107, 0xe04f, 0xe069, 0x65, 119, 77, 0x23},    /* end */
    {108, 0xe050, 0xe072, 0x60, 125, 81, 0x28},    /* down */
    {109, 0xe051, 0xe07a, 0x6d, 121, 78, 0x22},    /* pagedown */
    {110, 0xe052, 0xe070, 0x67, 114, 73, 0x2d},    /* insert */
    {111, 0xe053, 0xe071, 0x64, 117, 76, 0x2e},    /* delete */
    {113, 0xe020, 0xe023, NONE, 74, 127, 0xad},    /* mute */
    {114, 0xe02e, 0xe021, NONE, 73, 129, 0xae},    /* volumedown */
    {115, 0xe030, 0xe032, NONE, 72, 128, 0xaf},    /* volumeup */
    {116, 0xe05e, 0xe037, NONE, NONE, 102, NONE},  /* power */
    {117, 0x59, 0x0f, NONE, 81, 103, NONE},        /* kpequal */
    {119, 0xe046, 0xe077, 0x62, NONE, 72, 0x13},   /* pause */
    {125, 0xe05b, 0xe01f, 0x8b, 55, 227, 0x5b},    /* leftmeta */
    {126, 0xe05c, 0xe027, 0x8c, 54, 231, 0x5c},    /* rightmeta */
    {127, 0xe05d, 0xe02f, 0x8d, NONE, 101, 0x5d},  /* compose */
    {142, 0xe05f, 0xe03f, NONE, NONE, NONE, 0x5f}, /* sleep */
    {143, 0xe063, 0xe05e, NONE, NONE, NONE, NONE}, /* wakeup */
    /* Without a side. */
    {NONE, 0x2a, NONE, NONE, NONE, NONE, 0x10}, /* shift */
    {NONE, 0x1d, NONE, NONE, NONE, NONE, 0x11}, /* control */
    {NONE, 0x38, NONE, NONE, NONE, NONE, 0x12}, /* menu */
};

static const char *const set_names[] = {
    [DOMAIN_KEYCODE_LINUX] = "linux",   [DOMAIN_KEYCODE_XT] = "xt",
    [DOMAIN_KEYCODE_ATSET1] = "atset1", [DOMAIN_KEYCODE_ATSET2] = "atset2",
    [DOMAIN_KEYCODE_ATSET3] = "atset3", [DOMAIN_KEYCODE_OSX] = "os_x",
    [DOMAIN_KEYCODE_XT_KBD] = "xt_kbd", [DOMAIN_KEYCODE_USB] = "usb",
    [DOMAIN_KEYCODE_WIN32] = "win32",   [DOMAIN_KEYCODE_QNUM] = "qnum",
};

static unsigned key_number(const Key *key)
{
    return (key->set1 & 0x7f) | (key->set1 > 0xff ? 0x80 : 0);
}

static unsigned key_in_set(const Key *key, unsigned set)
{
    switch (set) {
    case DOMAIN_KEYCODE_LINUX:
        return key->linux_code;
    case DOMAIN_KEYCODE_ATSET2:
        return key->set2;
    case DOMAIN_KEYCODE_ATSET3:
        return key->set3;
    case DOMAIN_KEYCODE_OSX:
        return key->osx;
    case DOMAIN_KEYCODE_USB:
        return key->usb;
    case DOMAIN_KEYCODE_WIN32:
        return key->win32;
    case DOMAIN_KEYCODE_XT_KBD:
    case DOMAIN_KEYCODE_QNUM:
        return key_number(key);
    default: /* DOMAIN_KEYCODE_XT, DOMAIN_KEYCODE_ATSET1 */
        return key->set1;
    }
}

bool keycodes_to_qemu(unsigned set, unsigned key, unsigned *ret_number)
{
    if (set >= G_N_ELEMENTS(set_names) || key >= NONE)
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (key_in_set(&keys[i], set) != key)
            continue;
        *ret_number = key_number(&keys[i]);
        return true;
    }
    return false;
}

const char *keycodes_set_name(unsigned set)
{
    return set < G_N_ELEMENTS(set_names) ? set_names[set] : NULL;
}
