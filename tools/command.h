/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of commands. A row says all there is to know of a command: name, group, help, options
 * with their types, function. Parsing, help and completion come from the rows alone, so they cannot
 * disagree; the manual page is compared with them by a test.
 *
 * Rows live in the cmd_*.c file that has the functions; groups.c lists them in order.
 */
#ifndef VMRPC_TOOLS_COMMAND_H
#define VMRPC_TOOLS_COMMAND_H

#include "tools/tool.h"

typedef enum OptionType {
    OPTION_BOOL,   /* --name */
    OPTION_STRING, /* --name WORD */
    OPTION_NUMBER, /* --name WHOLE_NUMBER, 1 or more */
    OPTION_REST    /* all the words that are left */
} OptionType;

/* Flags of options. */
enum {
    OPTION_REQUIRED = 1,
    OPTION_POSITIONAL = 2 /* may also be given by its place, in the order of the rows */
};
/* And a letter by which it is also known: -l. */
#define OPTION_LETTER(letter) ((unsigned) (letter) << 8)
static inline char option_letter(unsigned flags)
{
    return (char) (flags >> 8);
}

typedef struct Option {
    const char *name; /* NULL ends a list */
    OptionType type;
    unsigned flags;
    const char *help;
    /* Words that may stand here, for completion (g_strfreev()); NULL: none are known. */
    char **(*complete)(Tool *tool);
} Option;

/* The options one command was given. */
typedef struct Arguments Arguments;

/* Flags of commands. */
enum {
    COMMAND_JSON = 1,       /* prints data: has --json */
    COMMAND_NO_CONNECT = 2, /* is called without a connection */
    COMMAND_RAW = 4,        /* takes its words as they are, as OPTION_REST */
    COMMAND_SLOW = 8        /* may take long: its calls have no timeout */
};

typedef struct Command {
    const char *name; /* NULL ends a list */
    const char *summary;
    const char *description;
    const Option *options; /* NULL: none */
    unsigned flags;
    /* False if it failed, after it has printed why. */
    bool (*run)(Tool *tool, const Arguments *arguments);
} Command;

typedef struct CommandGroup {
    const char *title;              /* NULL ends the list */
    const char *keyword;            /* for help */
    const Command *const *commands; /* lists, NULL-terminated */
} CommandGroup;

/* The commands of all files, in the order help lists them. */
extern const CommandGroup command_groups[];
extern const Option command_json_option;

const Command *command_find(const char *name);
/* Calls func for each command of a group, or of all for NULL. */
void command_each(const CommandGroup *group, void (*func)(const Command *command, void *data),
                  void *data);

/* The option of that name, --json and --help included, or NULL. */
const Option *command_option(const Command *command, const char *name);

/* Parses the words behind the command's name. NULL after a problem, which it prints. */
Arguments *arguments_parse(const Command *command, char **words);
void arguments_free(Arguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arguments, arguments_free)

/* Whether --name was given, whatever its type. The name must be one of the row's. */
bool arguments_has(const Arguments *arguments, const char *name);
/* NULL if it was not given. */
const char *arguments_string(const Arguments *arguments, const char *name);
/* 0 if it was not given. */
unsigned arguments_number(const Arguments *arguments, const char *name);
/* NULL-terminated, perhaps empty. */
const char *const *arguments_rest(const Arguments *arguments, const char *name);
/* The sum of the flags whose options were given; the list ends with a NULL name. */
typedef struct OptionFlag {
    const char *name;
    unsigned flag;
} OptionFlag;
unsigned arguments_flags(const Arguments *arguments, const OptionFlag *flags);
/* Prints an error and returns false if both were given. */
bool arguments_exclusive(const Arguments *arguments, const char *one, const char *other);

/* Runs one command of words, prints its errors, and says whether it went well. */
bool command_run(Tool *tool, char **words);
/* Runs the commands of a text one after the other; the result is that of the last. Nothing runs if
 * one of them cannot be parsed. */
bool command_run_text(Tool *tool, const char *text);

#endif
