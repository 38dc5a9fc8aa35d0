/* How long pictures take while something is turned, and when it rests, at 800 x 600: a volume of
 * 256^3 voxels in 8 bits and in floats, its surface, surfaces of millions of triangles, of which
 * the second, seen from above, hides nothing of itself, and volume and surface together.
 *
 *     turning [FRAMES]
 *
 * Prints milliseconds: of the first draft (stand-ins and shaders are made), the least,
 * median and 95th percentile of the drafts of a full turn (90 frames), of the first full picture,
 * and the least and median of the next; and how long all before the first full picture, and the
 * picture, go on after they were cancelled, the longest of moments 25 ms apart.
 */
#include "lamina/registry.h"
#include "lamina/render.h"
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_FRAMES = 1000, FULLS = 5 };

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A gyroid in a ball: more to see, and more surface, the more of its cells there are. */
static lm_volume *gyroid(lm_type type, gint64 side, double cells)
{
    lm_grid grid = lm_grid_make(side, side, side);
    g_autoptr(GError) error = NULL;
    lm_volume *volume = lm_volume_new(&grid, type, 1, &error);
    g_assert_no_error(error);
    double wave = 2 * G_PI * cells / (double)side, half = (double)side / 2;
    for (gint64 i = 0; i < side * side * side; i++) {
        double x = (double)(i % side), y = (double)(i / side % side), z = (double)(i / side / side);
        double reach = 1 - hypot(hypot(x - half, y - half), z - half) / half;
        double wall = sin(wave * x) * cos(wave * y) + sin(wave * y) * cos(wave * z) +
                      sin(wave * z) * cos(wave * x);
        double value = CLAMP(125 * MIN(wall + 0.6, 20 * reach) + 60, 0, 250);
        if (type == LM_UINT8)
            ((guint8 *)volume->data)[i] = (guint8)value;
        else
            ((float *)volume->data)[i] = (float)value;
    }
    return volume;
}

static double milliseconds(lm_renderer *renderer, const lm_camera *camera, lm_quality quality,
                           lm_context *context)
{
    static const double white[3] = {1, 1, 1};
    g_autoptr(GError) error = NULL;
    const gint64 start = g_get_monotonic_time();
    g_autoptr(lm_picture) picture =
        lm_renderer_draw_camera(renderer, camera, white, quality, context, &error);
    g_assert_no_error(error);
    return (double)(g_get_monotonic_time() - start) / 1000;
}

static const double red[3] = {0.8, 0.36, 0.28};

/* Cancels a context some time after it began. */
typedef struct alarm_clock {
    lm_context *context;
    gulong after;     /* microseconds */
    gint64 cancelled; /* when */
} alarm_clock;

static gpointer ring(gpointer data)
{
    alarm_clock *clock = data;
    g_usleep(clock->after);
    clock->cancelled = g_get_monotonic_time();
    lm_context_cancel(clock->context);
    return NULL;
}

/* Each or both of a volume and a surface. */
typedef struct scene {
    lm_volume *volume;
    lm_transfer transfer;
    lm_mesh *mesh;
    lm_view view;
} scene;

static bool show(const scene *s, lm_renderer *renderer, lm_context *context, GError **error)
{
    if (s->mesh)
        lm_renderer_add_mesh(renderer, s->mesh, red);
    return !s->volume || lm_renderer_add_volume(renderer, s->volume, &s->transfer,
                                                s->mesh ? 0.03 : 1, context, error);
}

static double longest_leaving(const scene *s)
{
    static const double white[3] = {1, 1, 1};
    double longest = 0;
    bool is_whole = false;
    for (gulong after = 0; !is_whole; after += 25000) {
        g_autoptr(lm_context) context = lm_context_new(0, 0);
        g_autoptr(GError) error = NULL;
        g_autoptr(lm_renderer) renderer = lm_renderer_new(800, 600, &error);
        g_assert_no_error(error);
        alarm_clock clock = {context, after, 0};
        GThread *thread = g_thread_new("alarm", ring, &clock);
        g_autoptr(lm_picture) picture = NULL;
        if (show(s, renderer, context, NULL))
            picture = lm_renderer_draw(renderer, s->view, white, context, NULL);
        const gint64 end = g_get_monotonic_time();
        g_thread_join(thread);
        is_whole = picture != NULL;
        if (!is_whole)
            longest = MAX(longest, (double)(end - clock.cancelled) / 1000);
    }
    return longest;
}

