/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Security models of hosts and labels of domains. The interface has their text as arrays of
 * numbers, one for each character.
 */
#include "client/domain_ask.h"

/* Up to n or a 0. */
static char *security_text(const int *numbers, size_t n)
{
    char *text = g_malloc(n + 1);
    size_t length = 0;

    while (length < n && numbers[length]) {
        text[length] = (char) numbers[length];
        length++;
    }
    text[length] = '\0';
    return text;
}

int vmrpc_connection_security_model(VmrpcConnection *connection, char **ret_model, char **ret_doi,
                                    VmrpcError **error)
{
    node_get_security_model_res result = {0};
    const node_get_security_model_ret *ret = &result.node_get_security_model_res_u.ret;
    GError *err = NULL;

    if (!STUB_CALL(connection, node_get_security_model, NULL, &result, &err))
        return client_error_give(error, err);
    *ret_model = security_text(ret->model.model_val, ret->model.model_len);
    *ret_doi = security_text(ret->doi.doi_val, ret->doi.doi_len);
    STUB_FREE(node_get_security_model, &result);
    return 0;
}

char *vmrpc_domain_security_label(VmrpcDomain *domain, int *ret_enforcing, VmrpcError **error)
{
    domain_get_security_label_res result = {0};
    const domain_get_security_label_ret *ret = &result.domain_get_security_label_res_u.ret;
    GError *err = NULL;
    char *label;

    if (!DOMAIN_ASK(domain, domain_get_security_label, &result, &err)) {
        client_error_give(error, err);
        return NULL;
    }
    label = security_text(ret->label.label_val, ret->label.label_len);
    if (ret_enforcing)
        *ret_enforcing = ret->enforcing != 0;
    STUB_FREE(domain_get_security_label, &result);
    return label;
}
