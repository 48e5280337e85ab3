/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Coroutines: their stacks and the switch between them (how they wait is base/co_sync.c).
 *
 * One mapping holds a guard, the stack and, at the top, the Coroutine itself. A context is made
 * once per stack with makecontext; every later switch is sigsetjmp/siglongjmp without the signal
 * mask, so it makes no system call. A stack goes to the pool only after its function has returned
 * to coroutine_main(), whose frame waits there for the next one. The warm stacks are always on top
 * of the pool, so the ones that gave their memory back are used last.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
/* The checked longjmp takes a jump to another stack for a corrupted one. */
#undef _FORTIFY_SOURCE

#include "base/coroutine.h"

#include <errno.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/coroutine_private.h"
#include "base/loop_private.h"

#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(low, high) 0
#define VALGRIND_STACK_DEREGISTER(id) (void) (id)
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COROUTINE_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define COROUTINE_ASAN 1
#endif

#ifdef COROUTINE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
/* These frames are left by a jump and not by a return: nothing would unmark what they marked. */
#define SWITCHES_STACK __attribute__((noinline, no_sanitize_address))
#else
#define SWITCHES_STACK __attribute__((noinline))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (void) (address)
#define __lsan_register_root_region(address, size) (void) (address)
#define __lsan_unregister_root_region(address, size) (void) (address)
#define __sanitizer_start_switch_fiber(save, low, size) (void) (save)
#define __sanitizer_finish_switch_fiber(save, low, size) (void) (save)
#endif

/* More than a page, so that a function with a large frame does not step over it. */
#define COROUTINE_GUARD_SIZE (64 * 1024)
#define COROUTINE_MAPPING_SIZE (COROUTINE_GUARD_SIZE + COROUTINE_STACK_SIZE)
/* Pooled stacks that keep their memory when no coroutine is alive; the others give it back. */
#define COROUTINE_POOL_WARM 8
/* What the frames of coroutine_main() and context_switch() may take at the top of a pooled
 * stack. */
#define COROUTINE_RESIDUE 2048

/* One that can be switched to: a coroutine, or the loop on the process's own stack. */
typedef struct Context {
    sigjmp_buf env;
    const void *low; /* stack, for ASAN; the loop's own is learnt at the first switch */
    size_t size;
    bool left; /* env is valid: it has been running and can be gone back to */
} Context;

struct Coroutine {
    Context context;
    Context *caller; /* goes on when this one waits or ends */
    Loop *loop;
    CoroutineFunc func; /* NULL: has ended */
    void *data;
    LoopDeferred resume;
    Coroutine *next; /* in the pool */
    char *mapping;
    unsigned valgrind_id;
    bool cold; /* in the pool, its memory given back */
};

static struct {
    Coroutine *running; /* NULL: the loop itself */
    Context loop_context;
    unsigned alive;
    Coroutine *pool;
    unsigned pooled;
    unsigned warm; /* of those pooled */
} state;

static SWITCHES_STACK void coroutine_main(void);

/* The first switch to a stack. */
static SWITCHES_STACK void context_make(Context *context)
{
    ucontext_t start;

    if (getcontext(&start) < 0)
        g_error("cannot read the context: %s", g_strerror(errno));
    start.uc_stack.ss_sp = (void *) context->low;
    start.uc_stack.ss_size = context->size;
    start.uc_link = NULL;
    makecontext(&start, coroutine_main, 0);
    setcontext(&start);
    g_error("cannot switch to a new stack: %s", g_strerror(errno));
}

/* Returns when somebody switches back to `from`. for_good: nothing on this stack is needed then. */
static SWITCHES_STACK void context_switch(Context *from, Context *to, bool for_good)
{
    void *fake_stack = NULL;

    __sanitizer_start_switch_fiber(for_good ? NULL : &fake_stack, to->low, to->size);
    from->left = true;
    if (sigsetjmp(from->env, 0) == 0) {
        if (to->left)
            siglongjmp(to->env, 1);
        context_make(to);
    }
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
}

/* The bottom frame of every stack: runs one function after the other. */
static SWITCHES_STACK void coroutine_main(void)
{
    Coroutine *co = state.running;

    __sanitizer_finish_switch_fiber(NULL, &co->caller->low, &co->caller->size);
    for (;;) {
        co->func(co->data);
        co->func = NULL;
        context_switch(&co->context, co->caller, true);
    }
}

