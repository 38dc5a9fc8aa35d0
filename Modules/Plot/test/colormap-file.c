#include "lamina/colormap.h"
#include "testing.h"

#include <math.h>
#include <string.h>

static lm_colormap *load(const char *name, const void *bytes, size_t size, GError **error)
{
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, name, NULL);
    test_write_file(path, bytes, size);
    lm_colormap *map = lm_colormap_load(path, error);
    test_folder_remove(folder);
    return map;
}

/* Entries as "r g b" in 8 bits, joined by ", ". */
static void assert_reads(const char *name, const char *text, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_colormap) map = load(name, text, strlen(text), &error);
    g_assert_no_error(error);
    g_autoptr(GString) got = g_string_new(NULL);
    for (size_t i = 0; i < map->n; i++)
        g_string_append_printf(got, "%s%.0f %.0f %.0f", i ? ", " : "", 255 * (double)map->rgb[i][0],
                               255 * (double)map->rgb[i][1], 255 * (double)map->rgb[i][2]);
    g_assert_cmpstr(got->str, ==, wanted);
}

static void formats(void)
{
    assert_reads("a.csv", "0,1,2\n255,254,253\n", "0 1 2, 255 254 253");
    assert_reads("a.csv", "red;green;blue\r\n0;0.5;1\r\n1;1;0.2\r\n", "0 128 255, 255 255 51");
    assert_reads("a.txt", "# mine\n\n 0\t1\t2 # first\n  3   4   5", "0 1 2, 3 4 5");
    assert_reads("a.lut", "Index Red Green Blue\n0 9 8 7\n1 6 5 4\n", "9 8 7, 6 5 4");
    assert_reads("a.pal",
                 "# a palette\nset style line 1 lt 1 lc rgb '#352a87' # blue\n"
                 "set palette defined (\\\n 0 0 0 1,\\\n1  1 0 0 )\n",
                 "0 0 255, 255 0 0");
    assert_reads("a.pal", "set palette defined (0 'x',\\\n0 '#352a87',\\\n1 \"#F9FB0e\")\n",
                 "53 42 135, 249 251 14");
}

static void uneven(void)
{
    static const char text[] = "0 0 0 0\n1 100 0 0\n5 100 200 0\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_colormap) map = load("a.pal", text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(map->n, ==, 256);
    for (size_t i = 0; i < 256; i++) {
        const double at = (double)i / 51;
        g_assert_cmpfloat(fabs(255 * (double)map->rgb[i][0] - 100 * MIN(at, 1)), <, 0.51);
        g_assert_cmpfloat(fabs(255 * (double)map->rgb[i][1] - 50 * MAX(at - 1, 0)), <, 0.51);
    }
}

static void planes(void)
{
    guint8 bytes[768];
    for (size_t i = 0; i < 256; i++) {
        bytes[i] = (guint8)i;
        bytes[256 + i] = (guint8)(255 - i);
        bytes[512 + i] = 7;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_colormap) map = load("ramp.lut", bytes, sizeof bytes, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(map->n, ==, 256);
    g_assert_cmpfloat(fabs(255 * (double)map->rgb[3][1] - 252), <, 1e-3);
}

static void assert_refused(const char *text, size_t size, const char *pattern)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(load("bad.csv", text, size, &error));
    test_assert_error(&error, LM_ERROR_INPUT, pattern);
}

static void refusals(void)
{
    static const struct {
        const char *text, *pattern;
    } cases[] = {
        {"", "bad.csv.*fewer than two"},
        {"1,2,3\n", "fewer than two"},
        {"1,2,3\n4,5\n", "line 2: three numbers"},
        {"1,2,3\n4,5,6,7,8\n", "line 2: three numbers"},
        {"1,2,3\n4,5,6\nred,green,blue\n", "line 3: three numbers"},
        {"1,2,3\n\n4,5,nan\n", "line 3: three numbers"},
        {"1,2,3\n4,5,-1\n", "line 2: colours go"},
        {"1,2,3\n4,5,256\n", "line 2: colours go"},
        {"1,2,3\n1,4,5,6\n", "line 2: .*other columns"},
        {"1 0 0 0\n0 1 1 1\n", "line 2: .*must rise"},
        {"1 '#12345g'\n2 '#123456'\n", "line 1: three numbers"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].pattern);
    assert_refused("1,2,3\n4,5,6\n\0", 13, "neither text nor");
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 4097; i++)
        g_string_append(many, "1 2 3\n");
    assert_refused(many->str, many->len, "line 4097: .*4096");
    g_autoptr(GError) error = NULL;
    g_assert_null(lm_colormap_load("/no/such/file", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "/no/such/file.*No such file");
    g_assert_null(lm_colormap_load("/", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "not a file of colours");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/colormap-file/formats", formats);
    g_test_add_func("/colormap-file/uneven", uneven);
    g_test_add_func("/colormap-file/planes", planes);
    g_test_add_func("/colormap-file/refusals", refusals);
    return g_test_run();
}
