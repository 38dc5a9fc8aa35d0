/* Small triangles, many at a time: the same pixels, parts and depths as one after another. */
#include "small.h"

#include <string.h>

static const lm_region region = {3, 40, 5, 30};

typedef struct visit {
    gint32 points[3];
    bool is_back;
    int x, y;
    gint64 parts[3];
    float depth;
} visit;

static void note(gpointer user, const lm_triangle *t, int x, int y, const gint64 parts[3],
                 float depth)
{
    visit v;
    memset(&v, 0, sizeof v); /* what lies between the fields as well */
    v.is_back = t->is_back;
    v.x = x;
    v.y = y;
    v.depth = depth;
    memcpy(v.points, t->points, sizeof v.points);
    memcpy(v.parts, parts, sizeof v.parts);
    g_array_append_val((GArray *)user, v);
}

static void note_specks(const lm_small *s, lm_specks *specks, GArray *visits)
{
    for (size_t i = 0; i < specks->count; i++) {
        const lm_speck one = lm_small_speck(s, specks, i);
        lm_triangle t = {.is_back = s->is_back[one.triangle]};
        gint64 parts[3];
        for (int k = 0; k < 3; k++) {
            t.points[k] = s->points[k][one.triangle];
            parts[k] = one.parts[k];
        }
        note(visits, &t, one.x, one.y, parts, one.depth);
    }
    specks->count = 0;
}

/* Triangles no wider than `reach` parts of a pixel, or nearly, in and beside the region; places are
 * multiples of `step`, so that edges run through middles of pixels and triangles have no area. */
static void scatter(GRand *rand, int reach, int step, lm_corner *corners, int triangles)
{
    for (int i = 0; i < 3 * triangles; i++) {
        const lm_corner *first = corners + i - i % 3;
        corners[i] = (lm_corner){
            .x = i % 3 ? first->x + g_rand_int_range(rand, -reach, reach + 1) / 2 / step * step
                       : g_rand_int_range(rand, -4 * LM_PART, 50 * LM_PART) / step * step,
            .y = i % 3 ? first->y + g_rand_int_range(rand, -reach, reach + 1) / 2 / step * step
                       : g_rand_int_range(rand, -4 * LM_PART, 40 * LM_PART) / step * step,
            .depth = (float)g_rand_double(rand)};
    }
}

static void test_same(void)
{
    enum { TRIANGLES = 50 };
    static const int reaches[] = {40, 300, 1000, LM_SMALL_SIDE * LM_PART}, steps[] = {1, 64, 128};
    lm_corner corners[3 * TRIANGLES];
    gint32 triangles[3 * TRIANGLES];
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autoptr(GArray) expected = g_array_new(FALSE, TRUE, sizeof(visit)),
                      found = g_array_new(FALSE, TRUE, sizeof(visit));
    g_autofree lm_small *s = g_new0(lm_small, 1);
    g_autofree lm_specks *specks = g_new0(lm_specks, 1);
    for (gint32 i = 0; i < 3 * TRIANGLES; i++)
        triangles[i] = i;
    for (size_t i = 0; i < 40 * G_N_ELEMENTS(reaches) * G_N_ELEMENTS(steps); i++) {
        scatter(rand, reaches[i % G_N_ELEMENTS(reaches)],
                steps[i / G_N_ELEMENTS(reaches) % G_N_ELEMENTS(steps)], corners, TRIANGLES);
        lm_small_begin(s, corners, triangles, TRIANGLES, 0, &region);
        for (size_t t = 0; t < TRIANGLES; t++) {
            g_assert_false(s->is_large[t]);
            lm_scan(corners, triangles + 3 * t, &region, note, expected);
            lm_small_scan(s, t, specks);
            if (specks->count >= LM_SPECKS)
                note_specks(s, specks, found);
        }
        note_specks(s, specks, found);
    }
    g_assert_cmpuint(expected->len, >, 20000);
    g_assert_cmpuint(expected->len, ==, found->len);
    g_assert_cmpint(memcmp(expected->data, found->data, expected->len * sizeof(visit)), ==, 0);
}

/* Those that are wider or higher, or as far away as can be, are left. */
static void test_large(void)
{
    enum { FAR = G_MAXINT32 / 2, SIDE = LM_SMALL_SIDE * LM_PART };
    static const lm_corner corners[] = {{0, 0, 0},          {SIDE + 1, 0, 0}, {0, SIDE + 1, 0},
                                        {-FAR, -FAR, 0},    {FAR, -FAR, 0},   {FAR, FAR, 0},
                                        {SIDE, SIDE, 0.5F}, {300, SIDE, 0}};
    static const gint32 triangles[] = {0, 1, 6, 0, 2, 6, 3, 4, 5, 0, 4, 5, 0, 6, 7};
    enum { N = G_N_ELEMENTS(triangles) / 3 };
    g_autofree lm_small *s = g_new0(lm_small, 1);
    lm_small_begin(s, corners, triangles, N, 0, &region);
    for (int i = 0; i < N; i++)
        g_assert_cmpint(s->is_large[i] != 0, ==, i < N - 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/small/same", test_same);
    g_test_add_func("/render/small/large", test_large);
    return g_test_run();
}
