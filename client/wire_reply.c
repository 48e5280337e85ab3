/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a reply means: RPC's own refusals as errors, a result decoded.
 *
 * Called with the lock held; changes nothing but the call's result and its rpc_err.
 */
#include "client/wire_private.h"

char *wire_call_name(const WireCall *call)
{
    if (call->name)
        return g_strdup(call->name);
    return g_strdup_printf("procedure %u of program 0x%08x", call->id.procedure, call->id.program);
}

/* What RPC itself says instead of a result; NULL and *ret_stat RPC_SUCCESS if there is one. */
static GError *wire_refusal(const Wire *wire, WireCall *call, const Message *reply,
                            enum clnt_stat *ret_stat)
{
    g_autofree char *name = wire_call_name(call);
    GError *error = NULL;

    switch (reply->status) {
    case REPLY_SUCCESS:
        *ret_stat = RPC_SUCCESS;
        break;
    case REPLY_PROG_UNAVAIL:
        *ret_stat = RPC_PROGUNAVAIL;
        error_set(&error, ERR_NO_SUPPORT, "%s: the server at %s does not know program 0x%08x (%s)",
                  name, wire->address, call->id.program, wire->server);
        break;
    case REPLY_PROG_MISMATCH:
        *ret_stat = RPC_PROGVERSMISMATCH;
        call->rpc.re_vers.low = reply->low;
        call->rpc.re_vers.high = reply->high;
        error_set(&error, ERR_NO_SUPPORT, "%s: the server at %s has versions %u to %u, not %u",
                  name, wire->address, reply->low, reply->high, call->id.version);
        break;
    case REPLY_PROC_UNAVAIL:
        *ret_stat = RPC_PROCUNAVAIL;
        error_set(&error, ERR_NO_SUPPORT, "%s: the server at %s does not know this procedure (%s)",
                  name, wire->address, wire->server);
        break;
    case REPLY_GARBAGE_ARGS:
        *ret_stat = RPC_CANTDECODEARGS;
        error_set(&error, ERR_RPC, "%s: the server at %s cannot decode the arguments", name,
                  wire->address);
        break;
    case REPLY_SYSTEM_ERR:
        *ret_stat = RPC_SYSTEMERROR;
        error_set(&error, ERR_INTERNAL, "%s: the server at %s had an internal error", name,
                  wire->address);
        break;
    case REPLY_RPC_MISMATCH:
        *ret_stat = RPC_VERSMISMATCH;
        call->rpc.re_vers.low = reply->low;
        call->rpc.re_vers.high = reply->high;
        error_set(&error, ERR_RPC, "%s: the server at %s speaks RPC %u to %u, not 2", name,
                  wire->address, reply->low, reply->high);
        break;
    case REPLY_AUTH_ERROR:
        *ret_stat = RPC_AUTHERROR;
        call->rpc.re_why = (enum auth_stat) reply->auth_stat;
        error_set(
            &error, ERR_AUTH_FAILED, "%s: refused by the server at %s (authentication status %u%s)",
            name, wire->address, reply->auth_stat,
            reply->auth_stat == AUTH_STAT_TOOWEAK ? ": it may want TLS, with +tls in the URI" : "");
        break;
    }
    return error;
}

/* The whole body must be the result: a procedure never grows. */
static GError *wire_decode(const Wire *wire, WireCall *call, const Message *reply)
{
    GError *error = NULL;
    XDR xdr;
    bool decoded;

    xdrmem_create(&xdr, (char *) reply->body, (u_int) reply->body_size, XDR_DECODE);
    decoded = call->xdr_result(&xdr, call->result) && xdr_getpos(&xdr) == reply->body_size;
    if (!decoded) {
        g_autofree char *name = wire_call_name(call);

        xdr_free(call->xdr_result, call->result);
        error_set(&error, ERR_RPC, "%s: the answer of the server at %s cannot be decoded", name,
                  wire->address);
    }
    return error;
}

GError *wire_reply_take(const Wire *wire, WireCall *call, const Message *reply,
                        enum clnt_stat *ret_stat)
{
    GError *error = wire_refusal(wire, call, reply, ret_stat);

    if (*ret_stat == RPC_SUCCESS) {
        error = wire_decode(wire, call, reply);
        if (error)
            *ret_stat = RPC_CANTDECODERES;
    }
    return error;
}
