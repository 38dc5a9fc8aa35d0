#include "lamina/nrrd-header.h"
#include "line.h"
#include "oblique.h"
#include "testing.h"

#include <math.h>

extern const lm_op lm_op_resample;

static const char *const sizes[] = {"5 4 3",  "9 11 13",  "10 8 6", "3 2 1", "1 1 1",
                                    "5 13 3", "20 16 12", "7 4 2",  "2 9 5", "5 4 12"};
static const char *const weighted[] = {"linear", "cubic", "bspline", "lanczos"};
static const char *const all[] = {"nearest", "linear", "cubic", "bspline", "lanczos"};

static double clamped(const lm_volume *v, gint64 x, gint64 y, gint64 z, int c)
{
    const gint64 *n = v->grid.size;
    return lm_volume_get(v, CLAMP(x, 0, n[0] - 1), CLAMP(y, 0, n[1] - 1), CLAMP(z, 0, n[2] - 1), c);
}

/* ---- the textbook: a matrix of weights for each axis, from where the grids say voxels are ---- */

enum { MOST = 64 };
typedef struct matrix {
    gint64 n_in, n_out;
    double weight[MOST][MOST]; /* of each output, of each input */
} matrix;

static double cubic_hermite(double d)
{
    d = fabs(d);
    if (d <= 1)
        return 1.5 * d * d * d - 2.5 * d * d + 1;
    return d <= 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
}

static double lanczos(double d)
{
    if (fabs(d) < 1e-9)
        return 1;
    return fabs(d) < 3 ? 3 * sin(G_PI * d) * sin(G_PI * d / 3) / (G_PI * G_PI * d * d) : 0;
}

static double hat(double d)
{
    return MAX(1 - fabs(d), 0);
}

/* Convolution of four boxes, as differences of third powers. */
static double b_spline(double d)
{
    static const double binomial[] = {1, -4, 6, -4, 1};
    double sum = 0;
    for (int k = 0; k < 5 && d < 2; k++)
        sum += binomial[k] * pow(MAX(d + 2 - k, 0), 3) / 6;
    return sum;
}

/* Coefficients whose spline takes the value 1 at input j and 0 at all others, mirrored at the ends:
 * Gaussian elimination. */
static void cardinal(gint64 n, gint64 j, double *c)
{
    double above[MOST];
    for (gint64 i = 0; i < n; i++) {
        double left = i == 0 ? 0 : i == n - 1 ? 2.0 / 6 : 1.0 / 6;
        double right = i == n - 1 ? 0 : i == 0 ? 2.0 / 6 : 1.0 / 6;
        double pivot = 4.0 / 6 - (i ? left * above[i - 1] : 0);
        above[i] = right / pivot;
        c[i] = ((i == j) - (i ? left * c[i - 1] : 0)) / pivot;
    }
    for (gint64 i = n - 2; i >= 0; i--)
        c[i] -= above[i] * c[i + 1];
}

static void spline_row(matrix *m, double place, double *row)
{
    if (m->n_in == 1) {
        row[0] = 1;
        return;
    }
    for (gint64 j = 0; j < m->n_in; j++) {
        double c[MOST];
        cardinal(m->n_in, j, c);
        for (gint64 k = -3; k < m->n_in + 3; k++) {
            gint64 mirrored = ABS(k);
            while (mirrored >= m->n_in)
                mirrored = ABS(2 * (m->n_in - 1) - mirrored);
            row[j] += b_spline(place - (double)k) * c[mirrored];
        }
    }
}

static void mean_row(const matrix *m, double place, double length, double *row)
{
    for (gint64 j = 0; j < m->n_in; j++) {
        double lo = MAX((double)j - 0.5, place - length / 2);
        double hi = MIN((double)j + 0.5, place + length / 2);
        row[j] = MAX(hi - lo, 0) / length;
    }
}

static void kernel_row(const matrix *m, double (*kernel)(double), double place, double *row)
{
    double sum = 0;
    for (gint64 k = -4; k < m->n_in + 4; k++)
        sum += kernel(place - (double)k);
    for (gint64 k = -4; k < m->n_in + 4; k++)
        row[CLAMP(k, 0, m->n_in - 1)] += kernel(place - (double)k) / sum;
}

