/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: manage QEMU guests, here or on another machine, through vmrpcd.
 *
 *     VmrpcError *error = NULL;
 *     VmrpcConnection *connection = vmrpc_connection_open("qemu:///system", 0, &error);
 *     VmrpcDomain *domain = connection ? vmrpc_domain_lookup(connection, "demo", &error) : NULL;
 *     if (!domain || vmrpc_domain_start(domain, 0, &error) < 0)
 *         fprintf(stderr, "%s\n", vmrpc_error_message(error));
 *     vmrpc_error_free(error);
 *     vmrpc_domain_unref(domain);
 *     vmrpc_connection_close(connection);
 *
 * Rules that hold for every function unless its comment says otherwise:
 *
 * Failure. A function that returns a pointer returns NULL, one that returns an int returns -1. If
 * the last argument is not NULL, *error then holds an error that the caller frees; *error must be
 * NULL before the call. Values that a function gives back through ret_ arguments are untouched on
 * failure.
 *
 * Ownership. What is given as `char *` or as an array of numbers or plain structs belongs to the
 * caller and is freed with vmrpc_free() (or free()); `const char *` stays with the object it was
 * asked of and lives as long as that. Lists of objects and of strings end with NULL and have a
 * vmrpc_..._list_free(). Objects with a vmrpc_..._ref() are counted: whoever gets one from a
 * function holds one reference, unless its comment says that none is taken. Others have a
 * vmrpc_..._free(). Everything that frees takes NULL.
 *
 * Time. A function that asks the server waits for the answer, at most for the timeout of the thread
 * or of the connection (60 seconds if nothing was set), and fails with VMRPC_ERR_OPERATION_TIMEOUT
 * after that. What it asked for may still happen then. Other calls, of other threads or
 * asynchronous, are not held up meanwhile.
 *
 * Threads. Any number of threads may use one connection and its domains at the same time, and have
 * calls in flight at the same time. Only an error object, an event inside its callback, and an
 * object of which somebody may drop the last reference want a single user.
 *
 * fork(). A connection belongs to the process that opened it. In a child, every call on it fails
 * with VMRPC_ERR_INVALID_CONN, and vmrpc_connection_close() only frees what the child holds; the
 * parent's connection goes on. Do not fork() without exec() while another thread is inside the
 * library. Descriptors are closed on exec.
 *
 * Signals. No handler is installed and SIGPIPE is never raised; EINTR is taken care of.
 *
 * Versions. What is here stays in all later releases of the same soname (libvmrpc.so.0), with its
 * meaning and its numbers; what comes has a "Since" of its own, and bears the symbol version of its
 * release (VMRPC_0.1). Structs that a program provides, or gets in arrays, never change; those that
 * it only gets a pointer to (VmrpcEvent, VmrpcClientInfo) may have members at their end that it
 * does not know. So may enums have values: take one that you do not know for "unknown", which is
 * what the functions that give words do. VMRPC_VERSION_NUMBER is the release a program is compiled
 * for, vmrpc_library_version() the one it runs with.
 *
 * Names. vmrpc/NOUN.h, and vmrpc/NOUN_topic.h where that is too much for one, has the functions
 * vmrpc_NOUN_*, the types VmrpcNoun* and the constants VMRPC_NOUN_*. The noun is what a function is
 * called on or, where it finds, makes or lists, what it gives: vmrpc_domain_lookup_by_name(),
 * vmrpc_domain_define(), vmrpc_domain_list(). What is asked for has no verb (vmrpc_domain_state(),
 * vmrpc_domain_vcpus()), only is or has if it is yes or no, and is set with set before it
 * (vmrpc_domain_set_vcpus()); a thing of a domain stands before what is done with it
 * (vmrpc_domain_device_attach()). The values of VmrpcNounThing are VMRPC_NOUN_THING_*, and words
 * for them has vmrpc_noun_thing_to_string(); the flags of vmrpc_noun_verb() are VMRPC_NOUN_VERB_*.
 * Only error codes are shorter, VMRPC_ERR_*.
 *
 * Arguments. First the object, then what is to be done with what, then flags (0 for none), then
 * what is given back, then the error. A list comes before its length, a callback before its data.
 * Values of enums are int, flags unsigned int.
 *
 * Text is UTF-8. Memory is in KiB where the name ends in _kib, times are in the unit the name ends
 * in. Running out of memory ends the process.
 */
#ifndef VMRPC_H
#define VMRPC_H

#include "vmrpc/base.h"
#include "vmrpc/error.h"
#include "vmrpc/param.h"
#include "vmrpc/connection.h"
#include "vmrpc/node.h"
#include "vmrpc/client.h"
#include "vmrpc/stream.h"
#include "vmrpc/domain.h"
#include "vmrpc/domain_life.h"
#include "vmrpc/domain_stats.h"
#include "vmrpc/domain_cpu.h"
#include "vmrpc/domain_memory.h"
#include "vmrpc/domain_device.h"
#include "vmrpc/domain_block.h"
#include "vmrpc/domain_console.h"
#include "vmrpc/domain_save.h"
#include "vmrpc/domain_job.h"
#include "vmrpc/domain_agent.h"
#include "vmrpc/domain_backup.h"
#include "vmrpc/event.h"
#include "vmrpc/event_detail.h"
#include "vmrpc/snapshot.h"
#include "vmrpc/checkpoint.h"
#include "vmrpc/pool.h"
#include "vmrpc/volume.h"

#endif
