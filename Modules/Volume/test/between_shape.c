/* Shapes between slices, against shapes that are known between them. */
#include "between.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <math.h>
#include <string.h>

enum { SIZE = 64, PIXELS = SIZE * SIZE };

/* The label of a point: x and y in mm from the middle of the picture, z along the stack. */
typedef guint32 (*solid_fn)(double x, double y, double z);

static const between_labels millimetres = {
    .width = SIZE, .height = SIZE, .spacing = {1, 1}, .position = {-10, 0, 10, 20}};

static void draw(solid_fn solid, const between_labels *like, double z, guint32 *to)
{
    for (gint64 y = 0; y < like->height; y++)
        for (gint64 x = 0; x < like->width; x++)
            *to++ = solid(((double)x - (double)(like->width - 1) / 2) * like->spacing[0],
                          ((double)y - (double)(like->height - 1) / 2) * like->spacing[1], z);
}

static void between(const between_labels *gap, double at, guint32 *to)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    g_assert_true(between_shape_labels(gap, &at, 1, &to, context, &error));
    g_assert_no_error(error);
}

/* Which part of the pixels of a slice is right, of those that either picture gives a label. */
static double right_part(const guint32 *made, const guint32 *truth, size_t pixels)
{
    size_t right = 0, all = 0;
    for (size_t i = 0; i < pixels; i++) {
        all += made[i] || truth[i];
        right += (made[i] || truth[i]) && made[i] == truth[i];
    }
    return (double)right / (double)all;
}

/* Makes slices in the gap from those at its ends, and with `all` from those further out as well. */
static double worst_part(solid_fn solid, const between_labels *like, bool all)
{
    static guint32 slice[BETWEEN_SLICES][PIXELS], made[PIXELS], truth[PIXELS];
    between_labels gap = *like;
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        draw(solid, like, like->position[i], slice[i]);
        bool inner = i == BETWEEN_LEFT || i == BETWEEN_RIGHT;
        gap.slice[i] = all || inner ? slice[i] : NULL;
    }
    const double left = gap.position[BETWEEN_LEFT], right = gap.position[BETWEEN_RIGHT];
    double worst = 1;
    for (int i = 1; i < 8; i++) {
        double at = left + (right - left) * i / 8;
        between(&gap, at, made);
        draw(solid, like, at, truth);
        worst = fmin(worst, right_part(made, truth, (size_t)(gap.width * gap.height)));
    }
    return worst;
}

/* Two labels, one inside the other. */
static guint32 cone(double x, double y, double z)
{
    double r = hypot(x, y), radius = 22 - 0.8 * z;
    return r < radius / 2 ? 0xffffffffU : r < radius ? 7 : 0;
}

static guint32 slanted_cylinder(double x, double y, double z)
{
    return hypot(x - 0.5 * (z - 5), y + 0.3 * (z - 5)) < 11 ? 3 : 0;
}

/* Two labels that touch and share a border that leans. */
static guint32 leaning_border(double x, double y, double z)
{
    return fabs(y) > 20 ? 0 : x < 0.7 * (z - 5) + 0.2 * y ? 5 : 9;
}

static void known_solids(void)
{
    static const solid_fn solids[] = {cone, slanted_cylinder, leaning_border};
    between_labels uneven = millimetres, oblong = millimetres;
    memcpy(uneven.position, (double[]){-2.5, 0, 7, 13}, sizeof uneven.position);
    oblong.spacing[1] = 2;
    oblong.height = 32;
    for (size_t i = 0; i < G_N_ELEMENTS(solids); i++) {
        g_assert_cmpfloat(worst_part(solids[i], &millimetres, false), >=, 0.91);
        g_assert_cmpfloat(worst_part(solids[i], &uneven, true), >=, 0.93);
        g_assert_cmpfloat(worst_part(solids[i], &oblong, false), >=, 0.91);
    }
}

/* But for the corners, where the outside is as near as the other label. */
static void nothing_between_two_that_touch(void)
{
    static guint32 left[PIXELS], right[PIXELS], made[PIXELS];
    between_labels gap = millimetres;
    draw(leaning_border, &gap, 0, left);
    draw(leaning_border, &gap, 10, right);
    gap.slice[BETWEEN_LEFT] = left;
    gap.slice[BETWEEN_RIGHT] = right;
    for (int halves = 1; halves < 20; halves++) {
        between(&gap, 0.5 * halves, made);
        for (int i = 14 * SIZE; i < 50 * SIZE; i++)
            g_assert_cmpint(made[i], !=, 0);
    }
}

