/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpc, the command-line tool: the options of the process, then one command, a text of several, or
 * the shell.
 *
 * Exit status: 0 if the (last) command went well, 1 if not. Output that cannot be written is a
 * failure too.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "tools/command.h"
#include "tools/help.h"
#include "tools/line.h"
#include "tools/output.h"
#include "tools/shell.h"

static const struct option long_options[] = {
    {"connect", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'},
    {"json", no_argument, NULL, 'j'},          {"quiet", no_argument, NULL, 'q'},
    {"readonly", no_argument, NULL, 'r'},      {"timing", no_argument, NULL, 't'},
    {"version", optional_argument, NULL, 'v'}, {NULL, 0, NULL, 0},
};

static void print_usage(void)
{
    puts("vmrpc [OPTION]... [COMMAND [ARGUMENT]...]\n"
         "vmrpc [OPTION]... 'COMMAND [ARGUMENT]...; ...'\n"
         "vmrpc [OPTION]...\n"
         "\n"
         "Manages virtual machines through vmrpcd. Without a command it reads commands, from a\n"
         "prompt if standard input is a terminal.\n"
         "\n"
         "  -c, --connect URI    what to connect to; else $VMRPC_URI, else qemu:///system as root\n"
         "                       and qemu:///session as anybody else\n"
         "  -r, --readonly       only for reading\n"
         "  -j, --json           print results as JSON\n"
         "  -q, --quiet          print results only\n"
         "  -t, --timing         print how long each command took\n"
         "  -h, --help           print this help\n"
         "  -v, --version        print the version\n"
         "  -V, --version=long   print the version and how it was built\n");
    help_print_all();
}

static void print_version(bool all)
{
    puts(PACKAGE_VERSION);
    if (!all)
        return;
    printf("library: libvmrpc %s\n", vmrpc_library_version());
    printf("line editing: %s\n", line_can_edit() ? "libedit" : "none");
    puts("transports: unix tls ssh tcp ext");
}

/* False: *ret_status is the process's, nothing more is to be done. */
static bool take_option(Tool *tool, int option, int *ret_status)
{
    *ret_status = EXIT_SUCCESS;
    switch (option) {
    case 'c':
        g_free(tool->uri);
        tool->uri = g_strdup(optarg);
        return true;
    case 'j':
        tool->json_always = true;
        return true;
    case 'q':
        tool->quiet = true;
        return true;
    case 'r':
        tool->read_only = true;
        return true;
    case 't':
        tool->timing = true;
        return true;
    case 'h':
        print_usage();
        return false;
    case 'v':
    case 'V':
        print_version(option == 'V' || (optarg && !strcmp(optarg, "long")));
        return false;
    default:
        fputs("error: see 'vmrpc --help'\n", stderr);
        *ret_status = EXIT_FAILURE;
        return false;
    }
}

/* Runs what the arguments say. A single one is a text of commands. */
static bool run(Tool *tool, char **words)
{
    if (!words[0])
        return shell_run(tool);
    return words[1] ? command_run(tool, words) : command_run_text(tool, words[0]);
}

int main(int argc, char **argv)
{
    Tool tool = {0};
    int status = EXIT_SUCCESS;
    bool going = true;
    int option, errnum;

    while (going && (option = getopt_long(argc, argv, "+c:hjqrtvV", long_options, NULL)) != -1)
        going = take_option(&tool, option, &status);
    if (going && !run(&tool, argv + optind))
        status = EXIT_FAILURE;
    tool_clear(&tool);
    errnum = output_flush();
    if (errnum) {
        fprintf(stderr, "error: cannot write the output: %s\n", strerror(errnum));
        status = EXIT_FAILURE;
    }
    return status;
}
