/* Steps that run together give what they give one by one, and hold and do no more than they say. */
#include "lamina/chain.h"
#include "lamina/alloc.h"
#include "lamina/registry.h"
#include "testing.h"

#include <string.h>

/* ---- operations of the catalogue, in random chains ---- */

enum { MOST = 6 };

typedef struct steps {
    test_step steps[MOST];
    lm_link links[MOST];
    size_t count;
} steps;

static void clear(steps *s)
{
    for (size_t k = 0; k < s->count; k++)
        test_step_clear(&s->steps[k]);
}

static bool add(steps *s, const lm_info *in, lm_context *context, const char *op, const char *name,
                const char *text)
{
    test_step *step = &s->steps[s->count];
    if (!test_step_plan(step, lm_op_find(op), in, context, NULL, name, text, NULL)) {
        test_step_clear(step);
        return false;
    }
    s->links[s->count] = (lm_link){.plan = &step->plan};
    s->count++;
    return true;
}

/* What cannot be planned on what comes in is passed over. */
static void add_any(steps *s, const lm_info *in, GRand *random, lm_context *context)
{
    static const char *const types[] = {"uint8", "int16", "uint16", "float32"};
    static const char *const axes[] = {"x", "z", "y z"};
    static const char *const sigmas[] = {"voxel", "0.6 0 2.1"};
    static const char *const methods[] = {"average", "maximum"};
    const gint64 *n = in->grid.size;
    gint32 first = g_rand_int_range(random, 0, (gint32)n[2]),
           last = g_rand_int_range(random, first, (gint32)n[2]);
    g_autofree char *box = g_strdup_printf("0 %d 0 %d %d %d", (int)n[0] - 1, (int)n[1] - 1, first,
                                           last),
                    *size = g_strdup_printf("%d 6 %d", g_rand_int_range(random, 4, 12),
                                            g_rand_int_range(random, 1, 50));
    switch (g_rand_int_range(random, 0, 8)) {
    case 0:
        add(s, in, context, "crop", "box", box);
        break;
    case 1:
        add(s, in, context, "flip", "axis", axes[g_rand_int_range(random, 0, 3)]);
        break;
    case 2:
        add(s, in, context, "cast", "type", types[g_rand_int_range(random, 0, 4)]);
        break;
    case 3:
    case 4:
        add(s, in, context, "resample", "size", size);
        break;
    case 5:
        add(s, in, context, "smooth", "sigma", sigmas[g_rand_int_range(random, 0, 2)]);
        break;
    case 6:
        add(s, in, context, "smooth", "method", "median");
        break;
    default:
        add(s, in, context, "to-scalar", "method", methods[g_rand_int_range(random, 0, 2)]);
    }
}

static lm_volume *one_by_one(const steps *s, lm_volume *in, lm_context *context)
{
    lm_value value = lm_value_of_volume(lm_volume_ref(in));
    for (size_t k = 0; k < s->count; k++) {
        g_autoptr(GError) error = NULL;
        lm_value made = {LM_NONE, NULL, NULL};
        const lm_zrange all = {0, s->steps[k].plan.out.grid.size[2]};
        lm_plan_run(&s->steps[k].plan, &value, NULL, all, 0, &made, context, &error);
        g_assert_no_error(error);
        lm_value_clear(&value);
        value = made;
    }
    return value.volume;
}

static void assert_planes(const lm_volume *whole, const lm_volume *part)
{
    lm_slab expected = lm_slab_of(whole, part->held);
    size_t bytes = lm_volume_plane_bytes(part) * (size_t)(part->held.hi - part->held.lo);
    g_assert_true(lm_grid_equal(&whole->grid, &part->grid, 1e-9));
    g_assert_true(whole->type == part->type && whole->components == part->components);
    g_assert_true(memcmp(expected.data, part->data, bytes) == 0);
}

static void runs_as(steps *s, const lm_volume *in, const lm_volume *whole, lm_zrange wanted,
                    gint64 slab_planes, unsigned threads)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    g_autoptr(GError) error = NULL;
    lm_value out = {LM_NONE, NULL, NULL};
    lm_chain_run(s->links, s->count, in, wanted, slab_planes, &out, context, &error);
    g_assert_no_error(error);
    assert_planes(whole, out.volume);
    lm_value_clear(&out);
}

