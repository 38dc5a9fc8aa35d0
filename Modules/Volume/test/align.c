#include "align_motion.h"
#include "align_path.h"
#include "oblique.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_align, lm_op_input;

/* ---- phantoms ---- */

/* A texture on the whole plane, in mm, whose waves come and go from slice to slice without moving.
 */
static double texture(double complex at, double z)
{
    const double x = creal(at), y = cimag(at);
    double sum = 0;
    for (int k = 1; k <= 6; k++) {
        const double turn = 2.4 * k, wave = 0.25 + 0.09 * k;
        sum += (1 + 0.1 * sin(z + k)) * sin(wave * (x * cos(turn) + y * sin(turn)) + 1.7 * k);
    }
    return 100 + 20 * sum;
}

typedef double (*shade)(double complex at, double z);

/* Slice z shows at each place what `of` has where jitter[z] takes the place. */
static lm_volume *stack_of(const lm_grid *grid, lm_type type, shade of, const align_motion *jitter)
{
    lm_volume *volume = test_noise(grid, type, 1, 1);
    size_t at = 0;
    for (gint64 z = 0; z < grid->size[2]; z++)
        for (gint64 y = 0; y < grid->size[1]; y++)
            for (gint64 x = 0; x < grid->size[0]; x++, at++) {
                const double complex place =
                    ((double)x - (double)(grid->size[0] - 1) / 2) * grid->spacing[0] +
                    I * ((double)y - (double)(grid->size[1] - 1) / 2) * grid->spacing[1];
                const align_motion j = jitter ? jitter[z] : align_motion_none();
                const double v = of(j.turn * place + j.shift, (double)z);
                if (type == LM_FLOAT32)
                    ((float *)volume->data)[at] = (float)v;
                else
                    ((guint8 *)volume->data)[at] = (guint8)CLAMP(lround(v), 0, 255);
            }
    return volume;
}

enum { SLICES = 12, MOST_SLICES = 100 };
static lm_grid small_grid(void)
{
    lm_grid grid = lm_grid_make(72, 60, SLICES);
    grid.spacing[0] = 0.5;
    grid.spacing[1] = 0.75;
    grid.spacing[2] = 2;
    return grid;
}

/* Up to 3 mm (6 and 4 pixels) and 2 degrees, none of the middle slice. */
static void make_jitter(align_motion jitter[SLICES])
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    for (int z = 0; z < SLICES; z++) {
        const double x = g_rand_double_range(rand, -3, 3), y = g_rand_double_range(rand, -3, 3);
        const double angle = g_rand_double_range(rand, -2, 2) * G_PI / 180;
        jitter[z] =
            z == SLICES / 2 ? align_motion_none() : (align_motion){cexp(I * angle), x + I * y};
    }
}

/* ---- running ---- */

typedef struct outcome {
    lm_volume *volume;
    GVariant *facts;
    char *warnings;
    align_motion move[MOST_SLICES];
} outcome;

static void get_moves(outcome *o, gsize count)
{
    static const char *const keys[] = {"shift_x", "shift_y", "rotation"};
    for (int k = 0; k < 3; k++) {
        g_autoptr(GVariant) list = g_variant_lookup_value(o->facts, keys[k], G_VARIANT_TYPE("ad"));
        gsize n;
        const double *v = g_variant_get_fixed_array(list, &n, sizeof *v);
        g_assert_cmpuint(n, ==, count);
        g_assert_cmpuint(n, <=, MOST_SLICES);
        for (gsize z = 0; z < n; z++)
            if (k < 2)
                o->move[z].shift += (k ? I : 1) * v[z];
            else
                o->move[z].turn = cexp(I * v[z] * G_PI / 180);
    }
}

static outcome align_info(const lm_info *info, lm_volume *in, unsigned threads, const char *drift,
                          const char *name, const char *text)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    g_autoptr(GError) error = NULL;
    lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_align, info, context, &error, "keep-drift", drift,
                                 name, text, NULL));
    lm_zrange all = {0, in->grid.size[2]};
    lm_plan_run(&step.plan, &value, NULL, all, 0, &out, context, &error);
    g_assert_no_error(error);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    outcome o = {.volume = out.volume,
                 .facts = lm_context_take_facts(context),
                 .warnings = g_strjoinv("\n", warnings)};
    test_step_clear(&step);
    get_moves(&o, (gsize)in->grid.size[2]);
    return o;
}

