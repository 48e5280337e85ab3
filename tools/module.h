/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts of the tool that few commands need and that bring large libraries: they are in files of
 * their own, which are loaded when they are needed, so that a command like list starts in a
 * fraction of the time. Each exports one table, whose first member is the version.
 */
#ifndef VMRPC_TOOLS_MODULE_H
#define VMRPC_TOOLS_MODULE_H

#include <glib.h>

/* What every table begins with. */
typedef struct Module {
    const char *version; /* PACKAGE_VERSION, which must be the tool's */
} Module;

/* The table with this name in this file; NULL, and why in *ret_why, which is for g_free(). Loaded
 * for good. */
const Module *module_load(const char *file, const char *symbol, char **ret_why);

/* The tables. Each is described where its functions are declared: xpath.h and line.h. */

typedef struct Xpath Xpath;

typedef struct XpathModule {
    Module module; /* first */
    Xpath *(*parse)(const char *xml);
    void (*free)(Xpath *xpath);
    char *(*string)(Xpath *xpath, const char *expression);
    unsigned (*count)(Xpath *xpath, const char *path);
    char **(*nodes)(Xpath *xpath, const char *expression);
    char *(*edit)(const char *element, const char *attribute, const char *value, const char *drop,
                  const char *child);
} XpathModule;

/* The words that may follow before and begin with text; NULL: the name of a file. */
typedef char **(*LineCompleteFunc)(void *data, const char *before, const char *text);

typedef struct LineModule {
    Module module; /* first */
    void (*begin)(LineCompleteFunc complete, void *data);
    void (*end)(void);
    char *(*read)(const char *prompt);
} LineModule;

extern const XpathModule vmrpc_xpath_module;
extern const LineModule vmrpc_line_module;

#endif
