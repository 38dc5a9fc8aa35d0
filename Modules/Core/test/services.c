/* Allocation, context, parallel loops, provenance: small services, tested together. */
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/mesh.h"
#include "lamina/parallel.h"
#include "lamina/slab.h"
#include "lamina/value.h"

#include <math.h>
#include <string.h>

static void allocation(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(lm_alloc(G_MAXSIZE / 2, 3, "a test", &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_MEMORY);
    g_clear_error(&error);
    lm_alloc_fail_after(1);
    char *first = lm_alloc0(10, 1, "a test", &error);
    g_assert_nonnull(first);
    g_assert_cmpint(first[9], ==, 0);
    g_assert_null(lm_realloc(first, 10, 20, 1, "a test", &error));
    g_assert_nonnull(strstr(error->message, "a test"));
    first = lm_realloc(first, 10, 20, 1, "a test", NULL); /* only one failed */
    g_assert_nonnull(first);
    g_assert_cmpint(lm_alloc_fail_after(-1), ==, 3);
    lm_free(first);
}

typedef struct tally {
    gint64 sum;
    gint pieces;
    gint64 fail_at;
} tally;

static bool add_up(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    tally *t = user;
    g_atomic_int_inc(&t->pieces);
    for (gint64 i = lo; i < hi; i++) {
        if (i == t->fail_at)
            return lm_fail(error, LM_ERROR_INPUT, "at %" G_GINT64_FORMAT, i);
        __atomic_fetch_add(&t->sum, i, __ATOMIC_RELAXED);
    }
    return true;
}

static void loops(void)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        g_autoptr(lm_context) context = lm_context_new(threads, 0);
        g_autoptr(GError) error = NULL;
        tally t = {.fail_at = -1};
        g_assert_true(lm_parallel(context, 1000, 7, add_up, &t, &error));
        g_assert_cmpint(t.sum, ==, 499500);
        g_assert_cmpint(t.pieces, ==, 143);
        g_assert_true(lm_parallel(context, 0, 7, add_up, &t, &error));
        t.fail_at = 500;
        g_assert_false(lm_parallel(context, 1000, 1, add_up, &t, &error));
        g_assert_cmpstr(error->message, ==, "at 500");
        g_clear_error(&error);
        lm_context_cancel(context);
        g_assert_false(lm_parallel(context, 10, 1, add_up, &t, &error));
        g_assert_cmpint(lm_error_exit_status(error), ==, 130);
    }
}

static void heard(double fraction, const char *step, gpointer user)
{
    double *last = user;
    g_assert_cmpstr(step, ==, "crop");
    g_assert_cmpfloat(fraction, >=, *last);
    *last = fraction;
}

static void context_speaks(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    double last = 0;
    lm_context_set_listener(context, heard, &last);
    lm_context_begin_step(context, "crop", 0.25, 0.75);
    g_assert_cmpfloat(last, ==, 0.25);
    lm_context_progress(context, 1);
    lm_context_progress(context, 0.1); /* never falls */
    g_assert_cmpfloat(last, ==, 0.75);
    lm_context_begin_step(context, "crop", 0.75, 1);
    for (unsigned part = 0; part < 4; part++) {
        g_assert_cmpfloat(last, <, 1);
        lm_context_part(context, part, 4);
        lm_context_progress(context, 1);
    }
    g_assert_cmpfloat(last, ==, 1);
    lm_context_warn(context, "twice");
    lm_context_warn(context, "twice");
    g_auto(GStrv) warnings = lm_context_warnings(context);
    g_assert_cmpuint(g_strv_length(warnings), ==, 1);
    lm_context_fact(context, "value", g_variant_new_double(0.5));
    g_autoptr(GVariant) facts = lm_context_take_facts(context),
                        none = lm_context_take_facts(context);
    double value = 0;
    g_assert_true(g_variant_lookup(facts, "value", "d", &value));
    g_assert_cmpuint(g_variant_n_children(none), ==, 0);
    lm_context_set_folders(context, "/in", ".");
    g_autofree char *in = lm_context_input_path(context, "a"),
                    *abs = lm_context_input_path(context, "/b"),
                    *out = lm_context_output_path(context, "c");
    g_assert_cmpstr(in, ==, "/in/a");
    g_assert_cmpstr(abs, ==, "/b");
    g_assert_cmpstr(out, ==, "c");
}

