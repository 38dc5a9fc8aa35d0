#include "lamina/odd-planes.h"

#include "testing.h"

#include <string.h>

static lm_volume *ball(lm_type type)
{
    lm_grid grid = lm_grid_make(40, 30, 24);
    return test_ball(&grid, type, (const double[]){20, 15, 12}, 11, 2, 200, 20);
}

static void assert_odd(const lm_volume *volume, gint64 where, unsigned expected)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autofree guint8 *odd = lm_odd_planes(volume, context, NULL);
    for (gint64 z = 0; z < volume->grid.size[2]; z++)
        g_assert_cmpuint(odd[z], ==, z == where ? expected : 0);
}

static char *plane(const lm_volume *volume, gint64 z)
{
    return (char *)volume->data + (size_t)z * lm_volume_plane_bytes(volume);
}

static void test_nothing_odd(void)
{
    static const lm_type types[] = {LM_UINT8, LM_INT16, LM_FLOAT32};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(lm_volume) volume = ball(types[i]);
        assert_odd(volume, -1, 0);
    }
    lm_grid grid = lm_grid_make(33, 65, 12);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT16, 3, 5);
    assert_odd(noise, -1, 0);
}

static void test_same(void)
{
    g_autoptr(lm_volume) volume = ball(LM_UINT8);
    memcpy(plane(volume, 7), plane(volume, 6), lm_volume_plane_bytes(volume));
    assert_odd(volume, 7, LM_PLANE_AS_BEFORE);
}

/* Upside down, or another picture altogether; also among noise. */
static void test_unlike(void)
{
    g_autoptr(lm_volume) volume = ball(LM_UINT8);
    memset(plane(volume, 12), 250, lm_volume_plane_bytes(volume));
    assert_odd(volume, 12, LM_PLANE_UNLIKE);
    lm_grid grid = lm_grid_make(64, 64, 20);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 1, 9);
    memset(plane(noise, 3), 0, lm_volume_plane_bytes(noise));
    assert_odd(noise, 3, LM_PLANE_UNLIKE);
}

static void test_small_and_cancelled(void)
{
    lm_grid one = lm_grid_make(1, 1, 1), two = lm_grid_make(5, 1, 2);
    g_autoptr(lm_volume) smallest = test_noise(&one, LM_FLOAT32, 1, 1);
    g_autoptr(lm_volume) small = test_noise(&two, LM_INT8, 2, 2);
    assert_odd(smallest, -1, 0);
    assert_odd(small, -1, 0);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_context_cancel(context);
    GError *error = NULL;
    g_assert_null(lm_odd_planes(small, context, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_CANCELLED);
    g_error_free(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ingest/odd-planes/none", test_nothing_odd);
    g_test_add_func("/ingest/odd-planes/same", test_same);
    g_test_add_func("/ingest/odd-planes/unlike", test_unlike);
    g_test_add_func("/ingest/odd-planes/small-and-cancelled", test_small_and_cancelled);
    return g_test_run();
}