static void random_chain(guint32 seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    const lm_grid grid = lm_grid_make(7, 6, g_rand_int_range(random, 1, 60));
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT16, seed % 3 ? 1 : 3, seed);
    const lm_value value = {LM_VOLUME, in, NULL};
    lm_info info = test_info(&value);
    steps s = {.count = 0};
    while (s.count < 2 + seed % (MOST - 1)) {
        add_any(&s, &info, random, context);
        if (s.count)
            info = s.steps[s.count - 1].plan.out;
    }
    g_autoptr(lm_volume) whole = one_by_one(&s, in, context);
    gint32 planes = (gint32)whole->grid.size[2], lo = g_rand_int_range(random, 0, planes);
    const lm_zrange wanted[] = {{0, planes}, {lo, g_rand_int_range(random, lo, planes) + 1}};
    static const gint64 heights[] = {0, 1, 3, 100};
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(heights); i++)
        for (unsigned threads = 1; threads <= 3; threads++)
            runs_as(&s, in, whole, wanted[i % 2], heights[i / 2], threads);
    clear(&s);
}

static void random_chains(void)
{
    for (guint32 seed = 0; seed < 24; seed++)
        random_chain(seed);
}

/* ---- operations that say what is asked of them ---- */

enum { PLANES = 100, WIDTH = 4096 };

static gint times[PLANES]; /* each plane was made by the source */
static gint64 tallest;     /* slab that was asked of a step with a height */
static gint64 fails_at = -1;

static bool make_stairs(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                        GError **error)
{
    (void)plan;
    (void)error;
    g_assert_null(in);
    lm_context_fact(context, "source", g_variant_new_boolean(TRUE));
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        g_atomic_int_inc(&times[z]);
        guint8 *plane = lm_slab_plane(out, z);
        memset(plane, (int)z, WIDTH);
    }
    return true;
}

static lm_zrange need_none(const lm_plan *plan, lm_zrange out)
{
    (void)plan;
    return out;
}

static lm_zrange need_two(const lm_plan *plan, lm_zrange out)
{
    return lm_zrange_grow(out, 2, plan->in.grid.size[2]);
}

static bool smear(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                  GError **error)
{
    if (plan->slab_planes)
        tallest = MAX(tallest, out->z.hi - out->z.lo);
    lm_context_fact(context, "smeared", g_variant_new_int64(out->z.hi));
    lm_context_warn(context, "smeared");
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        const lm_zrange near = plan->op->need(plan, (lm_zrange){z, z + 1});
        guint8 *plane = lm_slab_plane(out, z);
        if (z == fails_at)
            return lm_fail(error, LM_ERROR_INPUT, "plane %d", (int)z);
        memset(plane, 0, WIDTH);
        for (gint64 n = near.lo; n < near.hi; n++)
            plane[0] = (guint8)(plane[0] + *(const guint8 *)lm_slab_plane(in, n));
    }
    return true;
}

static const lm_op stairs = {.name = "stairs", .flags = LM_OP_SOURCE, .slab = make_stairs};
static const lm_op copy = {.name = "copy", .need = need_none, .slab = smear};
static const lm_op blur = {.name = "blur", .need = need_two, .slab = smear};

static lm_plan plan_of(const lm_op *op)
{
    const lm_info info = {.kind = LM_VOLUME,
                          .grid = lm_grid_make(WIDTH, 1, PLANES),
                          .type = LM_UINT8,
                          .components = 1};
    return (lm_plan){.op = op, .in = info, .out = info, .cost = 1};
}

static int run_three(const lm_op *second, const lm_op *third, gint64 slab_planes, lm_link *links,
                     lm_context *context, GError **error)
{
    static const char *const places[] = {"one", "two", "three"};
    const lm_plan plans[] = {plan_of(&stairs), plan_of(second), plan_of(third)};
    memset(times, 0, sizeof times);
    for (size_t k = 0; k < G_N_ELEMENTS(plans); k++)
        links[k] = (lm_link){.plan = &plans[k], .context = links[k].context, .place = places[k]};
    lm_value out = {LM_NONE, NULL, NULL};
    int value = -1;
    if (lm_chain_run(links, G_N_ELEMENTS(plans), NULL, (lm_zrange){0, PLANES}, slab_planes, &out,
                     context, error))
        value = *(guint8 *)lm_slab_plane(&(lm_slab){.grid = out.volume->grid,
                                                    .type = LM_UINT8,
                                                    .components = 1,
                                                    .z = out.volume->held,
                                                    .data = out.volume->data},
                                         50);
    lm_value_clear(&out);
    return value;
}

