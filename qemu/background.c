/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Coroutines that no client waits for: see background.h. */
#include "qemu/background.h"

typedef struct Background {
    QemuDriver *driver;
    CoroutineFunc func;
    void *data;
} Background;

static void background_run(void *data)
{
    Background background = *(Background *) data;

    g_free(data);
    background.func(background.data);
    background.driver->background--;
}

void background_start(QemuDriver *driver, CoroutineFunc func, void *data)
{
    Background *background = g_new(Background, 1);

    *background = (Background){.driver = driver, .func = func, .data = data};
    driver->background++;
    coroutine_start(driver->base.driver.host->loop, background_run, background);
}

void background_finish(QemuDriver *driver)
{
    while (driver->background > 0)
        loop_run_once(driver->base.driver.host->loop, 100);
}
