/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image described by a document of its own: a <disk> with only what says where its bytes are. */
#ifndef VMRPC_CONF_DOMAIN_IMAGE_DOCUMENT_H
#define VMRPC_CONF_DOMAIN_IMAGE_DOCUMENT_H

#include "base/error.h"
#include "conf/domain_image.h"

/* <disk type='file'><source file='/a'/><driver type='qcow2'/><backingStore/></disk>; other elements
 * of a disk are allowed and mean nothing here. The path is absolute; format may be left open. */
DomainImage *domain_image_parse_document(const char *xml, GError **err);

#endif
