/* A surface in pieces: all of it, those in front first, those that are hidden not at all, and the
 * picture is that of the whole. */
#include "pieces.h"
#include "cover.h"
#include "difference.h"
#include "lamina/alloc.h"
#include "phantom.h"
#include "testing.h"

#include <math.h>
#include <string.h>

/* Two walls of SIDE x SIDE squares across z, at 1 and 2 mm, seen along z; SEEN triangles each. */
enum { SIDE = 300, SEEN = 2 * SIDE * SIDE, PIXELS = 64 };

static lm_mesh *walls(void)
{
    enum { POINTS = (SIDE + 1) * (SIDE + 1) };
    GError *error = NULL;
    lm_mesh *mesh = lm_mesh_new(2 * POINTS, 2 * SEEN, &error);
    g_assert_no_error(error);
    gint32 *t = mesh->triangles;
    for (int wall = 0; wall < 2; wall++)
        for (int i = 0; i < POINTS; i++) {
            int x = i % (SIDE + 1), y = i / (SIDE + 1), at = wall * POINTS + i;
            float place[3] = {(float)x / SIDE, (float)y / SIDE, (float)(2 - wall)};
            memcpy(mesh->points + 3 * at, place, sizeof place);
            if (x == SIDE || y == SIDE)
                continue;
            gint32 two[6] = {at, at + 1, at + SIDE + 1, at + 1, at + SIDE + 2, at + SIDE + 1};
            memcpy(t, two, sizeof two);
            t += 6;
        }
    return mesh;
}

static lm_pieces *pieces_of(const lm_mesh *mesh)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    lm_pieces *pieces = lm_pieces_new(mesh, context, &error);
    g_assert_no_error(error);
    return pieces;
}

/* A pencil that keeps what it drew, and says that a wall was drawn where it was told so. */
typedef struct sketch {
    const lm_mesh *mesh;
    const lm_pieces *pieces;
    lm_context *context;
    size_t drawn[2]; /* triangles of the near and the far wall */
    size_t calls, leave_after;
    float depth, *depths; /* of all pixels */
    size_t looks;
} sketch;

static void draw(size_t first, size_t end, gpointer user)
{
    sketch *s = user;
    for (size_t i = first; i < end; i++) {
        const float *p = s->mesh->points + 3 * (size_t)s->pieces->triangles[3 * i];
        s->drawn[p[2] > 1.5F]++;
    }
    if (++s->calls == s->leave_after)
        lm_context_cancel(s->context);
}

static void read_depths(gpointer user)
{
    sketch *s = user;
    s->looks++;
    for (int i = 0; i < PIXELS * PIXELS; i++)
        s->depths[i] = s->depth;
}

static sketch sketch_of(const lm_mesh *mesh, const lm_pieces *pieces, double covered_at,
                        bool seen_through, size_t leave_after)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    static const lm_camera camera = {
        .right = {1, 0, 0}, .up = {0, 1, 0}, .towards = {0, 0, 1}, .half_height = 0.6};
    const lm_shot shot = {.camera = &camera,
                          .centre = {0.5, 0.5, 1.5},
                          .distance = 2,
                          .width = PIXELS,
                          .height = PIXELS};
    const float box[6] = {0, 1, 0, 1, (float)covered_at, 9};
    float depths[PIXELS * PIXELS];
    sketch s = {.mesh = mesh,
                .pieces = pieces,
                .context = context,
                .leave_after = leave_after,
                .depth = (float)lm_place_of(&shot, box).depth,
                .depths = depths};
    const lm_pencil pencil = {draw, read_depths, &s};
    const lm_region all = {0, PIXELS, 0, PIXELS};
    g_autoptr(lm_cover) cover = seen_through ? NULL : lm_cover_new(&all, depths, NULL);
    lm_pieces_draw(pieces, &shot, cover, &pencil, context);
    return s;
}

static void test_all(void)
{
    g_autoptr(lm_mesh) mesh = walls();
    memset(mesh->triangles, 0, 3 * sizeof *mesh->triangles); /* one that nobody sees */
    g_autoptr(lm_pieces) pieces = pieces_of(mesh);
    g_assert_cmpuint(pieces->n_triangles, ==, 2 * SEEN - 1);
    guint64 sum = 0, expected = 0;
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        expected += (guint64)mesh->triangles[i];
    size_t at = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        const lm_piece *piece = &pieces->pieces[i];
        g_assert_cmpuint(piece->first, ==, at);
        g_assert_cmpuint(piece->end - piece->first, <=, 1024);
        for (size_t k = 3 * at; k < 3 * piece->end; k++) {
            const float *p = mesh->points + 3 * (size_t)pieces->triangles[k];
            sum += (guint64)pieces->triangles[k];
            for (int axis = 0; axis < 3; axis++)
                g_assert_true(p[axis] >= piece->box[2 * axis] &&
                              p[axis] <= piece->box[2 * axis + 1]);
        }
        at = piece->end;
    }
    g_assert_cmpuint(at, ==, pieces->n_triangles);
    g_assert_cmpuint(sum, ==, expected);
}

