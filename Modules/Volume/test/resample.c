#include "oblique.h"
#include "testing.h"

#include <math.h>

extern const lm_op lm_op_resample;

static const char *const sizes[] = {"5 4 3",  "9 11 13",  "10 8 6", "3 2 1", "1 1 1",
                                    "5 13 3", "20 16 12", "7 4 2",  "2 9 5"};

static double clamped(const lm_volume *v, gint64 x, gint64 y, gint64 z, int c)
{
    const gint64 *n = v->grid.size;
    return lm_volume_get(v, CLAMP(x, 0, n[0] - 1), CLAMP(y, 0, n[1] - 1), CLAMP(z, 0, n[2] - 1), c);
}

/* The textbook's eight neighbours and eight products, at a place in the world. */
static double trilinear(const lm_volume *v, const double world[3], int c)
{
    double index[3], f[3], sum = 0;
    gint64 i[3];
    lm_grid_to_index(&v->grid, world, index);
    for (int k = 0; k < 3; k++) {
        i[k] = (gint64)floor(index[k]);
        f[k] = index[k] - floor(index[k]);
    }
    for (int corner = 0; corner < 8; corner++) {
        int a = corner & 1, b = corner >> 1 & 1, d = corner >> 2;
        sum += (a ? f[0] : 1 - f[0]) * (b ? f[1] : 1 - f[1]) * (d ? f[2] : 1 - f[2]) *
               clamped(v, i[0] + a, i[1] + b, i[2] + d, c);
    }
    return sum;
}

/* The truth where the result says its voxels are: checks values and geometry together. */
static void assert_trilinear(const lm_volume *in, const lm_volume *out)
{
    double rounding = in->type == LM_FLOAT32 ? 0 : 0.5;
    double least = -1000, greatest = 1000;
    if (in->type != LM_FLOAT32)
        lm_type_range(in->type, &least, &greatest);
    bool wide = in->type == LM_UINT32 || in->type == LM_INT32;
    double tolerance = rounding + (greatest - least) * (wide ? 1e-12 : 1e-6);
    for (gint64 z = 0; z < out->grid.size[2]; z++)
        for (gint64 y = 0; y < out->grid.size[1]; y++)
            for (gint64 x = 0; x < out->grid.size[0]; x++)
                for (int c = 0; c < out->components; c++) {
                    double index[3] = {(double)x, (double)y, (double)z}, world[3];
                    lm_grid_to_world(&out->grid, index, world);
                    g_assert_cmpfloat_with_epsilon(lm_volume_get(out, x, y, z, c),
                                                   trilinear(in, world, c), tolerance);
                }
}

static void against_the_textbook(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, t % 2 ? 1 : 3, 17);
            g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", sizes[s], NULL);
            assert_trilinear(in, out);
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
        for (int components = 1; components <= 3; components++)
            for (size_t s = 0; s < G_N_ELEMENTS(to); s++) {
                g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, components, 29);
                test_same_at_any_cut(&lm_op_resample, in, "size", to[s], "interpolator", "linear",
                                     NULL);
                test_same_at_any_cut(&lm_op_resample, in, "size", to[s], "interpolator", "nearest",
                                     NULL);
            }
}

static void same_size_is_identity(void)
{
    lm_grid grid = oblique_grid(7, 6, 5);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (int i = 0; i < 2; i++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 2, 31);
            if (t == LM_FLOAT32) {
                ((float *)in->data)[100] = NAN;
                ((float *)in->data)[200] = INFINITY;
            }
            g_autoptr(lm_volume) out =
                test_run_volume(&lm_op_resample, in, "spacing", "0.5 0.75 2", "interpolator",
                                i ? "linear" : "nearest", NULL);
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

/* The ends of each type's range, where rounding and overflow would show. */
static void constants(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        double ends[2];
        lm_type_range((lm_type)t, &ends[0], &ends[1]);
        for (int e = 0; e < 2; e++)
            for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
                g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1, 1);
                fill(in, ends[e]);
                g_autoptr(lm_volume) out =
                    test_run_volume(&lm_op_resample, in, "size", sizes[s], NULL);
                double least, greatest;
                g_assert_true(lm_volume_range(out, &least, &greatest));
                g_assert_cmpfloat(least, ==, ends[e]);
                g_assert_cmpfloat(greatest, ==, ends[e]);
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
}

/* One missing value reaches the voxels between its neighbours and no further. */
static void nan_stays_local(void)
{
    lm_grid grid = lm_grid_make(9, 9, 9);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    ((float *)in->data)[4 * 81 + 4 * 9 + 4] = NAN;
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_resample, in, "size", "27 27 27", NULL);
    for (gint64 z = 0; z < 27; z++)
        for (gint64 y = 0; y < 27; y++)
            for (gint64 x = 0; x < 27; x++) {
                bool near = ABS(x - 13) < 3 && ABS(y - 13) < 3 && ABS(z - 13) < 3;
                g_assert_cmpint(isnan(lm_volume_get(out, x, y, z, 0)), ==, near);
            }
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

static void refusals(void)
{
    static const struct {
        const char *name, *text, *message;
    } cases[] = {
        {"interpolator", "linear", "give either spacing or size$"},
        {"spacing", "0.5 0.5", "one number for all axes or three, not two"},
        {"spacing", "0", "expected 1 to 3 numbers from 1e-09.*or iso \\(mm\\)"},
        {"spacing", "-1", "expected"},
        {"spacing", "1e-9", "too small for 5 mm along x"},
        {"spacing", "1e-7", "more than any machine holds"},
        {"spacing", "fine", "expected"},
        {"size", "0 1 1", "expected 3 whole numbers from 1"},
        {"size", "1.5 1 1", "expected 3 whole numbers"},
        {"size", "2000000000 2000000000 2000000000", "more than any machine holds"},
        {"interpolator", "cubic", "nearest or linear"},
    };
    lm_grid grid = oblique_grid(10, 9, 8);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, cases[i].message, cases[i].name,
                        cases[i].text, NULL);
    test_plan_fails(&lm_op_resample, &value, LM_ERROR_USAGE, "not both", "spacing", "1", "size",
                    "1 1 1", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/resample/against-the-textbook", against_the_textbook);
    g_test_add_func("/resample/nearest-is-nearest", nearest_is_nearest);
    g_test_add_func("/resample/any-cut", any_cut);
    g_test_add_func("/resample/same-size-is-identity", same_size_is_identity);
    g_test_add_func("/resample/constants", constants);
    g_test_add_func("/resample/plane-stays-plane", plane_stays_plane);
    g_test_add_func("/resample/field-of-view-stays", field_of_view_stays);
    g_test_add_func("/resample/spacing-to-size", spacing_to_size);
    g_test_add_func("/resample/nan-stays-local", nan_stays_local);
    g_test_add_func("/resample/one-voxel", one_voxel);
    g_test_add_func("/resample/refusals", refusals);
    return g_test_run();
}