static outcome align(lm_volume *in, const char *drift, const char *name, const char *text)
{
    lm_value value = {LM_VOLUME, in, NULL};
    lm_info info = test_info(&value);
    return align_info(&info, in, 2, drift, name, text);
}

static void outcome_clear(outcome *o)
{
    lm_volume_unref(o->volume);
    g_variant_unref(o->facts);
    g_free(o->warnings);
}

static void assert_says(const outcome *o, const char *pattern)
{
    if (!g_regex_match_simple(pattern, o->warnings, 0, 0))
        g_error("\"%s\" does not say \"%s\"", o->warnings, pattern);
}

/* RMS over slices of what is left of the jitter: mm, and degrees. */
static void residual(const outcome *o, const align_motion *jitter, double rms[2])
{
    rms[0] = rms[1] = 0;
    for (int z = 0; z < SLICES; z++) {
        const align_motion left = align_motion_then(align_motion_inverse(jitter[z]), o->move[z]);
        rms[0] += pow(cabs(left.shift), 2) / SLICES;
        rms[1] += pow(align_motion_degrees(left), 2) / SLICES;
    }
    rms[0] = sqrt(rms[0]);
    rms[1] = sqrt(rms[1]);
}

/* ---- tests ---- */

static void known_jitter_is_undone(void)
{
    static const lm_type types[] = {LM_FLOAT32, LM_UINT8};
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
        g_autoptr(lm_volume) in = stack_of(&grid, types[t], texture, jitter);
        g_autoptr(lm_volume) straight = stack_of(&grid, types[t], texture, NULL);
        outcome o = align(in, "false", "max-shift", "8");
        double rms[2];
        residual(&o, jitter, rms);
        g_test_message("%g mm, %g degrees", rms[0], rms[1]);
        g_assert_cmpfloat(rms[0], <, 0.05); /* a tenth of a pixel */
        g_assert_cmpfloat(rms[1], <, 0.1);
        for (gint64 z = 0; z < SLICES; z++) /* in the middle, where nothing came in */
            for (gint64 y = 20; y < 40; y++)
                for (gint64 x = 25; x < 45; x++)
                    g_assert_cmpfloat_with_epsilon(lm_volume_get(o.volume, x, y, z, 0),
                                                   lm_volume_get(straight, x, y, z, 0), 5);
        g_assert_cmpstr(o.warnings, ==, "");
        outcome_clear(&o);
    }
}

/* What is only shifted by whole pixels comes back exactly. */
static void whole_pixels_are_exact(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    for (int z = 0; z < SLICES; z++)
        jitter[z] = (align_motion){1, z == 3 ? 1 + I * 1.5 : 0}; /* 2 pixels each way */
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, texture, jitter);
    for (gint64 z = 0; z < SLICES; z++) /* all of the content of slice 0 */
        if (z != 3)
            memcpy((char *)in->data + (size_t)z * lm_volume_plane_bytes(in), in->data,
                   lm_volume_plane_bytes(in));
    for (gint64 y = 0; y < 58; y++)
        memcpy((float *)in->data + (3 * 60 + y) * 72, (float *)in->data + (y + 2) * 72 + 2,
               70 * sizeof(float));
    outcome o = align(in, "true", "transform", "translation");
    for (int z = 0; z < SLICES; z++)
        g_assert_cmpfloat(cabs(o.move[z].shift - jitter[z].shift), <, z == 3 ? 0.01 : 1e-300);
    outcome_clear(&o);
}

static double cylinder(double complex at, double z)
{
    const double r = cabs(at - (1 + 0.5 * I) * (z - 5.5) * 0.7);
    return 200 / (1 + exp(3 * (r - 8)));
}

/* An object that leans stays as it is, to the last bit, unless it is to be straightened. */
static void slant_is_kept(void)
{
    const lm_grid grid = small_grid();
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, cylinder, NULL);
    outcome kept = align(in, "true", "transform", "translation");
    test_assert_same_volume(in, kept.volume);
    outcome straight = align(in, "false", "transform", "translation");
    for (int z = 0; z < SLICES; z++)
        g_assert_cmpfloat(cabs(straight.move[z].shift + (1 + 0.5 * I) * (z - 6) * 0.7), <, 0.05);
    outcome_clear(&kept);
    outcome_clear(&straight);
}