static void test_hidden(void)
{
    g_autoptr(lm_mesh) mesh = walls();
    g_autoptr(lm_pieces) pieces = pieces_of(mesh);
    sketch behind = sketch_of(mesh, pieces, 1, false, 0);
    g_assert_cmpuint(behind.drawn[0], ==, SEEN);
    g_assert_cmpuint(behind.drawn[1], <, SEEN / 10); /* what came before it was looked at */
    sketch open = sketch_of(mesh, pieces, 9, false, 0);
    g_assert_cmpuint(open.drawn[0] + open.drawn[1], ==, 2 * SEEN);
    g_assert_cmpuint(open.looks, >, 0);
    sketch glass = sketch_of(mesh, pieces, 1, true, 0);
    g_assert_cmpuint(glass.drawn[0] + glass.drawn[1], ==, 2 * SEEN);
    g_assert_cmpuint(glass.looks, ==, 0);
}

static void test_leaves(void)
{
    g_autoptr(lm_mesh) mesh = walls();
    g_autoptr(lm_pieces) pieces = pieces_of(mesh);
    for (int glass = 0; glass < 2; glass++)
        g_assert_cmpuint(sketch_of(mesh, pieces, 1, glass, 3).calls, ==, 3);
}

/* A part of a mesh, with the normals of the whole. */
static lm_mesh *part_of(const lm_mesh *mesh, size_t first, size_t end)
{
    GError *error = NULL;
    lm_mesh *part = lm_mesh_new(mesh->n_points, end - first, &error);
    g_assert_no_error(error);
    size_t bytes = 3 * mesh->n_points * sizeof(float);
    part->normals = lm_alloc(1, bytes, "normals", &error);
    g_assert_no_error(error);
    memcpy(part->points, mesh->points, bytes);
    memcpy(part->normals, mesh->normals, bytes);
    memcpy(part->triangles, mesh->triangles + 3 * first,
           3 * (end - first) * sizeof *mesh->triangles);
    return part;
}

/* Waves one behind the other, so steep that some hide others. */
static lm_mesh *waves(void)
{
    lm_mesh *mesh = walls();
    GError *error = NULL;
    mesh->normals = lm_alloc(mesh->n_points, 3 * sizeof(float), "normals", &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < mesh->n_points; i++) {
        float *p = mesh->points + 3 * i, *n = mesh->normals + 3 * i;
        double slope = 3 * cos(40 * (double)p[0] + 9 * (double)p[1]);
        p[2] += (float)(0.2 * sin(40 * (double)p[0] + 9 * (double)p[1]));
        double length = sqrt(1 + slope * slope);
        n[0] = (float)(-slope / length);
        n[1] = 0;
        n[2] = (float)(1 / length);
    }
    return mesh;
}

static lm_picture *picture_of(lm_renderer *renderer, lm_view view)
{
    static const double white[3] = {1, 1, 1};
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_picture *picture = lm_renderer_draw(renderer, view, white, context, &error);
    g_assert_no_error(error);
    return picture;
}

/* Parts so small that nothing of them is left out give the same picture, and so does OpenGL, but
 * for rounding. */
static void test_picture(void)
{
    enum { PARTS = 60, WIDTH = 200, HEIGHT = 150 };
    static const double grey[3] = {0.6, 0.6, 0.6};
    g_autoptr(lm_renderer) whole = renderer_new(WIDTH, HEIGHT), parts = renderer_new(WIDTH, HEIGHT);
    if (!whole || !parts)
        return;
    g_autoptr(lm_mesh) mesh = waves();
    lm_renderer_add_mesh(whole, mesh, grey);
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = mesh->n_triangles;
        g_autoptr(lm_mesh) part = part_of(mesh, i * n / PARTS, (i + 1) * n / PARTS);
        lm_renderer_add_mesh(parts, part, grey);
    }
    static const lm_view views[] = {LM_VIEW_THREE_QUARTER, LM_VIEW_FRONT, LM_VIEW_TOP};
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(views); i++) {
        lm_renderer_use_graphics_card(whole, i % 2);
        g_autoptr(lm_picture) a = picture_of(whole, views[i / 2]);
        g_autoptr(lm_picture) b = picture_of(parts, views[i / 2]);
        g_assert_cmpfloat(difference(a, b), <, i % 2 ? 0.5 : 1e-9);
        size_t apart = 0;
        for (size_t k = 0; k < 3 * (size_t)(WIDTH * HEIGHT); k++)
            apart += abs(a->pixels[k] - b->pixels[k]) > (i % 2 ? 8 : 0);
        g_test_message("%zu values differ", apart);
        g_assert_cmpuint(apart, <=, i % 2 ? 3 * WIDTH * HEIGHT / 1000 : 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/pieces/all", test_all);
    g_test_add_func("/render/pieces/hidden", test_hidden);
    g_test_add_func("/render/pieces/leaves", test_leaves);
    g_test_add_func("/render/pieces/picture", test_picture);
    return g_test_run();
}
