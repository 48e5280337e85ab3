/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processors of a guest as it sees them: <cpu>. Names of models and features become part of
 * QEMU's -cpu option, so they are held to letters, digits and a few signs.
 */
#include "conf/domain_parse.h"
#include "conf/xml_value.h"

#include <string.h>

static bool parse_model(xmlNode *node, void *target, GError **err)
{
    DomainCpu *cpu = target;

    if (!xml_get_text(node, "fallback", &cpu->model, err) ||
        !XML_ATTR_ENUM(node, "fallback", domain_cpu_fallback, &cpu->fallback, err))
        return false;
    g_strstrip(cpu->model);
    if (*cpu->model == '\0')
        g_clear_pointer(&cpu->model, g_free);
    return !cpu->model || xml_check_word(node, "the name", cpu->model, err);
}

static bool parse_topology(xmlNode *node, void *target, GError **err)
{
    DomainCpu *cpu = target;
    unsigned clusters = 1;

    cpu->dies = 1;
    if (!xml_check_empty(node, "sockets dies clusters cores threads", err) ||
        !xml_attr_unsigned(node, "sockets", 1, DOMAIN_VCPUS_MAX, &cpu->sockets, err) ||
        !xml_attr_unsigned(node, "dies", 1, DOMAIN_VCPUS_MAX, &cpu->dies, err) ||
        !xml_attr_unsigned(node, "clusters", 1, DOMAIN_VCPUS_MAX, &clusters, err) ||
        !xml_attr_unsigned(node, "cores", 1, DOMAIN_VCPUS_MAX, &cpu->cores, err) ||
        !xml_attr_unsigned(node, "threads", 1, DOMAIN_VCPUS_MAX, &cpu->threads, err))
        return false;
    if (clusters != 1)
        return xml_unsupported(node, err, "clusters='%u' (supported: 1)", clusters);
    if (cpu->sockets == 0 || cpu->cores == 0 || cpu->threads == 0)
        return xml_invalid(node, err, "needs sockets, cores and threads");
    return true;
}

static bool parse_feature(xmlNode *node, void *target, GError **err)
{
    DomainCpu *cpu = target;
    DomainCpuFeature feature = {NULL, DOMAIN_CPU_POLICY_REQUIRE};

    if (!xml_check_empty(node, "name policy", err) ||
        !XML_ATTR_ENUM(node, "policy", domain_cpu_policy, &feature.policy, err))
        return false;
    if (cpu->features->len == DOMAIN_CPU_FEATURES_MAX)
        return xml_invalid(node, err, "more than %d features", DOMAIN_CPU_FEATURES_MAX);
    if (!xml_need_string(node, "name", &feature.name, err))
        return false;
    g_array_append_val(cpu->features, feature);
    for (unsigned i = 0; i + 1 < cpu->features->len; i++) {
        if (strcmp(g_array_index(cpu->features, DomainCpuFeature, i).name, feature.name) == 0)
            return xml_invalid(node, err, "'%s' is there twice", feature.name);
    }
    return xml_check_word(node, "name", feature.name, err);
}

static void feature_clear(void *feature)
{
    g_free(((DomainCpuFeature *) feature)->name);
}

/* What goes with which mode; a model without a mode is a custom one. */
static bool check_mode(xmlNode *node, DomainCpu *cpu, GError **err)
{
    if (!cpu->has_mode && cpu->model) {
        cpu->has_mode = true;
        cpu->mode = DOMAIN_CPU_CUSTOM;
    }
    if (!cpu->has_mode && (cpu->match || cpu->check || cpu->fallback || cpu->features->len > 0))
        return xml_invalid(node, err, "needs a <model> or a mode");
    if (cpu->has_mode && cpu->mode == DOMAIN_CPU_CUSTOM && !cpu->model)
        return xml_invalid(node, err, "mode 'custom' needs a <model>");
    if (cpu->model && cpu->mode != DOMAIN_CPU_CUSTOM)
        return xml_invalid(node, err, "mode '%s' has no <model> of its own",
                           domain_cpu_mode_to_string(cpu->mode));
    return true;
}

bool domain_parse_cpu(xmlNode *node, void *target, GError **err)
{
    static const XmlChild children[] = {
        {"model", XML_ONE, parse_model},      {"topology", XML_ONE, parse_topology},
        {"feature", XML_MANY, parse_feature}, {"cache", XML_REFUSE, NULL},
        {"maxphysaddr", XML_REFUSE, NULL},    {"numa", XML_ONE, domain_parse_numa},
        {"vendor", XML_REFUSE, NULL},         {0},
    };
    static const XmlShape shape = {"mode match check migratable", children};
    DomainDef *def = target;
    DomainCpu *cpu = g_new0(DomainCpu, 1);
    g_autofree char *mode = xml_attr(node, "mode");

    def->cpu = cpu;
    cpu->features = g_array_new(FALSE, FALSE, sizeof(DomainCpuFeature));
    g_array_set_clear_func(cpu->features, feature_clear);
    cpu->cells = g_array_new(FALSE, TRUE, sizeof(DomainNumaCell));
    cpu->has_mode = mode != NULL;
    return XML_ATTR_ENUM(node, "mode", domain_cpu_mode, &cpu->mode, err) &&
           XML_ATTR_ENUM(node, "match", domain_cpu_match, &cpu->match, err) &&
           XML_ATTR_ENUM(node, "check", domain_cpu_check, &cpu->check, err) &&
           XML_ATTR_ENUM(node, "migratable", tristate_on, &cpu->migratable, err) &&
           xml_walk(node, &shape, cpu, &cpu->kept, err) && check_mode(node, cpu, err);
}
