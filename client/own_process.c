/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which process this is: see own_process.h. The number is looked at again by each child. */
#include "client/own_process.h"

#include <pthread.h>
#include <unistd.h>

static pid_t own_number;

static void own_process_look(void)
{
    own_number = getpid();
}

static void own_process_init(void)
{
    pthread_atfork(NULL, NULL, own_process_look);
    own_process_look();
}

pid_t own_process(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, own_process_init);
    return own_number;
}
