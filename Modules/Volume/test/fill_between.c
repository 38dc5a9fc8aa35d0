#include "fill.h"
#include "oblique.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_fill_between;

static lm_volume *filled(lm_volume *in, const char *spacing, const char *method)
{
    return test_run_volume(&lm_op_fill_between, in, "spacing", spacing, "method", method, NULL);
}

/* Where along z of the input a plane of the output is, in planes of the input. */
static double place_of(const lm_volume *in, const lm_volume *out, gint64 z)
{
    double index[3] = {0, 0, (double)z}, world[3];
    lm_grid_to_world(&out->grid, index, world);
    lm_grid_to_index(&in->grid, world, index);
    return index[2];
}

static void linear_is_linear(void)
{
    static const lm_type types[] = {LM_UINT8, LM_INT8, LM_UINT16, LM_INT16, LM_FLOAT32};
    lm_grid grid = oblique_grid(5, 4, 6);
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, types[t], 1, 11);
        g_autoptr(lm_volume) out = filled(in, "0.7", "linear");
        g_assert_cmpint(out->type, ==, in->type);
        g_assert_cmpint(out->grid.size[2], ==, 17);
        for (gint64 z = 0; z < 17; z++) {
            double at = CLAMP(place_of(in, out, z), 0, 5), weight = at - floor(at);
            gint64 left = (gint64)at, right = MIN(left + 1, 5);
            for (gint64 y = 0; y < 4; y++)
                for (gint64 x = 0; x < 5; x++) {
                    double truth = (1 - weight) * lm_volume_get(in, x, y, left, 0) +
                                   weight * lm_volume_get(in, x, y, right, 0);
                    g_assert_cmpfloat_with_epsilon(lm_volume_get(out, x, y, z, 0), truth,
                                                   types[t] == LM_FLOAT32 ? 1e-3 : 0.501);
                }
        }
    }
}

/* A given slice stays what it is, and beyond the outermost ones they go on, by every method. */
static void given_slices_stay(void)
{
    const char *const *methods = lm_param_find(lm_op_fill_between.params, "method")->choices;
    lm_grid grid = oblique_grid(9, 8, 6);
    for (int m = 0; methods[m]; m++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_INT16, 1, 13);
        g_autoptr(lm_volume) out = filled(in, "0.4", methods[m]);
        g_assert_cmpint(out->grid.size[2], ==, 30);
        const size_t bytes = lm_volume_plane_bytes(in);
        const char *from = in->data, *to = out->data;
        for (size_t z = 0; z < 6; z++)
            g_assert_true(memcmp(from + z * bytes, to + (5 * z + 2) * bytes, bytes) == 0);
        g_assert_true(memcmp(from, to, bytes) == 0);
        g_assert_true(memcmp(from + 5 * bytes, to + 29 * bytes, bytes) == 0);
    }
}

static void same_spacing_is_identity(void)
{
    lm_grid grid = oblique_grid(7, 6, 5);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        if (t == LM_UINT32 || t == LM_INT32)
            continue;
        g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1, 17);
        if (t == LM_FLOAT32)
            ((float *)in->data)[50] = NAN;
        g_autoptr(lm_volume) out = filled(in, "2", "auto");
        test_assert_same_volume(in, out);
    }
}

static void constants(void)
{
    const char *const *methods = lm_param_find(lm_op_fill_between.params, "method")->choices;
    static const lm_type types[] = {LM_UINT8, LM_INT8, LM_UINT16, LM_INT16};
    lm_grid grid = oblique_grid(11, 12, 5);
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++)
        for (int e = 0; e < 2; e++)
            for (int m = 0; methods[m]; m++) {
                double ends[2], least, greatest;
                lm_type_range(types[t], &ends[0], &ends[1]);
                const double centre[3] = {0, 0, 0};
                g_autoptr(lm_volume) in =
                    test_ball(&grid, types[t], centre, 1, 1, ends[e], ends[e]);
                g_autoptr(lm_volume) out = filled(in, "0.3", methods[m]);
                g_assert_true(lm_volume_range(out, &least, &greatest));
                g_assert_cmpfloat(least, ==, ends[e]);
                g_assert_cmpfloat(greatest, ==, ends[e]);
            }
}