/* Without a halo every plane is made once; with one, once in each stripe. */
static void makes_planes_once(void)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        g_autoptr(lm_context) context = lm_context_new(threads, 0);
        lm_link links[3] = {0};
        g_assert_cmpint(run_three(&copy, &copy, 0, links, context, NULL), ==, 50);
        for (int z = 0; z < PLANES; z++)
            g_assert_cmpint(times[z], ==, 1);
        for (gint64 height = 0; height < 5; height++) {
            g_assert_cmpint(run_three(&copy, &blur, height, links, context, NULL), ==, 250);
            int again = -PLANES;
            for (int z = 0; z < PLANES; z++)
                again += times[z];
            g_assert_cmpint(again, <=, 4 * 4 * (int)threads);
        }
    }
}

/* What is said before is what is done. */
static void says_what_it_does(void)
{
    const lm_plan plans[] = {plan_of(&stairs), plan_of(&copy), plan_of(&blur)};
    const lm_link links[] = {{.plan = &plans[0]}, {.plan = &plans[1]}, {.plan = &plans[2]}};
    lm_chain_cut cut = lm_chain_cut_for(links, 2, (lm_zrange){0, PLANES}, 0, 1);
    g_assert_false(cut.first_again);
    g_assert_cmpfloat(cut.again, ==, 0);
    cut = lm_chain_cut_for(links, 3, (lm_zrange){0, PLANES}, 5, 1);
    g_assert_true(cut.first_again);
    g_assert_cmpint(cut.stripes, ==, 4);
    g_assert_cmpfloat(cut.again, ==, 2 * 3 * 4 / 100.0); /* two steps, three borders, four planes */
    g_assert_cmpuint(cut.between, ==, 2 * (5 + 2 * 2 + 1) * WIDTH);
}

/* A step that asks for a height gets no more, wherever it stands. */
static void keeps_heights(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_plan plans[] = {plan_of(&stairs), plan_of(&blur), plan_of(&copy)};
    plans[1].slab_planes = 3;
    lm_link links[] = {{.plan = &plans[0]}, {.plan = &plans[1]}, {.plan = &plans[2]}};
    g_assert_cmpint(lm_chain_cut_for(links, 3, (lm_zrange){0, PLANES}, 0, 1).slab, ==, 3);
    lm_value out = {LM_NONE, NULL, NULL};
    tallest = 0;
    g_assert_true(lm_chain_run(links, 3, NULL, (lm_zrange){0, PLANES}, 20, &out, context, NULL));
    g_assert_cmpint(tallest, ==, 3);
    lm_value_clear(&out);
}

/* Facts are those of the step, warnings of all; an error says whose it is. */
static void speaks_for_each_step(void)
{
    g_autoptr(lm_context) whole = lm_context_new(2, 0), a = lm_context_new_step(whole),
                          b = lm_context_new_step(whole);
    g_autoptr(GError) error = NULL;
    lm_link links[3] = {{.context = a}, {.context = b}};
    g_assert_cmpint(run_three(&copy, &copy, 1, links, whole, &error), ==, 50);
    g_autoptr(GVariant) of_a = lm_context_take_facts(a), of_b = lm_context_take_facts(b);
    g_assert_true(g_variant_lookup(of_a, "source", "b", NULL));
    g_assert_false(g_variant_lookup(of_a, "smeared", "x", NULL));
    g_assert_true(g_variant_lookup(of_b, "smeared", "x", NULL));
    g_auto(GStrv) warnings = lm_context_warnings(whole);
    g_assert_cmpuint(g_strv_length(warnings), ==, 1);
    fails_at = 70;
    g_assert_cmpint(run_three(&copy, &copy, 1, links, whole, &error), ==, -1);
    test_assert_error(&error, LM_ERROR_INPUT, "^two: plane 70$");
    fails_at = -1;
    lm_context_cancel(whole);
    g_assert_true(lm_context_cancelled(a));
    g_assert_cmpint(run_three(&copy, &copy, 1, links, whole, &error), ==, -1);
    g_assert_cmpstr(error->message, ==, "interrupted");
}

/* Each allocation fails in turn. */
static void survives_no_memory(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        lm_link links[3] = {0};
        lm_alloc_fail_after(i);
        g_assert_cmpint(run_three(&copy, &blur, 1, links, context, &error), ==, -1);
        test_assert_error(&error, LM_ERROR_MEMORY, i == 0 ? "^three: " : "^(one|two): ");
    }
    lm_alloc_fail_after(-1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chain/random", random_chains);
    g_test_add_func("/chain/once", makes_planes_once);
    g_test_add_func("/chain/cut", says_what_it_does);
    g_test_add_func("/chain/heights", keeps_heights);
    g_test_add_func("/chain/each-step", speaks_for_each_step);
    g_test_add_func("/chain/no-memory", survives_no_memory);
    return g_test_run();
}