static void coroutine_resume(void *data);

static Coroutine *stack_map(void)
{
    char *mapping = mmap(NULL, COROUTINE_MAPPING_SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    char *low = mapping + COROUTINE_GUARD_SIZE;
    Coroutine *co;

    if (mapping == MAP_FAILED || mprotect(mapping, COROUTINE_GUARD_SIZE, PROT_NONE) < 0)
        g_error("cannot map the stack of coroutine %u: %s (see vm.max_map_count)", state.alive,
                g_strerror(errno));
    ASAN_UNPOISON_MEMORY_REGION(low, COROUTINE_STACK_SIZE);
    __lsan_register_root_region(low, COROUTINE_STACK_SIZE);
    co = (Coroutine *) (low + COROUTINE_STACK_SIZE - ((sizeof(Coroutine) + 63) & ~(size_t) 63));
    co->mapping = mapping;
    co->context.low = low;
    co->context.size = (size_t) ((char *) co - low);
    co->valgrind_id = VALGRIND_STACK_REGISTER(low, (char *) co);
    loop_deferred_init(&co->resume, coroutine_resume, co);
    return co;
}

static void stack_unmap(Coroutine *co)
{
    VALGRIND_STACK_DEREGISTER(co->valgrind_id);
    __lsan_unregister_root_region(co->context.low, COROUTINE_STACK_SIZE);
    munmap(co->mapping, COROUTINE_MAPPING_SIZE);
}

/* Gives the memory of all but the first few pooled stacks back, except for the page that holds the
 * Coroutine and the frames of coroutine_main(). */
static void pool_cool(void)
{
    uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
    Coroutine *co = state.pool;

    for (unsigned i = 0; i < COROUTINE_POOL_WARM; i++)
        co = co->next;
    for (; co && !co->cold; co = co->next) {
        uintptr_t keep = ((uintptr_t) co - COROUTINE_RESIDUE) & ~(page - 1);

        madvise((void *) co->context.low, keep - (uintptr_t) co->context.low, MADV_DONTNEED);
        co->cold = true;
    }
    state.warm = COROUTINE_POOL_WARM;
}

static void pool_put(Coroutine *co)
{
    if (state.pooled >= COROUTINE_POOL_MAX) {
        stack_unmap(co);
    } else {
        co->next = state.pool;
        state.pool = co;
        state.pooled++;
        state.warm++;
    }
    if (state.alive == 0 && state.warm > COROUTINE_POOL_WARM)
        pool_cool();
}

static Coroutine *pool_take(void)
{
    Coroutine *co = state.pool;

    if (!co)
        return stack_map();
    state.pool = co->next;
    state.pooled--;
    if (!co->cold)
        state.warm--;
    co->cold = false;
    return co;
}

void coroutine_pool_drain(void)
{
    while (state.pool)
        stack_unmap(pool_take());
}

/* Runs it until it waits or ends. */
static void coroutine_enter(Coroutine *co)
{
    Coroutine *caller = state.running;

    co->caller = caller ? &caller->context : &state.loop_context;
    state.running = co;
    context_switch(co->caller, &co->context, false);
    state.running = caller;
    if (!co->func) {
        state.alive--;
        pool_put(co);
    }
}

static void coroutine_resume(void *data)
{
    coroutine_enter(data);
}

void coroutine_start(Loop *loop, CoroutineFunc func, void *data)
{
    Coroutine *co = pool_take();

    co->loop = loop;
    co->func = func;
    co->data = data;
    state.alive++;
    coroutine_enter(co);
}

Coroutine *coroutine_self(void)
{
    return state.running;
}

unsigned coroutine_count(void)
{
    return state.alive;
}

void coroutine_yield(void)
{
    Coroutine *co = state.running;

    context_switch(&co->context, co->caller, false);
}

void coroutine_defer(Coroutine *co)
{
    loop_defer(co->loop, &co->resume);
}

void coroutine_defer_later(Coroutine *co)
{
    loop_defer_later(co->loop, &co->resume);
}

Loop *coroutine_loop(const Coroutine *co)
{
    return co->loop;
}