/* What one missing value of plane 2 reaches: the new slices of the gaps beside it, at that pixel.
 */
static void nan_stays_local(void)
{
    const char *const *methods = lm_param_find(lm_op_fill_between.params, "method")->choices;
    lm_grid grid = lm_grid_make(9, 8, 5);
    for (int m = 0; methods[m]; m++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 19);
        ((float *)in->data)[2 * 72 + 3 * 9 + 4] = NAN;
        g_autoptr(lm_volume) out = filled(in, "0.2", methods[m]);
        g_assert_cmpint(out->grid.size[2], ==, 25);
        for (gint64 z = 0; z < 25; z++)
            for (gint64 i = 0; i < 72; i++) {
                bool near = i == 3 * 9 + 4 && z > 7 && z < 17;
                g_assert_cmpint(isnan(lm_volume_get(out, i % 9, i / 9, z, 0)), ==, near);
            }
    }
}

/* Slices that hold no number at all, and infinite ones, do not reach the methods. */
static void nothing_but_nan(void)
{
    const char *const *methods = lm_param_find(lm_op_fill_between.params, "method")->choices;
    lm_grid grid = lm_grid_make(9, 8, 5);
    for (int m = 0; methods[m]; m++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 23);
        float *v = in->data;
        for (size_t i = 0; i < 72; i++)
            v[i] = NAN;
        v[3 * 72] = INFINITY;
        for (size_t i = 1; i < 40; i++)
            v[4 * 72 + i] = -INFINITY;
        g_autoptr(lm_volume) out = filled(in, "0.2", methods[m]);
        for (gint64 i = 0; i < 72; i++) {
            g_assert_true(isnan(lm_volume_get(out, i % 9, i / 9, 6, 0)));
            g_assert_true(isfinite(lm_volume_get(out, i % 9, i / 9, 10, 0)));
        }
        g_assert_cmpfloat(lm_volume_get(out, 0, 0, 16, 0), ==, INFINITY);
        g_assert_cmpfloat(lm_volume_get(out, 1, 0, 18, 0), ==, -INFINITY);
    }
}

/* Facts may be NULL; positions are those of uneven planes, or NULL. */
static lm_volume *run_on(unsigned threads, lm_volume *in, const double *positions,
                         const char *spacing, const char *method, GVariant **facts)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    g_autoptr(GError) error = NULL;
    lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&value);
    info.positions = positions;
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_fill_between, &info, context, &error, "spacing",
                                 spacing, "method", method, "score", "true", NULL));
    g_assert_null(step.plan.out.positions);
    g_assert_true(lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, step.plan.out.grid.size[2]},
                              0, &out, context, &error));
    g_assert_no_error(error);
    test_step_clear(&step);
    GVariant *all = lm_context_take_facts(context);
    if (facts)
        *facts = all;
    else
        g_variant_unref(all);
    return out.volume;
}

/* However many threads there are: the same bytes, and the same score. */
static void any_threads(void)
{
    const char *const *methods = lm_param_find(lm_op_fill_between.params, "method")->choices;
    lm_grid grid = oblique_grid(33, 29, 9);
    const double centre[3] = {10, 20, -30};
    for (int m = 0; methods[m]; m++) {
        g_autoptr(lm_volume) in = test_ball(&grid, LM_UINT16, centre, 9, 2, 40000, 100);
        g_autoptr(GVariant) one_facts = NULL, three_facts = NULL;
        g_autoptr(lm_volume) one = run_on(1, in, NULL, "0.3", methods[m], &one_facts);
        g_autoptr(lm_volume) three = run_on(3, in, NULL, "0.3", methods[m], &three_facts);
        test_assert_same_volume(one, three);
        g_assert_true(g_variant_equal(one_facts, three_facts));
    }
}