static void run(const char *name, lm_volume *volume, lm_mesh *mesh, lm_view view, int frames)
{
    double times[MOST_FRAMES] = {0}, full[FULLS];
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    g_autoptr(lm_renderer) renderer = lm_renderer_new(800, 600, &error);
    g_assert_no_error(error);
    scene s = {.volume = volume, .mesh = mesh, .view = view};
    lm_camera camera = lm_camera_of(view);
    bool ok = (!volume || lm_transfer_preset(0, volume, &s.transfer, context, &error)) &&
              show(&s, renderer, context, &error) &&
              lm_renderer_frame(renderer, &camera, NULL, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    const double first = milliseconds(renderer, &camera, LM_QUALITY_DRAFT, context);
    for (int i = 0; i < frames; i++) {
        lm_camera_turn(&camera, 4, 1);
        times[i] = milliseconds(renderer, &camera, LM_QUALITY_DRAFT, context);
    }
    const double first_full = milliseconds(renderer, &camera, LM_QUALITY_FULL, context);
    for (int i = 0; i < FULLS; i++)
        full[i] = milliseconds(renderer, &camera, LM_QUALITY_FULL, context);
    qsort(times, (size_t)frames, sizeof *times, order);
    qsort(full, FULLS, sizeof *full, order);
    printf("%-34s %7.0f %7.0f %7.0f %7.0f %8.0f %7.0f %7.0f %7.0f\n", name, first, times[0],
           times[frames / 2], times[frames * 95 / 100], first_full, full[0], full[FULLS / 2],
           longest_leaving(&s));
    fflush(stdout);
}

static lm_mesh *surface_of(lm_volume *volume)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(lm_op_find("contour"), &in, "value", "60", NULL);
}

/* A hilly square of 2 x side x side triangles, all of which are seen from above. */
static lm_mesh *hills(size_t side)
{
    g_autoptr(GError) error = NULL;
    lm_mesh *mesh = lm_mesh_new(side * side, 2 * (side - 1) * (side - 1), &error);
    g_assert_no_error(error);
    gint32 *t = mesh->triangles;
    for (size_t i = 0; i < side * side; i++) {
        size_t x = i % side, y = i / side;
        float *p = mesh->points + 3 * i;
        p[0] = (float)x;
        p[1] = (float)y;
        p[2] = (float)(2 * sin(0.1 * (double)x) * cos(0.1 * (double)y));
        if (x + 1 == side || y + 1 == side)
            continue;
        gint32 at = (gint32)i, down = at + (gint32)side;
        gint32 two[6] = {at, at + 1, down, at + 1, down + 1, down};
        for (int k = 0; k < 6; k++)
            *t++ = two[k];
    }
    return mesh;
}

int main(int argc, char **argv)
{
    int frames = argc > 1 ? (int)CLAMP(g_ascii_strtoll(argv[1], NULL, 10), 1, MOST_FRAMES) : 90;
    printf("%-34s %7s %7s %7s %7s %8s %7s %7s %7s\n", "800 x 600, ms", "first", "least", "median",
           "95 %", "full", "least", "median", "leaves");
    g_autoptr(lm_volume) bytes = gyroid(LM_UINT8, 256, 3);
    g_autoptr(lm_volume) floats = gyroid(LM_FLOAT32, 256, 3);
    g_autoptr(lm_volume) fine = gyroid(LM_UINT8, 256, 12);
    g_autoptr(lm_mesh) surface = surface_of(bytes);
    g_autoptr(lm_mesh) large = surface_of(fine);
    g_autoptr(lm_mesh) open = hills(1420);
    g_autofree char *name = g_strdup_printf("surface of %zu triangles", surface->n_triangles);
    g_autofree char *large_name = g_strdup_printf("surface of %zu triangles", large->n_triangles);
    g_autofree char *open_name = g_strdup_printf("hills of %zu triangles", open->n_triangles);
    run("volume of 256^3, 8 bits", bytes, NULL, LM_VIEW_THREE_QUARTER, frames);
    run("the same, floats", floats, NULL, LM_VIEW_THREE_QUARTER, frames);
    run(name, NULL, surface, LM_VIEW_THREE_QUARTER, frames);
    run(large_name, NULL, large, LM_VIEW_THREE_QUARTER, frames);
    run(open_name, NULL, open, LM_VIEW_THREE_QUARTER, frames);
    run("the same, from above", NULL, open, LM_VIEW_TOP, frames);
    run("volume and surface", bytes, surface, LM_VIEW_THREE_QUARTER, frames);
    return 0;
}