static void matrix_of(const lm_grid *in, const lm_grid *out, int axis, const char *interpolator,
                      matrix *m)
{
    *m = (matrix){.n_in = in->size[axis], .n_out = out->size[axis]};
    double length = out->spacing[axis] / in->spacing[axis];
    double (*kernel)(double) = g_str_equal(interpolator, "linear")  ? hat
                               : g_str_equal(interpolator, "cubic") ? cubic_hermite
                                                                    : lanczos;
    for (gint64 i = 0; i < m->n_out; i++) {
        double index[3] = {0}, world[3];
        index[axis] = (double)i;
        lm_grid_to_world(out, index, world);
        lm_grid_to_index(in, world, index);
        if (length > 1)
            mean_row(m, index[axis], length, m->weight[i]);
        else if (g_str_equal(interpolator, "bspline") && m->n_in != m->n_out)
            spline_row(m, index[axis], m->weight[i]);
        else
            kernel_row(m, kernel, index[axis], m->weight[i]);
    }
}

/* `values` of this size become those along one axis; components count as an axis of their own. */
static double *multiplied(const matrix *m, int axis, gint64 size[3], int components, double *values)
{
    gint64 stride = components, outer = 1;
    for (int k = 0; k < axis; k++)
        stride *= size[k];
    for (int k = axis + 1; k < 3; k++)
        outer *= size[k];
    double *made = g_new0(double, (gsize)(stride * outer * m->n_out));
    for (gint64 o = 0; o < outer; o++)
        for (gint64 i = 0; i < m->n_out; i++)
            for (gint64 j = 0; j < m->n_in; j++)
                for (gint64 s = 0; s < stride; s++)
                    made[(o * m->n_out + i) * stride + s] +=
                        m->weight[i][j] * values[(o * m->n_in + j) * stride + s];
    size[axis] = m->n_out;
    g_free(values);
    return made;
}

static double *values_of(const lm_volume *v)
{
    const gint64 *n = v->grid.size;
    double *values = g_new(double, (gsize)(lm_grid_voxels(&v->grid) * v->components)), *at = values;
    for (gint64 z = 0; z < n[2]; z++)
        for (gint64 y = 0; y < n[1]; y++)
            for (gint64 x = 0; x < n[0]; x++)
                for (int c = 0; c < v->components; c++)
                    *at++ = lm_volume_get(v, x, y, z, c);
    return values;
}

/* Checks values and geometry together. */
static void assert_textbook(const lm_volume *in, const lm_volume *out, const char *interpolator)
{
    gint64 size[3] = {in->grid.size[0], in->grid.size[1], in->grid.size[2]};
    double *truth = values_of(in), least = -1000, greatest = 1000;
    g_autofree double *made = values_of(out);
    for (int axis = 2; axis >= 0; axis--) {
        matrix m;
        matrix_of(&in->grid, &out->grid, axis, interpolator, &m);
        truth = multiplied(&m, axis, size, in->components, truth);
    }
    bool whole = in->type != LM_FLOAT32;
    if (whole)
        lm_type_range(in->type, &least, &greatest);
    bool wide = in->type == LM_UINT32 || in->type == LM_INT32;
    double tolerance = (whole ? 0.5 : 0) + (greatest - least) * (wide ? 3e-11 : 2e-6);
    for (gint64 i = 0; i < lm_grid_voxels(&out->grid) * out->components; i++)
        g_assert_cmpfloat_with_epsilon(made[i], whole ? CLAMP(truth[i], least, greatest) : truth[i],
                                       tolerance);
    g_free(truth);
}

static void against_the_textbook(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
            for (size_t k = 0; k < G_N_ELEMENTS(weighted); k++) {
                g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, t % 2 ? 1 : 3, 17);
                g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", sizes[s],
                                                           "interpolator", weighted[k], NULL);
                assert_textbook(in, out, weighted[k]);
            }
}