/* A straight line in mm stays one through slices that are not evenly spaced, and a parabola does by
 * cubic; those slices that the result falls on are themselves. */
static void uneven_positions(void)
{
    static const double at[] = {0, 1, 1.5, 4, 7, 8};
    static const char *const method_of[] = {"linear", "cubic"};
    lm_grid grid = lm_grid_make(4, 3, 6);
    grid.spacing[2] = 8.0 / 5;
    for (int degree = 1; degree <= 2; degree++) {
        g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
        for (int i = 0; i < 72; i++)
            ((float *)in->data)[i] = (float)(i % 12 + pow(at[i / 12], degree));
        g_autoptr(lm_volume) out = run_on(2, in, at, "0.1", method_of[degree - 1], NULL);
        g_assert_cmpint(out->grid.size[2], ==, 96);
        for (gint64 z = 0; z < 96; z++)
            for (gint64 i = 0; i < 12; i++) {
                double mm = CLAMP(place_of(in, out, z) * grid.spacing[2], 0, 8);
                g_assert_cmpfloat_with_epsilon(lm_volume_get(out, i % 4, i / 4, z, 0),
                                               (double)i + pow(mm, degree), 1e-4);
            }
    }
}

/* Pixels that follow z squared are a parabola, which cubic continues exactly and linear does not.
 */
static void score_finds_the_better(void)
{
    lm_grid grid = lm_grid_make(12, 10, 9);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    float *v = in->data;
    for (gint64 z = 0; z < 9; z++)
        for (gint64 i = 0; i < 120; i++)
            *v++ = (float)(z * z + i);
    g_autoptr(GVariant) facts = NULL;
    g_autoptr(lm_volume) out = run_on(2, in, NULL, "0.3", "auto", &facts);
    g_autoptr(GVariant) score = g_variant_lookup_value(facts, "score", G_VARIANT_TYPE_VARDICT);
    g_autoptr(GVariant) linear = g_variant_lookup_value(score, "linear", G_VARIANT_TYPE_VARDICT);
    g_autoptr(GVariant) cubic = g_variant_lookup_value(score, "cubic", G_VARIANT_TYPE_VARDICT);
    double rms, psnr, share;
    g_assert_true(g_variant_lookup(cubic, "share", "d", &share));
    g_assert_cmpfloat(share, ==, 1);
    g_assert_true(g_variant_lookup(linear, "rms", "d", &rms));
    g_assert_true(g_variant_lookup(linear, "psnr_db", "d", &psnr));
    /* Half way between z - 1 and z + 1 the chord is 1 above z squared. */
    g_assert_cmpfloat_with_epsilon(rms, 1, 1e-6);
    g_assert_cmpfloat_with_epsilon(psnr, 20 * log10(64 + 119), 1e-6);
}

/* Methods whose differences from the truth have squares of 1, as if they were one. */
static fill_score all_the_same(void)
{
    fill_score score = {.range = 100};
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b < FILL_METHODS; b++)
            score.product[a][b] = 1;
    return score;
}

static void near_ties_stay_linear(void)
{
    const fill_mix linear = fill_by(FILL_LINEAR), cubic = fill_by(FILL_CUBIC);
    fill_score score = all_the_same();
    fill_mix best = fill_best(&score);
    g_assert_true(memcmp(&best, &linear, sizeof best) == 0);
    score.product[FILL_CUBIC][FILL_CUBIC] = 0.99;
    best = fill_best(&score);
    g_assert_true(memcmp(&best, &linear, sizeof best) == 0);
    score.product[FILL_CUBIC][FILL_CUBIC] = 0.9;
    best = fill_best(&score);
    g_assert_true(memcmp(&best, &cubic, sizeof best) == 0);
}

/* Differences that have nothing to do with each other: the best shares go with one over their
 * squares, and the square of what is left is one over the sum of those. */
