#include "first-surface-mesh.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* A sheet of points over the columns; that of a solid goes on to the outer faces on every side. */
typedef struct builder {
    const lm_grid *grid;
    const float *heights;
    gint64 rim;          /* 1 for a solid, else 0 */
    gint64 width, depth; /* points of the sheet */
    gint32 *indices;     /* of these points in the mesh; -1: not in it yet */
    bool mirrored;
    lm_mesh *mesh; /* points and triangles so far are counted in it */
} builder;

void lm_height_mesh_size(const lm_grid *grid, bool solid, guint64 *points, guint64 *triangles)
{
    guint64 rim = solid ? 2 : 0;
    guint64 width = (guint64)grid->size[0] + rim, depth = (guint64)grid->size[2] + rim;
    guint64 border = solid ? 2 * (width + depth) - 4 : 0;
    *points = width * depth + border + (solid ? 1 : 0);
    *triangles = 2 * (width - 1) * (depth - 1) + 3 * border;
}

/* The column, or slice, of a point of the sheet. */
static gint64 voxel_of(const builder *b, gint64 i, int axis)
{
    return CLAMP(i - b->rim, 0, b->grid->size[axis] - 1);
}

/* Where it is: on the rim half a voxel outside. */
static double place_of(const builder *b, gint64 i, int axis)
{
    return CLAMP((double)(i - b->rim), -0.5, (double)b->grid->size[axis] - 0.5);
}

static float height_of(const builder *b, gint64 x, gint64 z)
{
    return b->heights[voxel_of(b, z, 2) * b->grid->size[0] + voxel_of(b, x, 0)];
}

static gint32 add_point(builder *b, double x, double y, double z)
{
    double world[3];
    lm_grid_to_world(b->grid, (const double[3]){x, y, z}, world);
    for (size_t k = 0; k < 3; k++)
        b->mesh->points[3 * b->mesh->n_points + k] = (float)world[k];
    return (gint32)b->mesh->n_points++;
}

/* The point of the sheet at (x, z), which has a height. */
static gint32 sheet_point(builder *b, gint64 x, gint64 z)
{
    gint32 *index = &b->indices[z * b->width + x];
    if (*index < 0)
        *index = add_point(b, place_of(b, x, 0), (double)height_of(b, x, z), place_of(b, z, 2));
    return *index;
}

/* Counter-clockwise where the grid is right-handed. */
static void add_triangle(builder *b, gint32 p, gint32 q, gint32 r)
{
    gint32 *to = b->mesh->triangles + 3 * b->mesh->n_triangles++;
    to[0] = p;
    to[1] = b->mirrored ? r : q;
    to[2] = b->mirrored ? q : r;
}

/* What joins the points around a cell of the sheet: two triangles, or one where one of them has no
 * height. */
static void add_cell(builder *b, gint64 x, gint64 z)
{
    static const gint64 around[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    gint32 points[4];
    size_t count = 0;
    for (int i = 0; i < 4; i++)
        count += isnan(height_of(b, x + around[i][0], z + around[i][1])) ? 0 : 1;
    if (count < 3)
        return;
    count = 0;
    for (int i = 0; i < 4; i++)
        if (!isnan(height_of(b, x + around[i][0], z + around[i][1])))
            points[count++] = sheet_point(b, x + around[i][0], z + around[i][1]);
    add_triangle(b, points[0], points[1], points[count - 1]);
    if (count == 4)
        add_triangle(b, points[1], points[2], points[3]);
}

static void add_sheet(builder *b)
{
    for (gint64 z = 0; z + 1 < b->depth; z++)
        for (gint64 x = 0; x + 1 < b->width; x++)
            add_cell(b, x, z);
}

/* The i-th point of the sheet's border, in the sense in which its triangles go round. */
static void border_point(const builder *b, gint64 i, gint64 *x, gint64 *z)
{
    gint64 right = b->width - 1, far = b->depth - 1;
    i %= 2 * (right + far);
    *x = i <= right ? i : CLAMP(2 * right + far - i, 0, right);
    *z = i <= right ? 0 : i <= right + far ? i - right : MIN(far, 2 * (right + far) - i);
}

/* Down from the border of the sheet to the base, and the base around its middle. */
static void add_walls_and_base(builder *b)
{
    const gint64 *size = b->grid->size;
    const gint64 border = 2 * (b->width + b->depth) - 4;
    const double base = (double)size[1] - 0.5;
    const gint32 first = (gint32)b->mesh->n_points;
    for (gint64 i = 0, x, z; i < border; i++) {
        border_point(b, i, &x, &z);
        add_point(b, place_of(b, x, 0), base, place_of(b, z, 2));
    }
    gint32 middle = add_point(b, (double)(size[0] - 1) / 2, base, (double)(size[2] - 1) / 2);
    for (gint64 i = 0, x, z; i < border; i++) {
        border_point(b, i, &x, &z);
        gint32 top = sheet_point(b, x, z);
        border_point(b, i + 1, &x, &z);
        gint32 next = sheet_point(b, x, z);
        gint32 below = first + (gint32)i, below_next = first + (gint32)((i + 1) % border);
        add_triangle(b, next, top, below);
        add_triangle(b, next, below, below_next);
        add_triangle(b, below_next, below, middle);
    }
}

lm_mesh *lm_height_mesh(const lm_grid *grid, const float *heights, bool solid, GError **error)
{
    guint64 points, triangles;
    lm_height_mesh_size(grid, solid, &points, &triangles);
    builder b = {.grid = grid,
                 .heights = heights,
                 .rim = solid ? 1 : 0,
                 .mirrored = lm_grid_handedness(grid) < 0};
    b.width = grid->size[0] + 2 * b.rim;
    b.depth = grid->size[2] + 2 * b.rim;
    size_t sheet = (size_t)b.width * (size_t)b.depth;
    b.indices = lm_alloc(sheet, sizeof *b.indices, "the points of a surface", error);
    b.mesh = b.indices ? lm_mesh_new((size_t)points, (size_t)triangles, error) : NULL;
    if (b.mesh) {
        memset(b.indices, -1, sheet * sizeof *b.indices);
        b.mesh->n_points = b.mesh->n_triangles = 0;
        add_sheet(&b);
        if (solid)
            add_walls_and_base(&b);
    }
    lm_free(b.indices);
    return b.mesh;
}

/* Fills the gaps in a line of values `step` apart: straight between known ones, level beyond the
 * last. */
static void bridge_line(float *line, gint64 count, gint64 step)
{
    gint64 before = -1;
    for (gint64 i = 0; i < count; i++) {
        if (isnan(line[i * step]))
            continue;
        float to = line[i * step], from = before < 0 ? to : line[before * step];
        for (gint64 k = before + 1; k < i; k++)
            line[k * step] = from + (to - from) * (float)(k - before) / (float)(i - before);
        before = i;
    }
    for (gint64 k = before + 1; before >= 0 && k < count; k++)
        line[k * step] = line[before * step];
}

void lm_height_bridge(const lm_grid *grid, float *heights)
{
    const gint64 nx = grid->size[0], nz = grid->size[2];
    for (gint64 z = 0; z < nz; z++)
        bridge_line(heights + z * nx, nx, 1);
    for (gint64 x = 0; x < nx; x++)
        bridge_line(heights + x, nz, nx);
}