/* Longer than the prefilter of the spline reaches, and than one band of rows is high. */
static void long_axes(void)
{
    static const gint64 size[][3] = {{60, 3, 2}, {3, 60, 2}, {2, 3, 60}};
    static const char *const to[][2] = {
        {"64 5 2", "17 3 3"}, {"3 64 4", "5 17 2"}, {"3 3 64", "2 4 17"}};
    for (size_t s = 0; s < G_N_ELEMENTS(size); s++)
        for (size_t k = 0; k < G_N_ELEMENTS(weighted); k++)
            for (int t = 0; t < 2; t++) {
                lm_grid grid = oblique_grid(size[s][0], size[s][1], size[s][2]);
                g_autoptr(lm_volume) in = test_noise(&grid, t ? LM_UINT16 : LM_INT32, 1, 17);
                for (int i = 0; i < 2; i++) {
                    g_autoptr(lm_volume) out = test_run_volume(
                        &lm_op_resample, in, "size", to[s][i], "interpolator", weighted[k], NULL);
                    assert_textbook(in, out, weighted[k]);
                }
            }
}

/* Each nearest voxel is one whose centre is not further than any other's. */
static void nearest_is_nearest(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, t % 2 ? 1 : 3, 17);
            g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", sizes[s],
                                                       "interpolator", "nearest", NULL);
            for (gint64 z = 0; z < out->grid.size[2]; z++)
                for (gint64 y = 0; y < out->grid.size[1]; y++)
                    for (gint64 x = 0; x < out->grid.size[0]; x++) {
                        double index[3] = {(double)x, (double)y, (double)z}, world[3];
                        lm_grid_to_world(&out->grid, index, world);
                        lm_grid_to_index(&in->grid, world, index);
                        gint64 i[3];
                        for (int k = 0; k < 3; k++)
                            i[k] = (gint64)floor(index[k] + 0.5 + 1e-9);
                        for (int c = 0; c < in->components; c++)
                            g_assert_cmpfloat(lm_volume_get(out, x, y, z, c), ==,
                                              clamped(in, i[0], i[1], i[2], c));
                    }
        }
}

static void any_cut(void)
{
    lm_grid grid = oblique_grid(13, 11, 9);
    static const char *const to[] = {"26 22 18", "9 30 31", "6 5 4", "13 11 20", "40 11 9"};
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (int components = 1; components <= 3; components += 2)
            for (size_t s = 0; s < G_N_ELEMENTS(to); s++)
                for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
                    g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, components, 29);
                    test_same_at_any_cut(&lm_op_resample, in, "size", to[s], "interpolator", all[k],
                                         NULL);
                }
}

static void same_size_is_identity(void)
{
    lm_grid grid = oblique_grid(7, 6, 5);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 2, 31);
            if (t == LM_FLOAT32) {
                ((float *)in->data)[100] = NAN;
                ((float *)in->data)[200] = INFINITY;
            }
            g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "spacing", "0.5 0.75 2",
                                                       "interpolator", all[k], NULL);
            test_assert_same_volume(in, out);
        }
}

static void fill(lm_volume *volume, double value)
{
    size_t count = (size_t)lm_grid_voxels(&volume->grid) * (size_t)volume->components;
    for (size_t i = 0; i < count; i++) {
        switch (volume->type) {
#define SET(NAME, T)                                                                               \
    case LM_##NAME:                                                                                \
        ((T *)volume->data)[i] = (T)value;                                                         \
        break;
            LM_FOR_EACH_TYPE (SET)
#undef SET
        }
    }
}

/* The ends of each type's range, where rounding and overflow would show, and a third, which no
 * float is. */
