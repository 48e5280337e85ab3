/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs a fuzz target over saved inputs without libFuzzer: seeds and inputs that once crashed are
 * ordinary tests this way. Arguments are files or folders of them; at least one input must be found.
 */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replay_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree uint8_t *exact = NULL;
    gsize size;

    if (!g_file_get_contents(path, &text, &size, &error)) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
    exact = g_memdup2(text, size); /* no terminator: reading past the end is seen */
    LLVMFuzzerTestOneInput(exact, size);
    return 1;
}

static unsigned replay(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    unsigned count = 0;

    if (!folder)
        return replay_file(path);
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *child = g_build_filename(path, name, NULL);

        count += replay(child);
    }
    return count;
}

int main(int argc, char **argv)
{
    unsigned count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    printf("%u inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