static void history(void)
{
    g_autoptr(lm_provenance) first = lm_provenance_new("slices", LM_SPACING_TYPED);
    g_autoptr(lm_provenance) second = lm_provenance_after(first, "flip axis=\"x\"");
    g_assert_cmpuint(g_strv_length((char **)lm_provenance_operations(first)), ==, 0);
    g_assert_cmpstr(lm_provenance_operations(second)[0], ==, "flip axis=\"x\"");
    g_assert_cmpstr(lm_provenance_source(second), ==, "slices");
    g_assert_cmpint(lm_provenance_spacing_source(second), ==, LM_SPACING_TYPED);
}

static void slabs(void)
{
    lm_grid grid = lm_grid_make(2, 3, 10);
    g_autoptr(lm_volume) volume = lm_volume_new_planes(&grid, LM_INT16, 1, (lm_zrange){4, 8}, NULL);
    gint16 *v = volume->data;
    for (int i = 0; i < 24; i++)
        v[i] = (gint16)(i - 3);
    lm_slab slab = lm_slab_of(volume, (lm_zrange){5, 7});
    g_assert_cmpint(*(gint16 *)lm_slab_plane(&slab, 6), ==, 9);
    g_assert_cmpfloat(lm_volume_get(volume, 1, 2, 7, 0), ==, 20);
    g_assert_false(lm_volume_is_complete(volume));
    double lo, hi;
    g_assert_true(lm_volume_range(volume, &lo, &hi));
    g_assert_cmpfloat(lo, ==, -3);
    g_assert_cmpfloat(hi, ==, 20);
    lm_zrange grown = lm_zrange_grow((lm_zrange){1, 9}, 2, 10);
    g_assert_true(grown.lo == 0 && grown.hi == 10);
    lm_zrange both = lm_zrange_union((lm_zrange){3, 3}, (lm_zrange){5, 6});
    g_assert_true(both.lo == 5 && both.hi == 6);
}

static void range_without_numbers(void)
{
    lm_grid grid = lm_grid_make(2, 1, 1);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    float *v = volume->data;
    double lo, hi;
    v[0] = v[1] = NAN;
    g_assert_false(lm_volume_range(volume, &lo, &hi));
    v[1] = 2;
    g_assert_true(lm_volume_range(volume, &lo, &hi));
    g_assert_cmpfloat(lo, ==, 2);
}

static void meshes(void)
{
    g_autoptr(GError) error = NULL;
    lm_alloc_fail_after(1);
    g_assert_null(lm_mesh_new(4, 4, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_MEMORY);
    g_clear_error(&error);
    lm_alloc_fail_after(-1);
    lm_mesh *mesh = lm_mesh_new(2, 0, &error);
    memcpy(mesh->points, (float[]){1, -2, 3, 0, 5, 3}, 6 * sizeof(float));
    double b[6];
    lm_mesh_bounds(mesh, b);
    g_assert_true(b[0] == 0 && b[1] == 1 && b[2] == -2 && b[3] == 5 && b[4] == 3 && b[5] == 3);
    lm_value value = lm_value_of_mesh(mesh), again = lm_value_ref(&value);
    g_assert_cmpstr(lm_kind_text(value.kind), ==, "mesh");
    lm_value_clear(&value);
    g_assert_cmpint(again.mesh->ref_count, ==, 1);
    lm_value_clear(&again);
    g_assert_cmpint(again.kind, ==, LM_NONE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/services/allocation", allocation);
    g_test_add_func("/services/loops", loops);
    g_test_add_func("/services/context", context_speaks);
    g_test_add_func("/services/history", history);
    g_test_add_func("/services/slabs", slabs);
    g_test_add_func("/services/range-without-numbers", range_without_numbers);
    g_test_add_func("/services/meshes", meshes);
    return g_test_run();
}