static void constants(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        double values[3];
        lm_type_range((lm_type)t, &values[0], &values[1]);
        values[2] = t == LM_FLOAT32 ? (double)(1.0f / 3) : 100;
        if (t == LM_FLOAT32)
            values[0] = -(values[1] = 1e30f);
        for (int e = 0; e < 3; e++)
            for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
                for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
                    g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1, 1);
                    fill(in, values[e]);
                    g_autoptr(lm_volume) out = test_run_volume(
                        &lm_op_resample, in, "size", sizes[s], "interpolator", all[k], NULL);
                    double least, greatest;
                    g_assert_true(lm_volume_range(out, &least, &greatest));
                    g_assert_cmpfloat(least, ==, values[e]);
                    g_assert_cmpfloat(greatest, ==, values[e]);
                }
    }
}

/* f = x + 10 y + 100 z in mm of the world stays what it is, inside the outermost centres. */
static void plane_stays_plane(void)
{
    lm_grid grid = oblique_grid(6, 5, 4);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    float *v = in->data;
    for (gint64 z = 0; z < 4; z++)
        for (gint64 y = 0; y < 5; y++)
            for (gint64 x = 0; x < 6; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, w[3];
                lm_grid_to_world(&grid, index, w);
                *v++ = (float)(w[0] + 10 * w[1] + 100 * w[2]);
            }
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", "17 23 9", NULL);
    int inside = 0;
    for (gint64 z = 0; z < 9; z++)
        for (gint64 y = 0; y < 23; y++)
            for (gint64 x = 0; x < 17; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, w[3];
                lm_grid_to_world(&out->grid, index, w);
                lm_grid_to_index(&grid, w, index);
                bool in_centres = true;
                for (int k = 0; k < 3; k++)
                    in_centres &= index[k] >= 0 && index[k] <= (double)(grid.size[k] - 1);
                inside += in_centres;
                if (in_centres)
                    g_assert_cmpfloat_with_epsilon(lm_volume_get(out, x, y, z, 0),
                                                   w[0] + 10 * w[1] + 100 * w[2], 1e-3);
            }
    g_assert_cmpint(inside, >, 1000);
}

static void corner(const lm_grid *grid, int which, double world[3])
{
    double index[3];
    for (int k = 0; k < 3; k++)
        index[k] = which >> k & 1 ? (double)grid->size[k] - 0.5 : -0.5;
    lm_grid_to_world(grid, index, world);
}

static void field_of_view_stays(void)
{
    lm_grid grid = oblique_grid(10, 9, 8);
    static const char *const spacings[] = {"0.3", "iso", "0.7 0.2 3", "100"};
    for (size_t s = 0; s < G_N_ELEMENTS(spacings); s++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 1);
        g_autoptr(lm_volume) out =
            test_run_volume(&lm_op_resample, in, "spacing", spacings[s], NULL);
        for (int which = 0; which < 8; which++) {
            double before[3], after[3];
            corner(&grid, which, before);
            corner(&out->grid, which, after);
            for (int k = 0; k < 3; k++)
                g_assert_cmpfloat_with_epsilon(before[k], after[k], 1e-12);
        }
    }
}

/* 10 x 9 x 8 voxels of 0.5 0.75 2: 5 x 6.75 x 16 mm. */
static void spacing_to_size(void)
{
    static const struct {
        const char *spacing;
        gint64 size[3];
        bool warns;
    } cases[] = {
        {"0.25", {20, 27, 64}, false},      {"iso", {10, 14, 32}, true},
        {"0.5 0.75 1", {10, 9, 16}, false}, {"2", {3, 3, 8}, true},
        {"1000", {1, 1, 1}, true},
    };
    static const struct {
        const char *factor;
        gint64 size[3];
    } factors[] = {{"2", {20, 18, 16}}, {"0.5 1 3", {5, 9, 24}}, {"0.01", {1, 1, 1}}};
    lm_info info = {
        .kind = LM_VOLUME, .grid = oblique_grid(10, 9, 8), .type = LM_UINT8, .components = 1};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        test_step step;
        g_assert_true(test_step_plan(&step, &lm_op_resample, &info, context, NULL, "spacing",
                                     cases[i].spacing, NULL));
        for (int k = 0; k < 3; k++)
            g_assert_cmpint(step.plan.out.grid.size[k], ==, cases[i].size[k]);
        g_auto(GStrv) warnings = lm_context_warnings(context);
        g_assert_cmpint(warnings[0] != NULL, ==, cases[i].warns);
        test_step_clear(&step);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(factors); i++) {
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        test_step step;
        g_assert_true(test_step_plan(&step, &lm_op_resample, &info, context, NULL, "factor",
                                     factors[i].factor, NULL));
        for (int k = 0; k < 3; k++)
            g_assert_cmpint(step.plan.out.grid.size[k], ==, factors[i].size[k]);
        test_step_clear(&step);
    }
}

