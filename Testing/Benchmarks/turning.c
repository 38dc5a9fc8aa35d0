/* How long pictures take while something is turned, and when it rests, at 800 x 600: a volume of
 * 256^3 voxels in 8 bits, in floats and hardly seen, its surface, surfaces of millions of
 * triangles, of which the second, seen from above, hides nothing of itself, and volume and surface
 * together; surfaces that are seen through, one inside another, and with the volume.
 *
 *     turning [FRAMES [NAME]]
 *
 * Prints, of scenes whose names have NAME in them, milliseconds: of the first draft (stand-ins are
 * made), the least, median and 95th percentile of the drafts of a full turn (90 frames), of the
 * first full picture, and the least and median of the next; and how long all before the first full
 * picture, and the picture, go on after they were cancelled: the longest of a dozen moments and
 * more.
 */
#include "lamina/registry.h"
#include "lamina/render.h"
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* A volume, surfaces, or both. */
enum { MOST_SURFACES = 2 };
typedef struct scene {
    const char *name;
    lm_view view;
    lm_volume *volume;
    lm_mesh *meshes[MOST_SURFACES];
    double opacities[MOST_SURFACES];
    double strength; /* of the volume's opacities */
    lm_transfer transfer;
} scene;

static bool show(const scene *s, lm_renderer *renderer, lm_context *context, GError **error)
{
    for (int i = 0; i < MOST_SURFACES && s->meshes[i]; i++) {
        lm_renderer_add_mesh(renderer, s->meshes[i], red);
        lm_renderer_dress_mesh(renderer, s->meshes[i], red, s->opacities[i], true);
    }
    return !s->volume ||
           lm_renderer_add_volume(renderer, s->volume, &s->transfer, s->strength, context, error);
}

/* Of pictures that are cancelled at several moments while they are drawn. */
static double longest_leaving(const scene *s, double whole)
{
    enum { MOMENTS = 12 };
    static const double white[3] = {1, 1, 1};
    double longest = 0;
    bool is_whole = false;
    for (gulong moment = 0; !is_whole; moment++) {
        g_autoptr(lm_context) context = lm_context_new(0, 0);
        g_autoptr(GError) error = NULL;
        g_autoptr(lm_renderer) renderer = lm_renderer_new(800, 600, &error);
        g_assert_no_error(error);
        alarm_clock clock = {context, moment * (gulong)(1000 * whole / MOMENTS), 0};
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

static void run(scene s, int frames)
{
    double times[MOST_FRAMES] = {0}, full[FULLS];
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    g_autoptr(lm_renderer) renderer = lm_renderer_new(800, 600, &error);
    g_assert_no_error(error);
    lm_camera camera = lm_camera_of(s.view);
    bool ok = (!s.volume || lm_transfer_preset(0, s.volume, &s.transfer, context, &error)) &&
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
    printf("%-34s %7.0f %7.0f %7.0f %7.0f %8.0f %7.0f %7.0f %7.0f\n", s.name, first, times[0],
           times[frames / 2], times[frames * 95 / 100], first_full, full[0], full[FULLS / 2],
           longest_leaving(&s, first_full));
    fflush(stdout);
}

static lm_mesh *surface_of(lm_volume *volume, const char *at)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(lm_op_find("contour"), &in, "value", at, NULL);
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
    const char *only = argc > 2 ? argv[2] : NULL;
    printf("%-34s %7s %7s %7s %7s %8s %7s %7s %7s\n", "800 x 600, ms", "first", "least", "median",
           "95 %", "full", "least", "median", "leaves");
    g_autoptr(lm_volume) bytes = gyroid(LM_UINT8, 256, 3);
    g_autoptr(lm_volume) floats = gyroid(LM_FLOAT32, 256, 3);
    g_autoptr(lm_volume) fine = gyroid(LM_UINT8, 256, 12);
    g_autoptr(lm_mesh) surface = surface_of(bytes, "60");
    g_autoptr(lm_mesh) inner = surface_of(bytes, "150");
    g_autoptr(lm_mesh) large = surface_of(fine, "60");
    g_autoptr(lm_mesh) open = hills(1420);
    g_autofree char *name = g_strdup_printf("surface of %zu triangles", surface->n_triangles);
    g_autofree char *large_name = g_strdup_printf("surface of %zu triangles", large->n_triangles);
    g_autofree char *open_name = g_strdup_printf("hills of %zu triangles", open->n_triangles);
    g_autofree char *seen_name = g_strdup_printf("%zu, seen through", surface->n_triangles);
    g_autofree char *large_seen_name = g_strdup_printf("%zu, seen through", large->n_triangles);
    const lm_view view = LM_VIEW_THREE_QUARTER;
    const scene scenes[] = {
        {"volume of 256^3, 8 bits", view, bytes, {0}, {0}, 1, {0}},
        {"the same, floats", view, floats, {0}, {0}, 1, {0}},
        {"a thin volume", view, bytes, {0}, {0}, 0.03, {0}},
        {name, view, NULL, {surface}, {1}, 0, {0}},
        {large_name, view, NULL, {large}, {1}, 0, {0}},
        {open_name, view, NULL, {open}, {1}, 0, {0}},
        {"the same, from above", LM_VIEW_TOP, NULL, {open}, {1}, 0, {0}},
        {"volume and surface", view, bytes, {surface}, {1}, 0.03, {0}},
        {seen_name, view, NULL, {surface}, {0.5}, 0, {0}},
        {large_seen_name, view, NULL, {large}, {0.5}, 0, {0}},
        {"the same, hardly seen", view, NULL, {large}, {0.1}, 0, {0}},
        {"hills, seen through", view, NULL, {open}, {0.5}, 0, {0}},
        {"a surface inside another", view, NULL, {surface, inner}, {0.3, 0.6}, 0, {0}},
        {"volume and surface, seen through", view, bytes, {surface}, {0.5}, 0.03, {0}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(scenes); i++)
        if (!only || strstr(scenes[i].name, only))
            run(scenes[i], frames);
    return 0;
}