static void shares(void)
{
    fill_score score = all_the_same();
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b < FILL_METHODS; b++)
            score.product[a][b] = a != b ? 0 : a == 0 ? 4 : a == 1 ? 1 : 1e9;
    const fill_mix best = fill_best(&score), alone = fill_by(0);
    g_assert_cmpfloat(best.share[0], ==, 0.2);
    g_assert_cmpfloat(best.share[1], ==, 0.8);
    g_assert_cmpfloat_with_epsilon(fill_rms(&score, &best), sqrt(1 / (1.0 / 4 + 1.0 / 1)), 1e-12);
    g_assert_cmpfloat_with_epsilon(fill_psnr(&score, &alone), 20 * log10(100.0 / 2), 1e-12);
}

/* Mixed values that are equal stay what they are, and others lie between. */
static void mixes(void)
{
    lm_grid grid = lm_grid_make(5, 4, 4);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    const gint64 plane = 20;
    float *v = in->data;
    for (gint64 z = 0; z < 4; z++)
        for (gint64 i = 0; i < plane; i++)
            v[z * plane + i] = i < plane / 2 ? 0.1F : (float)(z * z);
    static const double position[] = {0, 1, 2, 3}, at[] = {1.5};
    static const gint64 slice[] = {0, 1, 2, 3};
    const fill_stack stack = {in, false, position, slice, 4};
    float made[20];
    void *const planes[] = {made};
    fill_mix mix = {{0}};
    mix.share[FILL_LINEAR] = 0.6; /* 2.5 */
    mix.share[FILL_CUBIC] = 0.4;  /* 2.25 */
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    g_assert_true(fill_gap(&stack, 1, &mix, &(fill_slices){1, at, planes}, context, &error));
    g_assert_no_error(error);
    for (gint64 i = 0; i < plane; i++)
        if (i < plane / 2)
            g_assert_cmpfloat(made[i], ==, 0.1F);
        else
            g_assert_cmpfloat_with_epsilon(made[i], 0.6 * 2.5 + 0.4 * 2.25, 1e-6);
}

static void thin_scores_are_said(void)
{
    static const struct {
        gint64 slices;
        const char *warning;
    } cases[] = {{2, "*two slices leave none*"}, {4, "*of a single one"}, {5, NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        lm_grid grid = lm_grid_make(6, 5, cases[i].slices);
        g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        g_autoptr(GError) error = NULL;
        lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
        lm_info info = test_info(&value);
        test_step step;
        g_assert_true(test_step_plan(&step, &lm_op_fill_between, &info, context, &error, "spacing",
                                     "0.5", NULL));
        g_assert_true(lm_plan_run(&step.plan, &value, NULL,
                                  (lm_zrange){0, step.plan.out.grid.size[2]}, 0, &out, context,
                                  &error));
        g_auto(GStrv) warnings = lm_context_warnings(context);
        g_assert_cmpint(warnings[0] != NULL, ==, cases[i].warning != NULL);
        if (cases[i].warning)
            g_assert_true(g_pattern_match_simple(cases[i].warning, warnings[0]));
        lm_value_clear(&out);
        test_step_clear(&step);
    }
}

static lm_volume *label_disc(lm_type type)
{
    lm_grid grid = lm_grid_make(24, 20, 6);
    lm_volume *volume = test_noise(&grid, type, 1, 1);
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++) {
        const double x = (double)(i % 24), y = (double)(i / 24 % 20), z = (double)(i / 480);
        const bool inside = hypot(x - 7 - 2 * z, y - 10) < 5;
        if (type == LM_UINT32)
            ((guint32 *)volume->data)[i] = inside ? 4000000000U : 16777217;
        else
            ((gint8 *)volume->data)[i] = inside ? -3 : 100;
    }
    return volume;
}

/* A disc that leans: no value that was not there, even one that floats do not hold, and its middle
 * lies on the straight line. */
