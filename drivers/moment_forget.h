/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Metadata of moments on disk when their domain goes; images stay.
 *
 * They are put aside, to FOLDER/undefined/KIND/DOMAIN, before the definition is removed, and
 * removed after it. So a daemon that is killed between leaves none that would be taken for those of
 * a later domain of that name: the next one puts them back, or removes them, as the definition is
 * there or not. What cannot be read is never removed.
 */
#ifndef VMRPC_DRIVERS_MOMENT_FORGET_H
#define VMRPC_DRIVERS_MOMENT_FORGET_H

#include "drivers/domain_driver.h"

/* The definition is about to be removed. Who fails to do that puts them back; failures to are
 * logged. */
bool moment_forget_co_put_aside(DomainDriver *driver, Domain *domain, GError **err);
void moment_forget_co_put_back(DomainDriver *driver, Domain *domain);
/* It has been: they go, on disk and then in memory. Failures are logged. */
void moment_forget_co_remove(DomainDriver *driver, Domain *domain);

/* All of it of a domain that has gone, for who cannot wait; in memory they go along with it. */
void moment_forget_later(DomainDriver *driver, const Domain *domain);
/* Runs the loop until that has been done. */
void moment_forget_finish(DomainDriver *driver);

/* At the daemon's start, when the definitions are known: what one that was killed has left. */
void moment_forget_recover(const DomainDriver *driver);

#endif