/* A ball that the right slice has no part of closes inside the gap. */
static guint32 end_of_ball(double x, double y, double z)
{
    return x * x + y * y + z * z < 36 ? 1 : 0;
}

static void a_label_ends_in_the_gap(void)
{
    static guint32 left[PIXELS], right[PIXELS], made[PIXELS];
    between_labels gap = millimetres;
    draw(end_of_ball, &gap, 0, left);
    gap.slice[BETWEEN_LEFT] = left;
    gap.slice[BETWEEN_RIGHT] = right;
    size_t before = PIXELS;
    for (int halves = 1; halves < 20; halves++) {
        const double at = 0.5 * halves;
        size_t inside = 0;
        between(&gap, at, made);
        for (int i = 0; i < PIXELS; i++)
            inside += made[i];
        g_assert_cmpuint(inside, <=, before);
        g_assert_true(inside > 0 || at > 3);
        g_assert_true(inside == 0 || at < 6);
        before = inside;
    }
}

static void noise(guint32 seed, guint32 kinds, guint32 *to)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    for (int i = 0; i < PIXELS; i++)
        to[i] = (guint32)g_rand_int_range(rand, 0, (gint32)kinds) * 2654435761U;
}

static void what_is_equal_stays(void)
{
    static guint32 slice[BETWEEN_SLICES][PIXELS], made[PIXELS];
    between_labels gap = millimetres;
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        noise(i == BETWEEN_RIGHT ? BETWEEN_LEFT : (guint32)i, 5, slice[i]);
        gap.slice[i] = slice[i];
    }
    between(&gap, 3, made);
    g_assert_cmpint(memcmp(made, slice[BETWEEN_LEFT], sizeof made), ==, 0);
}

static bool holds(const guint32 *labels, size_t count, guint32 label)
{
    for (size_t i = 0; i < count; i++)
        if (labels[i] == label)
            return true;
    return false;
}

/* So many labels that most are not followed, at sizes from one pixel on. */
static void no_label_is_invented(void)
{
    static guint32 slice[BETWEEN_SLICES][PIXELS], made[PIXELS];
    static const gint64 sizes[][2] = {{1, 1}, {2, 1}, {1, 3}, {64, 1}, {1, 64}, {64, 64}};
    for (int i = 0; i < BETWEEN_SLICES; i++)
        noise((guint32)i, 1100, slice[i]);
    for (size_t k = 0; k < G_N_ELEMENTS(sizes); k++) {
        between_labels gap = millimetres;
        gap.width = sizes[k][0];
        gap.height = sizes[k][1];
        for (int i = 0; i < BETWEEN_SLICES; i++)
            gap.slice[i] = slice[i];
        size_t pixels = (size_t)(gap.width * gap.height);
        between(&gap, 4, made);
        for (size_t i = 0; i < pixels; i++)
            g_assert_true(holds(slice[BETWEEN_LEFT], pixels, made[i]) ||
                          holds(slice[BETWEEN_RIGHT], pixels, made[i]));
    }
}

/* The left half of the picture a step, the rest labels all over the place. */
static void step_beside_noise(int edge, guint32 seed, guint32 *to)
{
    noise(seed, 1000, to);
    for (int i = 0; i < PIXELS; i++)
        if (i % SIZE < SIZE / 2)
            to[i] = i / SIZE < edge ? 1 : 2;
}

/* Scattered labels are those of the nearer slice; what is a shape moves. */
static void noise_is_not_followed(void)
{
    static guint32 left[PIXELS], right[PIXELS], made[PIXELS];
    between_labels gap = millimetres;
    step_beside_noise(20, 1, left);
    step_beside_noise(26, 2, right);
    gap.slice[BETWEEN_LEFT] = left;
    gap.slice[BETWEEN_RIGHT] = right;
    for (int step = 0; step < 4; step++) {
        const double at = 0.5 + 3 * step;
        between(&gap, at, made);
        const guint32 *nearer = at < 5 ? left : right;
        for (int i = 0; i < PIXELS; i++)
            if (i % SIZE >= SIZE / 2)
                g_assert_cmpuint(made[i], ==, nearer[i]);
            else if (i % SIZE < SIZE / 4 && fabs(i / SIZE + 0.5 - (20 + 0.6 * at)) > 1)
                g_assert_cmpuint(made[i], ==, i / SIZE < 20 + 0.6 * at ? 1 : 2);
    }
}

