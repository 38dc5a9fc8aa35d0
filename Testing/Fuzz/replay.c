/* Runs a target over a corpus without libFuzzer: fuzz-NAME CORPUS MUTATIONS FIRST-SEED. Every file
 * as it is, then so many mutations of each. The same arguments give the same bytes everywhere; the
 * seed of a run that fails is the last one printed. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers by George Marsaglia's xorshift; GLib's may change with its version. */
static guint32 next(guint64 *state, guint32 below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (guint32)(*state >> 20) % below;
}

/* Sizes, counts and markers that readers trip over. */
static const guint32 odd_numbers[] = {0,      1,      2,          0x7f,       0x80,       0xff,
                                      0xffff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0xffd9};

static void overwrite(GByteArray *bytes, guint at, guint64 *state)
{
    guint32 value = odd_numbers[next(state, G_N_ELEMENTS(odd_numbers))];
    guint size = 1u << next(state, 3);
    gboolean big_endian = next(state, 2) == 0;
    for (guint i = 0; i < size && at + i < bytes->len; i++)
        bytes->data[at + i] = (guint8)(value >> 8 * (big_endian ? size - 1 - i : i));
}

static void mutate(GByteArray *bytes, guint64 *state)
{
    for (guint32 n = 1 + next(state, 4); n > 0 && bytes->len > 0; n--) {
        guint at = next(state, bytes->len), most = 1 + next(state, 16);
        guint count = MIN(most, bytes->len - at);
        switch (next(state, 6)) {
        case 0:
            bytes->data[at] ^= (guint8)(1u << next(state, 8));
            break;
        case 1:
            bytes->data[at] = (guint8)next(state, 256);
            break;
        case 2:
        case 3:
            overwrite(bytes, at, state);
            break;
        case 4:
            g_byte_array_remove_range(bytes, at, count);
            break;
        default:
            if (next(state, 4) == 0)
                g_byte_array_set_size(bytes, at);
            else
                g_byte_array_append(bytes, (guint8[16]){0}, count);
        }
    }
}

static void run_file(const char *path, guint64 mutations, guint64 seed)
{
    g_autofree char *data = NULL;
    gsize size;
    g_assert(g_file_get_contents(path, &data, &size, NULL));
    LLVMFuzzerTestOneInput((const uint8_t *)data, size);
    for (guint64 i = 0; i < mutations; i++) {
        guint64 state = (seed + i + 1) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_byte_array_append(bytes, (const guint8 *)data, (guint)size);
        mutate(bytes, &state);
        LLVMFuzzerTestOneInput(bytes->data, bytes->len);
    }
}

int main(int argc, char **argv)
{
    GDir *folder = argc == 4 ? g_dir_open(argv[1], 0, NULL) : NULL;
    guint64 mutations, seed;
    if (!folder || !g_ascii_string_to_unsigned(argv[2], 10, 0, G_MAXUINT32, &mutations, NULL) ||
        !g_ascii_string_to_unsigned(argv[3], 10, 0, G_MAXUINT32, &seed, NULL)) {
        fprintf(stderr, "usage: %s CORPUS MUTATIONS FIRST-SEED\n", argv[0]);
        return EXIT_FAILURE;
    }
    guint files = 0;
    for (const char *name; (name = g_dir_read_name(folder)); files++) {
        g_autofree char *path = g_build_filename(argv[1], name, NULL);
        printf("%s, %" G_GUINT64_FORMAT " mutations from seed %" G_GUINT64_FORMAT "\n", name,
               mutations, seed);
        fflush(stdout);
        run_file(path, mutations, seed);
    }
    g_dir_close(folder);
    return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
