/* Writes a MAT file through libmatio: make-mat FILE VERSION NAME=ROWSxCOLUMNSxSLICES...
 *
 * VERSION is 4, 6 (uncompressed), 7 or 7.3. Arrays are of doubles; at row r, column c and slice s,
 * all from 0, stands r + 100 c + 10000 s. */
#include <glib.h>
#include <matio.h>
#include <stdlib.h>

static double *make_values(const size_t size[3])
{
    double *values = g_new(double, size[0] * size[1] * size[2]), *v = values;
    for (size_t s = 0; s < size[2]; s++)
        for (size_t c = 0; c < size[1]; c++)
            for (size_t r = 0; r < size[0]; r++)
                *v++ = (double)(r + 100 * c + 10000 * s);
    return values;
}

static void add(mat_t *mat, const char *what, enum matio_compression packed)
{
    g_auto(GStrv) parts = g_strsplit(what, "=", 2);
    g_auto(GStrv) sizes = g_strsplit(parts[1], "x", 3);
    size_t size[3] = {1, 1, 1};
    for (int i = 0; sizes[i]; i++)
        size[i] = (size_t)g_ascii_strtoull(sizes[i], NULL, 10);
    g_autofree double *values = make_values(size);
    matvar_t *array = Mat_VarCreate(parts[0], MAT_C_DOUBLE, MAT_T_DOUBLE, size[2] > 1 ? 3 : 2, size,
                                    values, MAT_F_DONT_COPY_DATA);
    if (!array || Mat_VarWrite(mat, array, packed) != 0)
        g_error("%s cannot be written", what);
    Mat_VarFree(array);
}

int main(int argc, char **argv)
{
    g_assert(argc > 3);
    enum mat_ft version = g_str_equal(argv[2], "4")     ? MAT_FT_MAT4
                          : g_str_equal(argv[2], "7.3") ? MAT_FT_MAT73
                                                        : MAT_FT_MAT5;
    enum matio_compression packed =
        g_str_equal(argv[2], "7") ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE;
    mat_t *mat = Mat_CreateVer(argv[1], NULL, version);
    for (int i = 3; mat && i < argc; i++)
        add(mat, argv[i], packed);
    return mat && Mat_Close(mat) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