/* One missing value reaches the voxels whose weighted sum it is in and no further: those at inputs
 * are copies of them, except for the spline, whose prefilter reaches 12 and whose sum 2 inputs. */
static void nan_stays_local(void)
{
    lm_grid grid = lm_grid_make(9, 9, 9);
    for (int reach = 1; reach <= 3; reach++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
        ((float *)in->data)[4 * 81 + 4 * 9 + 4] = NAN;
        static const char *const of_reach[] = {NULL, "linear", "cubic", "lanczos"};
        g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "factor", "3",
                                                   "interpolator", of_reach[reach], NULL);
        bool touched[27];
        for (int x = 0; x < 27; x++)
            touched[x] = x % 3 == 1 ? x == 13 : ABS(x - 13) < 3 * reach;
        for (gint64 z = 0; z < 27; z++)
            for (gint64 y = 0; y < 27; y++)
                for (gint64 x = 0; x < 27; x++)
                    g_assert_cmpint(isnan(lm_volume_get(out, x, y, z, 0)), ==,
                                    touched[x] && touched[y] && touched[z]);
    }
}

static void nan_in_spline(void)
{
    lm_grid grid = lm_grid_make(60, 1, 1);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    ((float *)in->data)[30] = NAN;
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_resample, in, "factor", "3 1 1", "interpolator", "bspline", NULL);
    for (gint64 x = 0; x < 180; x++)
        g_assert_cmpint(isnan(lm_volume_get(out, x, 0, 0, 0)), ==, ABS(x - 91) < 3 * (12 + 2));
}

static void mean_of_halves(void)
{
    static const double values[] = {1, 3, 10, 11, -5, 0};
    g_autoptr(lm_volume) in = line_of(LM_INT16, values, 6);
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "factor", "0.5 1 1", NULL);
    static const double halved[] = {2, 11, -2}; /* 10.5 and -2.5, halves upwards */
    for (gint64 x = 0; x < 3; x++)
        g_assert_cmpfloat(lm_volume_get(out, x, 0, 0, 0), ==, halved[x]);
}

/* The finest texture there is becomes its mean, and does not alias. */
static void fine_texture(void)
{
    lm_grid grid = lm_grid_make(90, 90, 90);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 1);
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++)
        ((guint8 *)in->data)[i] = (i % 90 + i / 90 % 90 + i / 8100) % 2 ? 200 : 0;
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", "20 20 20", NULL);
    double least, greatest;
    lm_volume_range(out, &least, &greatest);
    g_assert_cmpfloat(least, >=, 99);
    g_assert_cmpfloat(greatest, <=, 101);
}

static void one_voxel(void)
{
    lm_grid grid = lm_grid_make(1, 1, 1);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 3, 1);
        g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", "3 2 4", NULL);
        for (int c = 0; c < 3; c++)
            g_assert_cmpfloat(lm_volume_get(out, 2, 1, 3, c), ==, lm_volume_get(in, 0, 0, 0, c));
    }
}

/* ---- like another volume ---- */

static char *folder;

/* A file of a volume with this grid, of which only the header counts. */
static char *file_of(const lm_grid *grid)
{
    g_autoptr(lm_volume) volume = test_noise(grid, LM_UINT8, 1, 5);
    g_autoptr(GString) file = lm_nrrd_header(volume, "raw");
    g_string_append_len(file, volume->data, (gssize)lm_grid_voxels(grid));
    char *path = g_build_filename(folder, "like.nrrd", NULL);
    test_write_file(path, file->str, file->len);
    return path;
}

