/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of nodes in a text replaced: see node_words.h. */
#include "qemu/node_words.h"

#include <string.h>

#include "qemu/disk_nodes.h"

typedef struct Word {
    char *name;
    const char *path, *target;
} Word;

static void word_clear(void *data)
{
    g_free(((Word *) data)->name);
}

/* Takes over name. */
static void add_word(GArray *words, char *name, const DomainDisk *disk, const DomainImage *image)
{
    const Word word = {.name = name, .path = image->path, .target = disk->target};

    g_array_append_val(words, word);
}

static void add_images(GArray *words, const DomainDisk *disk, const DomainImage *image)
{
    for (; image; image = image->backing) {
        add_word(words, disk_nodes_file_name(disk, image), disk, image);
        add_word(words, disk_nodes_name(disk, image), disk, image);
        if (image->set > 0)
            add_word(words, g_strdup_printf("/dev/fdset/%u", image->set), disk, image);
    }
}

static GArray *words_of(const DomainDef *def)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));

    g_array_set_clear_func(words, word_clear);
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        add_images(words, disk, disk->image);
        add_images(words, disk, disk->mirror ? disk->mirror->image : NULL);
    }
    return words;
}

static bool is_of_name(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_';
}

/* The one that the text begins with, as a whole; NULL: none. */
static const Word *word_at(const GArray *words, const char *text)
{
    for (unsigned i = 0; i < words->len; i++) {
        const Word *word = &g_array_index(words, Word, i);

        if (g_str_has_prefix(text, word->name) && !is_of_name(text[strlen(word->name)]))
            return word;
    }
    return NULL;
}

char *node_words(const DomainDef *def, const char *text)
{
    g_autoptr(GArray) words = words_of(def);
    GString *result = g_string_new(NULL);
    const char *at = text;
    bool any = false;

    while (*at) {
        const Word *word = at == text || !is_of_name(at[-1]) ? word_at(words, at) : NULL;
        bool quoted;

        if (!word) {
            g_string_append_c(result, *at++);
            continue;
        }
        any = true;
        quoted = at > text && at[-1] == '\'' && at[strlen(word->name)] == '\'';
        g_string_append_printf(result, "%s%s (disk '%s')", word->path, quoted ? "'" : "",
                               word->target);
        at += strlen(word->name) + quoted;
    }
    return g_string_free(result, !any);
}
