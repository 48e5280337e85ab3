/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shapes that most functions of the library have: one procedure is called, and its result is
 * nothing, a number, a string, an object or a list of objects.
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

/* What make(connection, &member) makes of each member of a list in the result: a NULL-terminated
 * array in *ret_objects, unless that is NULL. How many there are, which the result's member `total`
 * says where they are not sent, or -1. */
#define ASK_LIST(connection, name, list, total, make, ret_objects, error, ...)                     \
    ({                                                                                             \
        name##_res result_ = {0};                                                                  \
        const name##_ret *ret_ = &result_.name##_res_u.ret;                                        \
        __typeof__(*(ret_objects)) objects_ = NULL;                                                \
        GError *err_ = NULL;                                                                       \
        int count_ = -1;                                                                           \
        if (ASK(connection, name, &result_, &err_, .need_results = (ret_objects) != NULL,          \
                __VA_ARGS__)) {                                                                    \
            count_ = (int) ((ret_objects) ? ret_->list.list##_len : (u_int) ret_->total);          \
            if (ret_objects) {                                                                     \
                objects_ = g_malloc0_n((gsize) count_ + 1, sizeof(*objects_));                     \
                for (int i_ = 0; i_ < count_; i_++)                                                \
                    objects_[i_] = make(connection, &ret_->list.list##_val[i_]);                   \
                *(ret_objects) = objects_;                                                         \
            }                                                                                      \
            STUB_FREE(name, &result_);                                                             \
        } else {                                                                                   \
            client_error_give(error, err_);                                                        \
        }                                                                                          \
        count_;                                                                                    \
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