static lm_volume *run_like(lm_volume *in, const lm_grid *grid, const char *interpolator)
{
    g_autofree char *path = file_of(grid);
    lm_volume *out = test_run_volume(&lm_op_resample, in, "like", path, "interpolator",
                                     interpolator, "fill", "7", NULL);
    g_assert_true(lm_grid_equal(&out->grid, grid, 1e-9));
    return out;
}

static lm_grid moved(const lm_grid *grid, const double by[3], const gint64 size[3],
                     const double times[3])
{
    lm_grid other = *grid;
    lm_grid_to_world(grid, by, other.origin);
    for (int k = 0; k < 3; k++) {
        other.size[k] = size[k];
        other.spacing[k] *= times[k];
    }
    return other;
}

/* By whole voxels values are copied, whatever lies between them; outside is the fill. */
static void whole_shift_is_exact(void)
{
    lm_grid grid = oblique_grid(9, 8, 7);
    lm_grid other = moved(&grid, (const double[]){2, -3, 4}, (const gint64[]){9, 6, 5},
                          (const double[]){1, 1, 1});
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 2, 3);
            g_autoptr(lm_volume) out = run_like(in, &other, all[k]);
            for (gint64 z = 0; z < 5; z++)
                for (gint64 y = 0; y < 6; y++)
                    for (gint64 x = 0; x < 9; x++) {
                        bool inside = x + 2 < 9 && y >= 3 && z + 4 < 7;
                        g_assert_cmpfloat(lm_volume_get(out, x, y, z, 1), ==,
                                          inside ? lm_volume_get(in, x + 2, y - 3, z + 4, 1) : 7);
                    }
        }
}

/* The same file as its own field of view cut otherwise. */
static void like_is_like_size(void)
{
    lm_grid grid = oblique_grid(9, 8, 7);
    static const gint64 sizes_of[][3] = {{18, 20, 21}, {4, 5, 6}, {9, 30, 3}};
    static const char *const texts[] = {"18 20 21", "4 5 6", "9 30 3"};
    for (size_t s = 0; s < G_N_ELEMENTS(texts); s++)
        for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
            g_autoptr(lm_volume) in = test_noise(&grid, LM_INT16, 1, 3);
            lm_grid other = lm_grid_resized(&grid, sizes_of[s]);
            g_autoptr(lm_volume) a = run_like(in, &other, all[k]);
            g_autoptr(lm_volume) b = test_run_volume(&lm_op_resample, in, "size", texts[s],
                                                     "interpolator", all[k], NULL);
            test_assert_same_volume(a, b);
        }
}

/* f = x + 10 y + 100 z of the world on any grid, where all that is averaged is inside. */
static void assert_world(const lm_volume *out, const lm_grid *in, double margin, int least)
{
    int inside = 0;
    for (gint64 z = 0; z < out->grid.size[2]; z++)
        for (gint64 y = 0; y < out->grid.size[1]; y++)
            for (gint64 x = 0; x < out->grid.size[0]; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, w[3];
                lm_grid_to_world(&out->grid, index, w);
                lm_grid_to_index(in, w, index);
                bool well_in = true, out_of = false;
                for (int k = 0; k < 3; k++) {
                    double last = (double)in->size[k] - 1;
                    well_in &= index[k] >= margin && index[k] <= last - margin;
                    out_of |= index[k] < -0.51 || index[k] > last + 0.51;
                }
                inside += well_in;
                if (well_in)
                    g_assert_cmpfloat_with_epsilon(lm_volume_get(out, x, y, z, 0),
                                                   w[0] + 10 * w[1] + 100 * w[2], 2e-3);
                if (out_of)
                    g_assert_cmpfloat(lm_volume_get(out, x, y, z, 0), ==, 7);
            }
    g_assert_cmpint(inside, >=, least);
}