static double bent(double complex at, double z)
{
    const double r = cabs(at - 0.15 * (z - 5.5) * (z - 5.5));
    return 200 / (1 + exp(3 * (r - 8)));
}

static void bend_is_kept(void)
{
    const lm_grid grid = small_grid();
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, bent, NULL);
    outcome o = align(in, "true", "transform", "translation");
    for (int z = 0; z < SLICES; z++)
        g_assert_cmpfloat(cabs(o.move[z].shift), <, 0.05);
    outcome_clear(&o);
}

/* A jump of one slice of a leaning object is undone, and the lean is not. */
static void jump_on_a_slant(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    for (int z = 0; z < SLICES; z++)
        jitter[z] = (align_motion){1, z == 4 ? 2 - I : 0};
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, cylinder, jitter);
    outcome o = align(in, "true", "transform", "translation");
    for (int z = 0; z < SLICES; z++)
        g_assert_cmpfloat(cabs(o.move[z].shift - jitter[z].shift), <, 0.1);
    outcome_clear(&o);
}

static lm_volume *read_volume(const char *path)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    const lm_info none = {.kind = LM_NONE};
    lm_value out = {LM_NONE, NULL, NULL};
    test_step step;
    test_step_plan(&step, &lm_op_input, &none, context, &error, "path", path, NULL);
    g_assert_no_error(error);
    lm_zrange all = {0, step.plan.out.grid.size[2]};
    lm_plan_run(&step.plan, NULL, NULL, all, 0, &out, context, &error);
    g_assert_no_error(error);
    test_step_clear(&step);
    return out.volume;
}

/* A value of plane z between its pixels, by Lagrange's polynomials over four of them each way; at
 * the edge the outermost go on. */
static double between_pixels(const lm_volume *v, gint64 z, double x, double y)
{
    const double at[2] = {x, y};
    gint64 first[2];
    double weight[2][4], sum = 0;
    for (int k = 0; k < 2; k++) {
        first[k] = (gint64)floor(at[k]) - 1;
        for (int i = 0; i < 4; i++) {
            weight[k][i] = 1;
            for (int j = 0; j < 4; j++)
                if (j != i)
                    weight[k][i] *= (at[k] - (double)(first[k] + j)) / (i - j);
        }
    }
    for (int j = 0; j < 4; j++)
        for (int i = 0; i < 4; i++)
            sum += weight[0][i] * weight[1][j] *
                   lm_volume_get(v, CLAMP(first[0] + i, 0, v->grid.size[0] - 1),
                                 CLAMP(first[1] + j, 0, v->grid.size[1] - 1), z, 0);
    return sum;
}

/* Each slice shows at each place what it had where jitter[z] takes the place. */
static lm_volume *jolted(const lm_volume *in, const align_motion *jitter)
{
    const lm_grid *grid = &in->grid;
    lm_volume *out = lm_volume_new(grid, LM_FLOAT32, 1, NULL);
    const double middle[2] = {(double)(grid->size[0] - 1) / 2, (double)(grid->size[1] - 1) / 2};
    float *to = out->data;
    for (gint64 z = 0; z < grid->size[2]; z++)
        for (gint64 y = 0; y < grid->size[1]; y++)
            for (gint64 x = 0; x < grid->size[0]; x++) {
                const double complex place = ((double)x - middle[0]) * grid->spacing[0] +
                                             I * ((double)y - middle[1]) * grid->spacing[1];
                const double complex from = jitter[z].turn * place + jitter[z].shift;
                *to++ = (float)between_pixels(in, z, creal(from) / grid->spacing[0] + middle[0],
                                              cimag(from) / grid->spacing[1] + middle[1]);
            }
    return out;
}

/* How far slice z of a real head lies off the two beside it, once moved, over what it did in the
 * head itself: what a slow drift of the head has no part in. */
static align_motion jump_left(const outcome *o, const align_motion *jitter, int z)
{
    align_motion left[3];
    for (int k = 0; k < 3; k++)
        left[k] = align_motion_then(align_motion_inverse(jitter[z + k - 1]), o->move[z + k - 1]);
    return (align_motion){left[1].turn / csqrt(left[0].turn * left[2].turn),
                          left[1].shift - (left[0].shift + left[2].shift) / 2};
}

/* A CT of a head, jolted by up to 6 pixels and 2 degrees. Without drift control the path that is
 * found is that of the head itself and the jolts, and nothing else; with it, the jolts are gone. */