static void labels_by_shape(void)
{
    static const lm_type types[] = {LM_UINT32, LM_INT8};
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
        g_autoptr(lm_volume) in = label_disc(types[t]);
        g_autoptr(lm_context) context = lm_context_new(2, 0);
        g_autoptr(GError) error = NULL;
        lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
        lm_info info = test_info(&value);
        info.labels = true;
        test_step step;
        g_assert_true(test_step_plan(&step, &lm_op_fill_between, &info, context, &error, "spacing",
                                     "0.2", NULL));
        g_assert_true(step.plan.out.labels);
        g_assert_true(
            lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, 30}, 0, &out, context, &error));
        const double disc = lm_volume_get(in, 7, 10, 0, 0), rest = lm_volume_get(in, 0, 0, 0, 0);
        for (gint64 z = 2; z < 28; z++) {
            double sum = 0, count = 0;
            for (gint64 i = 0; i < 480; i++) {
                const double label = lm_volume_get(out.volume, i % 24, i / 24, z, 0);
                g_assert_true(label == disc || label == rest);
                sum += label == disc ? (double)(i % 24) : 0;
                count += label == disc;
            }
            g_assert_cmpfloat_with_epsilon(sum / count, 7 + 2 * (double)(z - 2) / 5, 0.35);
        }
        lm_value_clear(&out);
        test_step_clear(&step);
    }
}

static void refuses_labels(const char *name, const char *text, const char *pattern)
{
    lm_grid grid = lm_grid_make(5, 4, 4);
    lm_info info = {
        .kind = LM_VOLUME, .grid = grid, .type = LM_UINT8, .components = 1, .labels = true};
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    test_step step;
    g_assert_false(
        test_step_plan(&step, &lm_op_fill_between, &info, context, &error, name, text, NULL));
    test_assert_error(&error, LM_ERROR_USAGE, pattern);
    test_step_clear(&step);
}

static void labels_refused(void)
{
    refuses_labels("method", "linear", "between two of them lies none; use method=\"shape\"");
    refuses_labels("method", "flow", "use method=\"shape\"");
    refuses_labels("score", "true", "leave score out");
}

static void refuses(gint64 slices, lm_type type, const char *spacing, const char *pattern)
{
    lm_grid grid = oblique_grid(5, 4, slices);
    g_autoptr(lm_volume) in = test_noise(&grid, type, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_fill_between, &value, LM_ERROR_USAGE, pattern, "spacing", spacing, NULL);
}

static void refusals(void)
{
    refuses(1, LM_UINT8, "0.5", "one slice, and between slices there must be two");
    refuses(4, LM_UINT32, "0.5", "put <cast type=\"float32\"/> before it");
    refuses(4, LM_UINT8, "3", "2 mm apart already.*<resample spacing=\"3\"/>");
    refuses(4, LM_UINT8, "1e-9", "makes 8000000000 slices out of 8 mm.*larger");
    refuses(4, LM_UINT8, "0", "expected");
    refuses(4, LM_UINT8, "1 1", "expected");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fill-between/linear-is-linear", linear_is_linear);
    g_test_add_func("/fill-between/given-slices-stay", given_slices_stay);
    g_test_add_func("/fill-between/same-spacing-is-identity", same_spacing_is_identity);
    g_test_add_func("/fill-between/constants", constants);
    g_test_add_func("/fill-between/nan-stays-local", nan_stays_local);
    g_test_add_func("/fill-between/nothing-but-nan", nothing_but_nan);
    g_test_add_func("/fill-between/any-threads", any_threads);
    g_test_add_func("/fill-between/uneven-positions", uneven_positions);
    g_test_add_func("/fill-between/score-finds-the-better", score_finds_the_better);
    g_test_add_func("/fill-between/near-ties-stay-linear", near_ties_stay_linear);
    g_test_add_func("/fill-between/shares", shares);
    g_test_add_func("/fill-between/mixes", mixes);
    g_test_add_func("/fill-between/thin-scores-are-said", thin_scores_are_said);
    g_test_add_func("/fill-between/labels-by-shape", labels_by_shape);
    g_test_add_func("/fill-between/labels-refused", labels_refused);
    g_test_add_func("/fill-between/refusals", refusals);
    return g_test_run();
}