static lm_volume *world_ramp(const lm_grid *grid)
{
    lm_volume *in = test_noise(grid, LM_FLOAT32, 1, 1);
    float *v = in->data;
    for (gint64 i = 0; i < lm_grid_voxels(grid); i++) {
        gint64 plane = grid->size[0] * grid->size[1];
        double index[3] = {(double)(i % grid->size[0]), (double)(i % plane / grid->size[0]),
                           (double)(i / plane)};
        double w[3];
        lm_grid_to_world(grid, index, w);
        v[i] = (float)(w[0] + 10 * w[1] + 100 * w[2]);
    }
    return in;
}

static void like_parallel(void)
{
    lm_grid grid = oblique_grid(12, 11, 10);
    g_autoptr(lm_volume) in = world_ramp(&grid);
    lm_grid finer = moved(&grid, (const double[]){-1.3, 2.4, 0.7}, (const gint64[]){30, 20, 40},
                          (const double[]){0.4, 0.9, 0.3});
    /* Means over whole voxels only, whose centre is that of what is averaged. */
    lm_grid mixed = moved(&grid, (const double[]){1.5, -1.6, 1}, (const gint64[]){5, 30, 3},
                          (const double[]){2, 0.4, 3});
    static const char *const exact_on_planes[] = {"linear", "cubic"};
    for (size_t k = 0; k < G_N_ELEMENTS(exact_on_planes); k++) {
        g_autoptr(lm_volume) a = run_like(in, &finer, exact_on_planes[k]);
        assert_world(a, &grid, (double)k, 1000);
        g_autoptr(lm_volume) b = run_like(in, &mixed, exact_on_planes[k]);
        assert_world(b, &grid, 1.2, 40);
    }
}

/* Axes in another order and mirrored, as files of other programs have them, and turned ones. */
static void like_turned(void)
{
    lm_grid grid = oblique_grid(16, 15, 14);
    g_autoptr(lm_volume) in = world_ramp(&grid);
    lm_grid world = lm_grid_make(40, 40, 40);
    const double centre[] = {7.5, 7, 6.5};
    lm_grid_to_world(&grid, centre, world.origin);
    for (int k = 0; k < 3; k++) {
        world.spacing[k] = 0.4;
        world.origin[k] -= 8;
    }
    g_autoptr(lm_volume) a = run_like(in, &world, "linear");
    assert_world(a, &grid, 0, 1000);
    lm_grid swapped = grid;
    for (int r = 0; r < 3; r++) {
        swapped.direction[3 * r] = grid.direction[3 * r + 1];
        swapped.direction[3 * r + 1] = -grid.direction[3 * r];
    }
    lm_grid_to_world(&grid, (const double[]){12, 2, 1}, swapped.origin);
    g_autoptr(lm_volume) b = run_like(in, &swapped, "linear");
    assert_world(b, &grid, 0, 500);
}

/* Onto axes that are mirrored the values of all interpolators are those of our own passes. */
static void like_mirrored(void)
{
    lm_grid grid = oblique_grid(14, 13, 12);
    lm_grid finer = lm_grid_resized(&grid, (const gint64[]){28, 39, 24}), mirrored = finer;
    lm_grid_to_world(&finer, (const double[]){27, 38, 0}, mirrored.origin);
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 2; c++)
            mirrored.direction[3 * r + c] *= -1;
    static const char *const both[] = {"nearest", "linear", "bspline"};
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t k = 0; k < G_N_ELEMENTS(both); k++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, t % 2 ? 1 : 2, 3);
            g_autoptr(lm_volume) a = run_like(in, &finer, both[k]);
            g_autoptr(lm_volume) b = run_like(in, &mirrored, both[k]);
            double unit = t == LM_FLOAT32 ? 0.01 : 1.001; /* a half may go either way */
            for (gint64 z = 0; z < 24; z++)
                for (gint64 y = 0; y < 39; y++)
                    for (gint64 x = 0; x < 28; x++)
                        for (int c = 0; c < in->components; c++)
                            g_assert_cmpfloat_with_epsilon(lm_volume_get(a, x, y, z, c),
                                                           lm_volume_get(b, 27 - x, 38 - y, z, c),
                                                           unit);
        }
}

