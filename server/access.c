/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Access rules: see access.h. Text is taken apart when it is loaded, so that a mistake shows then
 * and a decision needs no look-up. The order of the rules is the order of the file.
 */
#include "server/access.h"

#include <grp.h>
#include <string.h>

typedef enum {
    MATCH_ANYBODY,
    MATCH_LOCAL,
    MATCH_TCP, /* in clear text */
    MATCH_UID,
    MATCH_GID,
    MATCH_CERTIFICATE,
} MatchKind;

typedef struct AccessRule {
    MatchKind kind;
    guint64 id;
    char *pattern; /* of MATCH_CERTIFICATE */
    AccessGrant grant;
    char *driver; /* NULL: every driver */
} AccessRule;

struct AccessRules {
    GArray *rules;
};

static void access_rule_clear(gpointer data)
{
    AccessRule *rule = data;

    g_free(rule->pattern);
    g_free(rule->driver);
}

AccessRules *access_rules_new(void)
{
    AccessRules *rules = g_new0(AccessRules, 1);

    rules->rules = g_array_new(FALSE, FALSE, sizeof(AccessRule));
    g_array_set_clear_func(rules->rules, access_rule_clear);
    return rules;
}

void access_rules_free(AccessRules *rules)
{
    if (!rules)
        return;
    g_array_unref(rules->rules);
    g_free(rules);
}

/* A certificate's text is printable ASCII (tls_identity.h): nothing else could ever match. */
bool access_check_pattern(const char *pattern, GError **err)
{
    if (!*pattern)
        return error_set(err, ERR_CONF_SYNTAX, "a pattern of certificates is empty");
    for (const char *c = pattern; *c; c++)
        if (!g_ascii_isprint(*c))
            return error_set(
                err, ERR_CONF_SYNTAX,
                "a pattern of certificates has a character that is not printable ASCII");
    return true;
}

bool access_matches_certificate(const char *pattern, const TlsIdentity *certificate)
{
    if (g_pattern_match_simple(pattern, certificate->subject))
        return true;
    for (char **name = certificate->names; *name; name++)
        if (g_pattern_match_simple(pattern, *name))
            return true;
    return false;
}

static bool access_parse_group(AccessRule *rule, const char *name, GError **err)
{
    const struct group *group = getgrnam(name);

    if (!group)
        return error_set(err, ERR_CONF_SYNTAX, "rule: there is no group '%s'", name);
    rule->kind = MATCH_GID;
    rule->id = group->gr_gid;
    return true;
}

static bool access_parse_pattern(AccessRule *rule, const char *text, GError **err)
{
    const char *value = strchr(text, ':');

    if (strcmp(text, "*") == 0 || strcmp(text, "local") == 0 || strcmp(text, "tcp") == 0) {
        rule->kind = *text == '*' ? MATCH_ANYBODY : *text == 'l' ? MATCH_LOCAL : MATCH_TCP;
        return true;
    }
    value = value ? value + 1 : "";
    if (g_str_has_prefix(text, "uid:") || g_str_has_prefix(text, "gid:")) {
        rule->kind = *text == 'u' ? MATCH_UID : MATCH_GID;
        return g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT32 - 1, &rule->id, NULL) ||
               error_set(err, ERR_CONF_SYNTAX, "rule: '%s' is not a number", value);
    }
    if (g_str_has_prefix(text, "group:"))
        return access_parse_group(rule, value, err);
    if (g_str_has_prefix(text, "cert:")) {
        rule->kind = MATCH_CERTIFICATE;
        rule->pattern = g_strdup(value);
        return access_check_pattern(value, err);
    }
    return error_set(err, ERR_CONF_SYNTAX,
                     "rule: '%s' is none of uid:NUMBER, gid:NUMBER, group:NAME, cert:GLOB, tcp, "
                     "local, *",
                     text);
}

static bool access_parse_grant(AccessRule *rule, char *text, GError **err)
{
    static const char *const names[] = {
        [GRANT_NONE] = "none", [GRANT_READ] = "read", [GRANT_WRITE] = "write"};
    char *driver = strpbrk(text, " \t");

    if (driver) {
        *driver++ = '\0';
        rule->driver = g_strdup(g_strstrip(driver));
        if (strpbrk(rule->driver, " \t"))
            return error_set(err, ERR_CONF_SYNTAX, "rule: '%s' is more than one driver",
                             rule->driver);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(text, names[i]) == 0) {
            rule->grant = (AccessGrant) i;
            return true;
        }
    return error_set(err, ERR_CONF_SYNTAX, "rule: '%s' is none of none, read, write", text);
}

bool access_rules_add(AccessRules *rules, const char *text, GError **err)
{
    g_autofree char *copy = g_strdup(text);
    /* The last one: a certificate's name may hold another. */
    char *arrow = g_strrstr(copy, "->");
    AccessRule rule = {0};

    if (!arrow)
        return error_set(err, ERR_CONF_SYNTAX,
                         "rule: '%s' is not PATTERN -> none|read|write [DRIVER]", text);
    *arrow = '\0';
    if (!access_parse_pattern(&rule, g_strstrip(copy), err) ||
        !access_parse_grant(&rule, g_strstrip(arrow + 2), err)) {
        access_rule_clear(&rule);
        return false;
    }
    g_array_append_val(rules->rules, rule);
    return true;
}

static bool access_rule_matches(const AccessRule *rule, const AccessClient *client)
{
    switch (rule->kind) {
    case MATCH_ANYBODY:
        return true;
    case MATCH_LOCAL:
        return client->local;
    case MATCH_TCP:
        return !client->local && !client->certificate;
    case MATCH_UID:
        return client->local && client->identity.known && client->identity.uid == rule->id;
    case MATCH_GID:
        return client->local && identity_has_group(&client->identity, client->fd, (gid_t) rule->id);
    case MATCH_CERTIFICATE:
        return client->certificate &&
               access_matches_certificate(rule->pattern, client->certificate);
    }
    g_assert_not_reached();
}

AccessGrant access_rules_decide(const AccessRules *rules, const AccessClient *client,
                                const char *driver)
{
    for (guint i = 0; rules && i < rules->rules->len; i++) {
        const AccessRule *rule = &g_array_index(rules->rules, AccessRule, i);

        if ((!rule->driver || strcmp(rule->driver, driver) == 0) &&
            access_rule_matches(rule, client))
            return rule->grant;
    }
    return GRANT_WRITE;
}