static void real_head(void)
{
    g_autofree char *path = test_data("volumes/headsq.nhdr");
    if (!path)
        return;
    g_autoptr(lm_volume) head = read_volume(path);
    const int count = (int)head->grid.size[2];
    const double pixel = head->grid.spacing[0];
    align_motion jitter[MOST_SLICES];
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    for (int z = 0; z < count; z++) {
        const double x = g_rand_double_range(rand, -6, 6), y = g_rand_double_range(rand, -6, 6);
        const double angle = g_rand_double_range(rand, -2, 2) * G_PI / 180;
        jitter[z] = z == count / 2 ? align_motion_none()
                                   : (align_motion){cexp(I * angle), pixel * (x + I * y)};
    }
    g_autoptr(lm_volume) in = jolted(head, jitter);
    outcome itself = align(head, "false", "max-shift", "60");
    outcome off = align(in, "false", "max-shift", "60"), on = align(in, "true", "max-shift", "60");
    double squares[4] = {0};
    for (int z = 0; z < count; z++) {
        const align_motion left =
            align_motion_then(align_motion_then(align_motion_inverse(jitter[z]), off.move[z]),
                              align_motion_inverse(itself.move[z]));
        squares[0] += pow(cabs(left.shift) / pixel, 2) / count;
        squares[1] += pow(align_motion_degrees(left), 2) / count;
        if (z == 0 || z == count - 1)
            continue;
        const align_motion jump = jump_left(&on, jitter, z);
        squares[2] += pow(cabs(jump.shift) / pixel, 2) / count;
        squares[3] += pow(align_motion_degrees(jump), 2) / count;
    }
    g_test_message("off: %.3f pixels, %.3f degrees; on: %.3f pixels, %.3f degrees",
                   sqrt(squares[0]), sqrt(squares[1]), sqrt(squares[2]), sqrt(squares[3]));
    for (int k = 0; k < 4; k++)
        g_assert_cmpfloat(sqrt(squares[k]), <, k % 2 ? 0.1 : 0.2);
    outcome_clear(&itself);
    outcome_clear(&off);
    outcome_clear(&on);
}

static void scales_are_found(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    for (int z = 0; z < SLICES; z++)
        jitter[z].turn *= 1 + 0.01 * (z % 3 - (SLICES / 2) % 3);
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, texture, jitter);
    outcome o = align(in, "false", "transform", "similarity");
    g_autoptr(GVariant) list = g_variant_lookup_value(o.facts, "scale", G_VARIANT_TYPE("ad"));
    gsize n;
    const double *scale = g_variant_get_fixed_array(list, &n, sizeof *scale);
    for (int z = 0; z < SLICES; z++)
        g_assert_cmpfloat_with_epsilon(scale[z], cabs(jitter[z].turn), 0.002);
    outcome_clear(&o);
}

static void same_slices_stay(void)
{
    const lm_grid grid = small_grid();
    g_autoptr(lm_volume) in = stack_of(&grid, LM_UINT8, texture, NULL);
    for (gint64 z = 1; z < SLICES; z++)
        memcpy((char *)in->data + (size_t)z * lm_volume_plane_bytes(in), in->data,
               lm_volume_plane_bytes(in));
    outcome o = align(in, "false", "transform", "similarity");
    test_assert_same_volume(in, o.volume);
    g_autoptr(GVariant) done = g_variant_lookup_value(o.facts, "done", G_VARIANT_TYPE_STRING);
    g_assert_cmpstr(g_variant_get_string(done, NULL), ==, "moved no slice");
    outcome_clear(&o);
}

/* Slices that cannot be placed keep their place, to the last bit, and the others do not mind. */
static void odd_slices_keep_their_place(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    jitter[9].shift = 7; /* 14 pixels */
    g_autoptr(lm_volume) in = stack_of(&grid, LM_UINT8, texture, jitter);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 1, 7);
    const size_t plane = lm_volume_plane_bytes(in);
    memset((char *)in->data + 2 * plane, 77, plane);
    memcpy((char *)in->data + 5 * plane, noise->data, plane);
    outcome o = align(in, "false", "max-shift", "5");
    assert_says(&o, "slice 2 .*without any texture");
    assert_says(&o, "slice 5 .*nothing in common");
    assert_says(&o, "slice 9 .*max-shift");
    for (gint64 z = 2; z < SLICES; z += z == 2 ? 3 : 4)
        g_assert_true(memcmp((char *)in->data + (size_t)z * plane,
                             (char *)o.volume->data + (size_t)z * plane, plane) == 0);
    jitter[2] = jitter[5] = jitter[9] = align_motion_none();
    double rms[2];
    residual(&o, jitter, rms);
    g_assert_cmpfloat(rms[0], <, 0.1);
    outcome_clear(&o);
}