static void mirror(const guint32 *from, guint32 *to)
{
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            to[y * SIZE + x] = from[y * SIZE + SIZE - 1 - x];
}

/* Seen in a mirror, from the other end of the stack. */
static void check_mirrored(guint32 kinds)
{
    static guint32 slice[BETWEEN_SLICES][PIXELS], turned[BETWEEN_SLICES][PIXELS];
    static guint32 made[PIXELS], expected[PIXELS];
    between_labels gap = millimetres, other = millimetres;
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        noise((guint32)i, kinds, slice[i]);
        mirror(slice[i], turned[i]);
        gap.slice[i] = slice[i];
        other.slice[BETWEEN_SLICES - 1 - i] = turned[i];
    }
    for (int part = 1; part < 4; part++) {
        const double at = 2.5 * part;
        between(&gap, at, made);
        mirror(made, expected);
        between(&other, 10 - at, made);
        g_assert_cmpint(memcmp(made, expected, sizeof made), ==, 0);
    }
}

static void mirrored(void)
{
    check_mirrored(4);
    check_mirrored(1000);
}

static void one_by_one_or_together(void)
{
    enum { COUNT = 9 };
    static guint32 slice[2][PIXELS], made[COUNT][PIXELS], one[PIXELS];
    between_labels gap = millimetres;
    draw(cone, &gap, 0, slice[0]);
    draw(slanted_cylinder, &gap, 10, slice[1]);
    gap.slice[BETWEEN_LEFT] = slice[0];
    gap.slice[BETWEEN_RIGHT] = slice[1];
    guint32 *to[COUNT];
    double at[COUNT];
    for (int i = 0; i < COUNT; i++) {
        to[i] = made[i];
        at[i] = i + 1;
    }
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_assert_true(between_shape_labels(&gap, at, COUNT, to, context, NULL));
    for (int i = 0; i < COUNT; i++) {
        between(&gap, at[i], one);
        g_assert_cmpint(memcmp(made[i], one, sizeof one), ==, 0);
    }
}

static void grey_between(const between_gap *gap, double at, float *to)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    g_assert_true(between_shape(gap, &at, 1, &to, context, &error));
    g_assert_no_error(error);
}

static between_gap grey_gap(const float *left, const float *right)
{
    return (between_gap){.width = SIZE,
                         .height = SIZE,
                         .spacing = {1, 1},
                         .position = {-10, 0, 10, 20},
                         .slice = {NULL, left, right, NULL}};
}

static void a_constant_stays(void)
{
    static float slice[PIXELS], made[PIXELS];
    for (int i = 0; i < PIXELS; i++)
        slice[i] = -12.5F;
    between_gap gap = grey_gap(slice, slice);
    grey_between(&gap, 7, made);
    g_assert_cmpint(memcmp(made, slice, sizeof slice), ==, 0);
}

/* Two grey values are two labels. */
static void two_values_move(void)
{
    static guint32 labels[PIXELS], truth[PIXELS], found[PIXELS];
    static float slice[2][PIXELS], made[PIXELS];
    for (int s = 0; s < 2; s++) {
        draw(slanted_cylinder, &millimetres, 10 * s, labels);
        for (int i = 0; i < PIXELS; i++)
            slice[s][i] = labels[i] ? 500 : -20;
    }
    between_gap gap = grey_gap(slice[0], slice[1]);
    for (int at = 1; at < 10; at++) {
        grey_between(&gap, at, made);
        draw(slanted_cylinder, &millimetres, at, truth);
        for (int i = 0; i < PIXELS; i++) {
            g_assert_true(made[i] == 500 || made[i] == -20);
            found[i] = made[i] == 500 ? 3 : 0;
        }
        g_assert_cmpfloat(right_part(found, truth, PIXELS), >=, 0.88);
    }
}

/* A leaning disc with a soft edge moves, where a straight line from pixel to pixel shows it twice;
 * beside a slice the answer is the slice. */
