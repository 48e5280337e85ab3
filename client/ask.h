/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shapes that most functions of the library have: one procedure is called, and its result is
 * nothing, a number, a string or an object.
 *
 * All take the initializers of the procedure's arguments last. Where it says `error` the user gets
 * what failed (a VmrpcError **), where it says `err` the caller does (a GError **).
 */
#ifndef VMRPC_CLIENT_ASK_H
#define VMRPC_CLIENT_ASK_H

#include "client/error.h"
#include "client/stub.h"

/* true, and result is to be freed with STUB_FREE() if anything in it is; or false and err. */
#define ASK(connection, name, result, err, ...)                                                    \
    ({                                                                                             \
        name##_args args_ = {__VA_ARGS__};                                                         \
        STUB_CALL(connection, name, &args_, result, err);                                          \
    })

/* 0, or -1. */
#define ASK_DO(connection, name, error, ...)                                                       \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        ASK(connection, name, &result_, &err_, __VA_ARGS__) ? 0 : client_error_give(error, err_);  \
    })

/* A member of the result that is an int, or -1. */
#define ASK_NUMBER(connection, name, member, error, ...)                                           \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        ASK(connection, name, &result_, &err_, __VA_ARGS__)                                        \
        ? (int) result_.name##_res_u.ret.member : client_error_give(error, err_);                  \
    })

/* A copy of a member of the result that is a string, or NULL. */
#define ASK_STRING(connection, name, member, error, ...)                                           \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        GError *err_ = NULL;                                                                       \
        char *string_ = NULL;                                                                      \
        if (ASK(connection, name, &result_, &err_, __VA_ARGS__)) {                                 \
            string_ = g_strdup(result_.name##_res_u.ret.member);                                   \
            STUB_FREE(name, &result_);                                                             \
        } else {                                                                                   \
            client_error_give(error, err_);                                                        \
        }                                                                                          \
        string_;                                                                                   \
    })

/* What make(connection, &member) makes of a member of the result, or NULL and err. */
#define ASK_FIND(connection, name, member, make, err, ...)                                         \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        __typeof__(make(connection, NULL)) object_ = NULL;                                         \
        if (ASK(connection, name, &result_, err, __VA_ARGS__)) {                                   \
            object_ = make(connection, &result_.name##_res_u.ret.member);                          \
            STUB_FREE(name, &result_);                                                             \
        }                                                                                          \
        object_;                                                                                   \
    })

/* An object for the user, and what it failed with if it is NULL. */
#define ASK_GIVE(object, err, error)                                                               \
    ({                                                                                             \
        __typeof__(object) given_ = (object);                                                      \
        if (!given_)                                                                               \
            client_error_give(error, err);                                                         \
        given_;                                                                                    \
    })

/* The same as ASK_FIND() for the user. */
#define ASK_OBJECT(connection, name, member, make, error, ...)                                     \
    ({                                                                                             \
        GError *why_ = NULL;                                                                       \
        ASK_GIVE(ASK_FIND(connection, name, member, make, &why_, __VA_ARGS__), why_, error);       \
    })

#endif