static void reference_keeps_its_place(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, texture, jitter);
    outcome o = align(in, "true", "reference", "3");
    const size_t plane = lm_volume_plane_bytes(in);
    g_assert_true(memcmp((char *)in->data + 3 * plane, (char *)o.volume->data + 3 * plane, plane) ==
                  0);
    g_assert_cmpfloat(cabs(o.move[6].shift), >, 0.1);
    outcome_clear(&o);
    memset((char *)in->data + 3 * plane, 0, plane);
    outcome none = align(in, "true", "reference", "3");
    assert_says(&none, "reference slice 3 has no texture");
    test_assert_same_volume(in, none.volume);
    outcome_clear(&none);
}

/* Holes are no texture that moves along with a slice, and do not grow. */
static void nan_stays_local(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, texture, jitter);
    for (gint64 z = 0; z < SLICES; z++)
        for (gint64 y = 30; y < 34; y++)
            for (gint64 x = 36; x < 44; x++)
                ((float *)in->data)[(z * 60 + y) * 72 + x] = z % 2 ? NAN : INFINITY;
    outcome o = align(in, "false", "max-shift", "8");
    double rms[2];
    residual(&o, jitter, rms);
    g_assert_cmpfloat(rms[0], <, 0.1);
    for (gint64 z = 0; z < SLICES; z++) {
        int holes = 0;
        for (gint64 i = 0; i < 60 * 72; i++)
            holes += !isfinite(((float *)o.volume->data)[z * 60 * 72 + i]);
        g_assert_cmpint(holes, >, 0);
        g_assert_cmpint(holes, <=, 13 * 9);
    }
    outcome_clear(&o);
}

static void labels_are_not_mixed(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    g_autoptr(lm_volume) in = stack_of(&grid, LM_UINT8, texture, jitter);
    guint8 *v = in->data;
    for (size_t i = 0; i < 72 * 60 * SLICES; i++)
        v[i] = v[i] < 80 ? 3 : v[i] < 120 ? 9 : 200;
    lm_value value = {LM_VOLUME, in, NULL};
    lm_info info = test_info(&value);
    info.labels = true;
    outcome o = align_info(&info, in, 2, "false", "max-shift", "8");
    const guint8 *w = o.volume->data;
    for (size_t i = 0; i < 72 * 60 * SLICES; i++)
        g_assert_true(w[i] == 3 || w[i] == 9 || w[i] == 200);
    double rms[2];
    residual(&o, jitter, rms);
    g_assert_cmpfloat(rms[0], <, 0.2);
    outcome_clear(&o);
}

/* All components move as their mean does. */
static void colours_move_together(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    g_autoptr(lm_volume) grey = stack_of(&grid, LM_UINT8, texture, jitter);
    g_autoptr(lm_volume) colour = test_noise(&grid, LM_UINT8, 3, 1);
    for (size_t i = 0; i < 72 * 60 * SLICES; i++)
        for (size_t c = 0; c < 3; c++)
            ((guint8 *)colour->data)[3 * i + c] = ((guint8 *)grey->data)[i];
    outcome a = align(grey, "false", "max-shift", "8");
    outcome b = align(colour, "false", "max-shift", "8");
    for (size_t i = 0; i < 72 * 60 * SLICES; i++)
        for (size_t c = 0; c < 3; c++)
            g_assert_cmpint(((guint8 *)b.volume->data)[3 * i + c], ==,
                            ((guint8 *)a.volume->data)[i]);
    outcome_clear(&a);
    outcome_clear(&b);
}

static void any_number_of_threads(void)
{
    const lm_grid grid = small_grid();
    align_motion jitter[SLICES];
    make_jitter(jitter);
    g_autoptr(lm_volume) in = stack_of(&grid, LM_FLOAT32, texture, jitter);
    lm_value value = {LM_VOLUME, in, NULL};
    lm_info info = test_info(&value);
    outcome one = align_info(&info, in, 1, "true", "transform", "similarity");
    outcome three = align_info(&info, in, 3, "true", "transform", "similarity");
    test_assert_same_volume(one.volume, three.volume);
    g_assert_true(g_variant_equal(one.facts, three.facts));
    outcome_clear(&one);
    outcome_clear(&three);
}

