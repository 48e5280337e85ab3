/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What base/co_sync.c needs of the coroutines to build waiting on; not for anybody else.
 *
 * A coroutine is either running, or deferred on its loop, or known to whoever will defer it. One
 * that yields without the third being arranged never runs again.
 */
#ifndef VMRPC_BASE_COROUTINE_PRIVATE_H
#define VMRPC_BASE_COROUTINE_PRIVATE_H

#include "base/coroutine.h"

/* Goes back to whoever started or resumed the running coroutine. */
void coroutine_yield(void);
/* Resumes it at the end of this round, or of the next one. Once until it has run. */
void coroutine_defer(Coroutine *co);
void coroutine_defer_later(Coroutine *co);
Loop *coroutine_loop(const Coroutine *co);

#endif
