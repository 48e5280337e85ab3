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
 * Ownership. Strings that are returned as `char *` belong to the caller and are freed with
 * vmrpc_free() (or free()); `const char *` stays with the object it was asked of and lives as long
 * as that. Objects are counted: whoever gets one from a function holds one reference. Everything
 * that frees takes NULL.
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
 * Text is UTF-8. Memory is in KiB where the name ends in _kib, times are in the unit the name ends
 * in. Running out of memory ends the process.
 */
#ifndef VMRPC_H
#define VMRPC_H

#include "vmrpc/base.h"
#include "vmrpc/client.h"
#include "vmrpc/connection.h"
#include "vmrpc/cpu.h"
#include "vmrpc/device.h"
#include "vmrpc/domain.h"
#include "vmrpc/event.h"
#include "vmrpc/job.h"
#include "vmrpc/guest.h"
#include "vmrpc/memory.h"
#include "vmrpc/params.h"
#include "vmrpc/snapshot.h"
#include "vmrpc/backup.h"
#include "vmrpc/block.h"
#include "vmrpc/stats.h"
#include "vmrpc/save.h"
#include "vmrpc/storage.h"
#include "vmrpc/stream.h"

#endif