static void thin_volumes(void)
{
    static const gint64 sizes[][3] = {{1, 1, 1},   {1, 1, 5},   {40, 1, 4}, {3, 40, 3},
                                      {40, 40, 1}, {40, 40, 2}, {4, 4, 6}};
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
        const lm_grid grid = oblique_grid(sizes[s][0], sizes[s][1], sizes[s][2]);
        g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
        outcome o = align(in, "true", "max-shift", "auto");
        test_assert_same_volume(in, o.volume);
        g_assert_cmpstr(o.warnings, !=, "");
        outcome_clear(&o);
    }
}

static void picture_is_png(void)
{
    const lm_grid grid = small_grid();
    g_autoptr(lm_volume) in = stack_of(&grid, LM_UINT8, texture, NULL);
    outcome o = align(in, "true", "max-shift", "8");
    g_autoptr(GVariant) png = g_variant_lookup_value(o.facts, "picture", G_VARIANT_TYPE_BYTESTRING);
    g_assert_nonnull(png);
    g_assert_true(memcmp(g_variant_get_data(png), "\x89PNG", 4) == 0);
    outcome_clear(&o);
}

static void refusals(void)
{
    const lm_grid grid = small_grid();
    g_autoptr(lm_volume) in = stack_of(&grid, LM_UINT8, texture, NULL);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_align, &value, LM_ERROR_USAGE,
                    "reference=\"12\" is not there; the slices are 0 to 11", "reference", "12",
                    NULL);
    test_plan_fails(&lm_op_align, &value, LM_ERROR_USAGE, "translation, rigid or similarity",
                    "transform", "affine", NULL);
    test_plan_fails(&lm_op_align, &value, LM_ERROR_USAGE, "max-rotation", "max-rotation", "181",
                    NULL);
    test_plan_fails(&lm_op_align, &value, LM_ERROR_USAGE, "max-shift", "max-shift", "0", NULL);
}

/* One wrong pair among many does not bend the path. */
static void wrong_pair_has_no_say(void)
{
    enum { N = 20 };
    align_link links[2 * N];
    align_motion path[N];
    gint64 n = 0;
    for (gint64 a = 0; a < N; a++)
        for (gint64 b = a + 1; b <= MIN(a + 2, N - 1); b++)
            links[n++] = (align_link){a, b, {1, (double)(a * a % 7) - (double)(b * b % 7)}, 1};
    links[21].motion.shift += 50;
    g_autoptr(GError) error = NULL;
    g_assert_true(align_path(links, n, N, 100, 0.01, path, &error));
    for (gint64 z = 0; z < N; z++) /* content of slice z lies at -(z^2 mod 7) */
        g_assert_cmpfloat_with_epsilon(creal(path[z].shift - path[0].shift), (double)(z * z % 7),
                                       0.05);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/align/known-jitter-is-undone", known_jitter_is_undone);
    g_test_add_func("/align/whole-pixels-are-exact", whole_pixels_are_exact);
    g_test_add_func("/align/slant-is-kept", slant_is_kept);
    g_test_add_func("/align/bend-is-kept", bend_is_kept);
    g_test_add_func("/align/jump-on-a-slant", jump_on_a_slant);
    g_test_add_func("/align/real-head", real_head);
    g_test_add_func("/align/scales-are-found", scales_are_found);
    g_test_add_func("/align/same-slices-stay", same_slices_stay);
    g_test_add_func("/align/odd-slices-keep-their-place", odd_slices_keep_their_place);
    g_test_add_func("/align/reference-keeps-its-place", reference_keeps_its_place);
    g_test_add_func("/align/nan-stays-local", nan_stays_local);
    g_test_add_func("/align/labels-are-not-mixed", labels_are_not_mixed);
    g_test_add_func("/align/colours-move-together", colours_move_together);
    g_test_add_func("/align/any-number-of-threads", any_number_of_threads);
    g_test_add_func("/align/thin-volumes", thin_volumes);
    g_test_add_func("/align/picture-is-png", picture_is_png);
    g_test_add_func("/align/refusals", refusals);
    g_test_add_func("/align/wrong-pair-has-no-say", wrong_pair_has_no_say);
    return g_test_run();
}
