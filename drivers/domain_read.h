/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading domains: the procedures of the domain_read group. All from memory; none waits, none asks
 * the guest or its process.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_READ_H
#define VMRPC_DRIVERS_DOMAIN_READ_H

#include "drivers/domain_driver.h"

bool domain_read_state(DriverCall *call, const domain_get_state_args *args,
                       domain_get_state_ret *ret, GError **err);
bool domain_read_info(DriverCall *call, const domain_get_info_args *args, domain_get_info_ret *ret,
                      GError **err);
bool domain_read_xml_desc(DriverCall *call, const domain_get_xml_desc_args *args,
                          domain_get_xml_desc_ret *ret, GError **err);
bool domain_read_is_active(DriverCall *call, const domain_is_active_args *args,
                           domain_is_active_ret *ret, GError **err);
bool domain_read_is_persistent(DriverCall *call, const domain_is_persistent_args *args,
                               domain_is_persistent_ret *ret, GError **err);
bool domain_read_os_type(DriverCall *call, const domain_get_os_type_args *args,
                         domain_get_os_type_ret *ret, GError **err);
bool domain_read_autostart(DriverCall *call, const domain_get_autostart_args *args,
                           domain_get_autostart_ret *ret, GError **err);
bool domain_read_managed_save(DriverCall *call, const domain_has_managed_save_image_args *args,
                              domain_has_managed_save_image_ret *ret, GError **err);
bool domain_read_security_label(DriverCall *call, const domain_get_security_label_args *args,
                                domain_get_security_label_ret *ret, GError **err);
bool domain_read_messages(DriverCall *call, const domain_get_messages_args *args,
                          domain_get_messages_ret *ret, GError **err);
bool domain_read_max_memory(DriverCall *call, const domain_get_max_memory_args *args,
                            domain_get_max_memory_ret *ret, GError **err);
bool domain_read_max_vcpus(DriverCall *call, const domain_get_max_vcpus_args *args,
                           domain_get_max_vcpus_ret *ret, GError **err);
bool domain_read_is_updated(DriverCall *call, const domain_is_updated_args *args,
                            domain_is_updated_ret *ret, GError **err);
bool domain_read_metadata(DriverCall *call, const domain_get_metadata_args *args,
                          domain_get_metadata_ret *ret, GError **err);

#endif