static void soft_edges_move(void)
{
    static float slice[3][PIXELS], made[PIXELS];
    for (int s = 0; s < 3; s++)
        for (int i = 0; i < PIXELS; i++) {
            double inside = 14 - hypot(i % SIZE - 28 - 3 * s, i / SIZE - 31);
            slice[s][i] = (float)(100 * CLAMP(inside / 3 + 0.5, 0, 1));
        }
    between_gap gap = grey_gap(slice[0], slice[2]);
    grey_between(&gap, 5, made);
    double shape = 0, line = 0;
    for (int i = 0; i < PIXELS; i++) {
        shape += pow(made[i] - slice[1][i], 2);
        line += pow((slice[0][i] + slice[2][i]) / 2 - slice[1][i], 2);
    }
    g_assert_cmpfloat(shape, <, line / 10);
    grey_between(&gap, 1e-9, made);
    for (int i = 0; i < PIXELS; i++)
        g_assert_cmpfloat_with_epsilon(made[i], slice[0][i], 1e-4);
}

static void grey_at_any_size(void)
{
    static const gint64 sizes[][2] = {{1, 1}, {2, 1}, {1, 3}, {64, 1}, {1, 64}};
    static float left[SIZE], right[SIZE], made[SIZE];
    for (int i = 0; i < SIZE; i++) {
        left[i] = (float)(i % 7);
        right[i] = (float)(i % 5);
    }
    for (size_t k = 0; k < G_N_ELEMENTS(sizes); k++) {
        between_gap gap = grey_gap(left, right);
        gap.width = sizes[k][0];
        gap.height = sizes[k][1];
        grey_between(&gap, 5, made);
        for (gint64 i = 0; i < gap.width * gap.height; i++)
            g_assert_true(made[i] >= 0 && made[i] <= 6);
    }
}

static bool run_either(int which, lm_context *context, GError **error)
{
    static guint32 labels[2][PIXELS], labels_made[PIXELS];
    static float grey[2][PIXELS], grey_made[PIXELS];
    double at = 5;
    noise(1, 9, labels[1]);
    grey[1][0] = 1;
    between_labels gap = millimetres;
    gap.slice[BETWEEN_LEFT] = labels[0];
    gap.slice[BETWEEN_RIGHT] = labels[1];
    between_gap grey_one = grey_gap(grey[0], grey[1]);
    guint32 *to = labels_made;
    float *grey_to = grey_made;
    return which ? between_shape(&grey_one, &at, 1, &grey_to, context, error)
                 : between_shape_labels(&gap, &at, 1, &to, context, error);
}

static void cancelled_or_out_of_memory(void)
{
    for (int which = 0; which < 2; which++) {
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        lm_alloc_fail_after(-1);
        g_assert_true(run_either(which, context, NULL));
        int allocations = lm_alloc_fail_after(-1);
        for (int i = 0; i < allocations; i++) {
            GError *error = NULL;
            lm_alloc_fail_after(i);
            g_assert_false(run_either(which, context, &error));
            g_assert_error(error, LM_ERROR, LM_ERROR_MEMORY);
            g_clear_error(&error);
        }
        lm_alloc_fail_after(-1);
        lm_context_cancel(context);
        GError *error = NULL;
        g_assert_false(run_either(which, context, &error));
        g_assert_error(error, LM_ERROR, LM_ERROR_CANCELLED);
        g_clear_error(&error);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/between-shape/known-solids", known_solids);
    g_test_add_func("/between-shape/nothing-between-two-that-touch",
                    nothing_between_two_that_touch);
    g_test_add_func("/between-shape/a-label-ends-in-the-gap", a_label_ends_in_the_gap);
    g_test_add_func("/between-shape/what-is-equal-stays", what_is_equal_stays);
    g_test_add_func("/between-shape/no-label-is-invented", no_label_is_invented);
    g_test_add_func("/between-shape/noise-is-not-followed", noise_is_not_followed);
    g_test_add_func("/between-shape/mirrored", mirrored);
    g_test_add_func("/between-shape/one-by-one-or-together", one_by_one_or_together);
    g_test_add_func("/between-shape/a-constant-stays", a_constant_stays);
    g_test_add_func("/between-shape/two-values-move", two_values_move);
    g_test_add_func("/between-shape/soft-edges-move", soft_edges_move);
    g_test_add_func("/between-shape/grey-at-any-size", grey_at_any_size);
    g_test_add_func("/between-shape/cancelled-or-out-of-memory", cancelled_or_out_of_memory);
    return g_test_run();
}