static void like_any_cut(void)
{
    lm_grid grid = oblique_grid(12, 11, 10);
    lm_grid other = moved(&grid, (const double[]){-1.3, 2.4, -1.7}, (const gint64[]){14, 6, 40},
                          (const double[]){0.4, 1.9, 0.4});
    g_autofree char *path = file_of(&other);
    for (size_t k = 0; k < G_N_ELEMENTS(all); k++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT16, 1, 3);
        test_same_at_any_cut(&lm_op_resample, in, "like", path, "interpolator", all[k], NULL);
    }
}

static void like_refusals(void)
{
    lm_grid grid = oblique_grid(10, 9, 8), away = grid, turned = lm_grid_make(9, 9, 9);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    away.origin[2] += 1000;
    for (int k = 0; k < 3; k++)
        turned.origin[k] = grid.origin[k];
    g_autofree char *path = file_of(&away);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, "somewhere else", "like", path, NULL);
    g_free(path);
    path = file_of(&turned);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, "use bspline or linear", "like", path,
                    "interpolator", "cubic", NULL);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, "one of size and like", "like", path,
                    "size", "1 1 1", NULL);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_INPUT, "^like: ", "like", "/nowhere.nrrd",
                    NULL);
}

static void refusals(void)
{
    static const struct {
        const char *name, *text, *message;
    } cases[] = {
        {"interpolator", "linear", "say how: give spacing, size, factor or like"},
        {"spacing", "0.5 0.5", "one number for all axes or three, not two"},
        {"spacing", "0", "expected 1 to 3 numbers from 1e-09.*or iso \\(mm\\)"},
        {"spacing", "-1", "expected"},
        {"spacing", "1e-9", "too small for 5 mm along x"},
        {"spacing", "1e-7", "more than any machine holds"},
        {"spacing", "fine", "expected"},
        {"size", "0 1 1", "expected 3 whole numbers from 1"},
        {"size", "1.5 1 1", "expected 3 whole numbers"},
        {"size", "2000000000 2000000000 2000000000", "more than any machine holds"},
        {"interpolator", "sinc", "nearest, linear, cubic, bspline or lanczos"},
        {"factor", "0", "expected"},
        {"factor", "2 2", "one number for all axes or three, not two"},
        {"factor", "1e9", "more than"},
    };
    lm_grid grid = oblique_grid(10, 9, 8);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, cases[i].message, cases[i].name,
                        cases[i].text, NULL);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE,
                    "give one of spacing and size, not both", "spacing", "1", "size", "1 1 1",
                    NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/resample/against-the-textbook", against_the_textbook);
    g_test_add_func("/resample/long-axes", long_axes);
    g_test_add_func("/resample/nearest-is-nearest", nearest_is_nearest);
    g_test_add_func("/resample/any-cut", any_cut);
    g_test_add_func("/resample/same-size-is-identity", same_size_is_identity);
    g_test_add_func("/resample/constants", constants);
    g_test_add_func("/resample/plane-stays-plane", plane_stays_plane);
    g_test_add_func("/resample/field-of-view-stays", field_of_view_stays);
    g_test_add_func("/resample/spacing-to-size", spacing_to_size);
    g_test_add_func("/resample/nan-stays-local", nan_stays_local);
    g_test_add_func("/resample/nan-in-spline", nan_in_spline);
    g_test_add_func("/resample/mean-of-halves", mean_of_halves);
    g_test_add_func("/resample/fine-texture", fine_texture);
    g_test_add_func("/resample/one-voxel", one_voxel);
    g_test_add_func("/resample/refusals", refusals);
    g_test_add_func("/resample/like-whole-shift", whole_shift_is_exact);
    g_test_add_func("/resample/like-is-like-size", like_is_like_size);
    g_test_add_func("/resample/like-parallel", like_parallel);
    g_test_add_func("/resample/like-turned", like_turned);
    g_test_add_func("/resample/like-mirrored", like_mirrored);
    g_test_add_func("/resample/like-any-cut", like_any_cut);
    g_test_add_func("/resample/like-refusals", like_refusals);
    folder = test_folder();
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
