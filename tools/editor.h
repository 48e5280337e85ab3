/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A document through the user's editor.
 *
 * It lies, passwords included, in a file that only the user can read, for as long as the editor
 * runs. What the user wrote is never lost: if it cannot be stored and the user gives up, the file
 * stays and the message says where.
 */
#ifndef VMRPC_TOOLS_EDITOR_H
#define VMRPC_TOOLS_EDITOR_H

#include "tools/tool.h"

typedef struct Edit {
    const char *what;  /* in the middle of a sentence: "domain 'demo'" */
    const char *title; /* at its beginning: "Domain 'demo'" */
    const char *done;  /* said when it is stored; NULL: that the configuration was edited */
    void *object;      /* for the two functions, which print their failures */
    char *(*get)(void *object);
    bool (*define)(Tool *tool, void *object, const char *xml);
} Edit;

bool editor_run(Tool *tool, const Edit *edit);

#endif
