/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions: made, replaced, removed, marked for autostart. The procedures of the
 * domain_life group that start and stop nothing.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DEFINE_H
#define VMRPC_DRIVERS_DOMAIN_DEFINE_H

#include "drivers/domain_driver.h"

/* A client's document, parsed and completed; for define and for create. */
DomainDef *domain_define_parse(DomainDriver *driver, const char *xml, GError **err);

bool domain_define_co_xml(DriverCall *call, const domain_define_xml_args *args,
                          domain_define_xml_ret *ret, GError **err);
bool domain_define_co_xml_flags(DriverCall *call, const domain_define_xml_flags_args *args,
                                domain_define_xml_flags_ret *ret, GError **err);
bool domain_define_co_undefine(DriverCall *call, const domain_undefine_args *args, GError **err);
bool domain_define_co_undefine_flags(DriverCall *call, const domain_undefine_flags_args *args,
                                     GError **err);
bool domain_define_co_set_autostart(DriverCall *call, const domain_set_autostart_args *args,
                                    GError **err);

#endif
