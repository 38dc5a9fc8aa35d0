/* Where slices lie on the screen: closed forms, and there and back again. */
#include "box-grip.h"
#include "length-words.h"
#include "slice-geometry.h"
#include "slice-text.h"

#include <math.h>
#include <string.h>

static lm_grid grid_of(gint64 x, gint64 y, gint64 z, const double direction[9])
{
    lm_grid grid = lm_grid_make(x, y, z);
    const double spacing[3] = {0.5, 1, 2.5}, origin[3] = {10, -20, 30};
    memcpy(grid.spacing, spacing, sizeof spacing);
    memcpy(grid.origin, origin, sizeof origin);
    memcpy(grid.direction, direction, sizeof grid.direction);
    return grid;
}

static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
static const double mirrored[9] = {-1, 0, 0, 0, -1, 0, 0, 0, 1};
/* As sagittal series are: columns to the back, rows to the feet, slices to the left. */
static const double sagittal[9] = {0, 0, 1, 1, 0, 0, 0, -1, 0};

static void test_names(void)
{
    static const struct {
        const double *direction;
        int axis;
        const char *name, *sides;
        int across[2];
        bool flipped[2];
    } cases[] = {
        {identity, 2, "Axial", "RLAP", {0, 1}, {false, false}},
        {identity, 1, "Coronal", "RLHF", {0, 2}, {false, true}},
        {identity, 0, "Sagittal", "APHF", {1, 2}, {false, true}},
        {mirrored, 2, "Axial", "RLAP", {0, 1}, {true, true}},
        {sagittal, 2, "Sagittal", "APHF", {0, 1}, {false, false}},
        {sagittal, 1, "Axial", "RLAP", {2, 0}, {false, false}},
        {sagittal, 0, "Coronal", "RLHF", {2, 1}, {false, false}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        lm_grid grid = grid_of(6, 5, 4, cases[i].direction);
        LmSlicePlane p = lm_slice_plane(&grid, cases[i].axis);
        g_assert_cmpstr(lm_slice_plane_name(&p), ==, cases[i].name);
        g_autofree char *sides = g_strndup(p.sides, sizeof p.sides);
        g_assert_cmpstr(sides, ==, cases[i].sides);
        for (int d = 0; d < 2; d++) {
            g_assert_cmpint(p.across[d], ==, cases[i].across[d]);
            g_assert_cmpint(p.flipped[d], ==, cases[i].flipped[d]);
            g_assert_cmpint(p.size[d], ==, grid.size[p.across[d]]);
        }
    }
}

/* What is at the right and lower end of the picture lies, in the world, where the letters say. */
static void test_sides_in_the_world(void)
{
    const double c = sqrt(0.5);
    const double oblique[9] = {0, c, -c, -1, 0, 0, 0, c, c};
    lm_grid grid = grid_of(6, 5, 4, oblique);
    for (int axis = 0; axis < 3; axis++) {
        LmSlicePlane p = lm_slice_plane(&grid, axis);
        for (int d = 0; d < 2; d++) {
            const double far[2] = {p.spacing[0] * (double)p.size[0] * (d == 0),
                                   p.spacing[1] * (double)p.size[1] * (d == 1)};
            double ends[2][2], worlds[2][3];
            lm_slice_mm_to_index(&p, (double[]){0, 0}, ends[0]);
            lm_slice_mm_to_index(&p, far, ends[1]);
            for (int e = 0; e < 2; e++) {
                double index[3] = {0};
                index[p.across[0]] = ends[e][0];
                index[p.across[1]] = ends[e][1];
                lm_grid_to_world(&grid, index, worlds[e]);
            }
            char letter = p.sides[2 * d + 1];
            int w = letter == 'L' || letter == 'R' ? 0 : letter == 'A' || letter == 'P' ? 1 : 2;
            double rise = worlds[1][w] - worlds[0][w];
            g_assert_true(strchr("LPH", letter) ? rise > 0 : rise < 0);
        }
    }
}

static void test_true_to_scale(void)
{
    lm_grid grid = grid_of(6, 5, 4, identity);
    LmSlicePlane p = lm_slice_plane(&grid, 1); /* 3 x 10 mm */
    LmSliceZoom zoom = lm_slice_zoom_fit(&p);
    LmSliceFrame frame = lm_slice_frame(&p, &zoom, 300, 200);
    g_assert_cmpfloat_with_epsilon(frame.scale, 20, 1e-12);
    g_assert_cmpfloat_with_epsilon(frame.corner[0], 120, 1e-12);
    g_assert_cmpfloat_with_epsilon(frame.corner[1], 0, 1e-12);
    gint64 voxel[3];
    g_assert_true(lm_slice_voxel_at(&p, &frame, (double[]){121, 1}, 2, voxel));
    g_assert_cmpint(voxel[0], ==, 0);
    g_assert_cmpint(voxel[1], ==, 2);
    g_assert_cmpint(voxel[2], ==, 3);
    g_assert_true(lm_slice_voxel_at(&p, &frame, (double[]){179, 199}, 2, voxel));
    g_assert_cmpint(voxel[0], ==, 5);
    g_assert_cmpint(voxel[2], ==, 0);
    g_assert_false(lm_slice_voxel_at(&p, &frame, (double[]){119, 1}, 2, voxel));
    g_assert_false(lm_slice_voxel_at(&p, &frame, (double[]){130, 201}, 2, voxel));
}

static void test_there_and_back(void)
{
    lm_grid grid = grid_of(6, 5, 4, mirrored);
    for (int axis = 0; axis < 3; axis++) {
        LmSlicePlane p = lm_slice_plane(&grid, axis);
        LmSliceZoom zoom = {3, {1.5, 2}};
        LmSliceFrame frame = lm_slice_frame(&p, &zoom, 320, 240);
        const double index[2] = {1.25, 3};
        double mm[2], pixel[2], again[2];
        lm_slice_index_to_mm(&p, index, mm);
        lm_slice_to_pixel(&frame, mm, pixel);
        lm_slice_to_mm(&frame, pixel, mm);
        lm_slice_mm_to_index(&p, mm, again);
        for (int d = 0; d < 2; d++)
            g_assert_cmpfloat_with_epsilon(again[d], index[d], 1e-12);
    }
}

static void test_zoom_and_pan(void)
{
    lm_grid grid = grid_of(60, 50, 40, identity);
    LmSlicePlane p = lm_slice_plane(&grid, 2);
    LmSliceZoom zoom = lm_slice_zoom_fit(&p);
    LmSliceFrame before = lm_slice_frame(&p, &zoom, 400, 300);
    const double pixel[2] = {230, 77};
    double was[2], is[2];
    lm_slice_to_mm(&before, pixel, was);
    lm_slice_zoom_about(&zoom, &before, pixel, 2.5);
    LmSliceFrame after = lm_slice_frame(&p, &zoom, 400, 300);
    lm_slice_to_mm(&after, pixel, is);
    g_assert_cmpfloat_with_epsilon(after.scale, 2.5 * before.scale, 1e-9);
    for (int d = 0; d < 2; d++)
        g_assert_cmpfloat_with_epsilon(is[d], was[d], 1e-9);

    lm_slice_pan(&zoom, &p, &after, (double[]){10, -5});
    LmSliceFrame moved = lm_slice_frame(&p, &zoom, 400, 300);
    g_assert_cmpfloat_with_epsilon(moved.corner[0], after.corner[0] + 10, 1e-9);
    g_assert_cmpfloat_with_epsilon(moved.corner[1], after.corner[1] - 5, 1e-9);
    lm_slice_pan(&zoom, &p, &moved, (double[]){-1e6, 1e6});
    g_assert_cmpfloat(zoom.centre[0], ==, 30);
    g_assert_cmpfloat(zoom.centre[1], ==, 0);

    lm_slice_zoom_about(&zoom, &moved, pixel, 1e9);
    g_assert_cmpfloat(zoom.factor, ==, LM_ZOOM_MOST);
    lm_slice_zoom_about(&zoom, &moved, pixel, 1e-9);
    g_assert_cmpfloat(zoom.factor, ==, 1);
}

/* Small planes whole; of huge ones what is in sight, and not more finely than the screen. */
static void test_parts(void)
{
    lm_grid grid = lm_grid_make(1000, 40000, 3);
    LmSlicePlane p = lm_slice_plane(&grid, 2);
    LmSliceZoom zoom = lm_slice_zoom_fit(&p);
    LmSliceFrame frame = lm_slice_frame(&p, &zoom, 500, 500);
    LmSlicePart part = lm_slice_part(&p, &frame, 500, 500);
    g_assert_cmpint(part.from[0], ==, 0);
    g_assert_cmpint(part.every[0], ==, 1);
    g_assert_cmpint(part.count[0], ==, 1000);
    g_assert_cmpint(part.from[1], ==, 0);
    g_assert_cmpint(part.every[1], ==, 64); /* 80 voxels for a pixel */
    g_assert_cmpint(part.count[1], ==, 625);

    zoom = (LmSliceZoom){LM_ZOOM_MOST, {500, 20000}}; /* 0.8 pixels for a voxel */
    frame = lm_slice_frame(&p, &zoom, 500, 500);
    part = lm_slice_part(&p, &frame, 500, 500);
    g_assert_cmpint(part.every[1], ==, 1);
    g_assert_cmpint(part.from[1], <=, 20000 - 312);
    g_assert_cmpint(part.from[1] + part.count[1], >=, 20000 + 312);
    g_assert_cmpint(part.count[1], <=, 2 * 512 + 625);

    for (int i = 0; i < 2; i++) { /* either end in sight */
        zoom.centre[1] = i * 40000;
        frame = lm_slice_frame(&p, &zoom, 500, 500);
        part = lm_slice_part(&p, &frame, 500, 500);
        g_assert_cmpint(part.from[1] + (i ? part.count[1] : 0), ==, i ? 40000 : 0);
        g_assert_cmpint(part.count[1], <=, 2 * 512 + 625);
    }
}

static void test_slices(void)
{
    lm_grid grid = grid_of(6, 5, 4, mirrored);
    LmSlicePlane axial = lm_slice_plane(&grid, 2), side = lm_slice_plane(&grid, 0);
    const double inside[3] = {9, -22, 36}, beyond[3] = {1e300, -1e300, -1e300};
    g_assert_cmpint(lm_slice_of(&grid, 0, inside), ==, 2);
    g_assert_cmpint(lm_slice_of(&grid, 1, inside), ==, 2);
    g_assert_cmpint(lm_slice_of(&grid, 2, inside), ==, 2);
    g_assert_cmpint(lm_slice_of(&grid, 0, beyond), ==, 0);
    g_assert_cmpint(lm_slice_of(&grid, 1, beyond), ==, 4);
    g_assert_cmpint(lm_slice_of(&grid, 2, beyond), ==, 0);
    g_assert_cmpfloat_with_epsilon(lm_slice_position(&grid, &axial, 3), 37.5, 1e-12);
    g_assert_cmpfloat_with_epsilon(lm_slice_position(&grid, &side, 2), 9, 1e-12);
}

static void test_window(void)
{
    double window[2] = {100, 300};
    lm_window_dragged(window, (double[]){0, 0});
    g_assert_cmpfloat(window[0], ==, 100);
    g_assert_cmpfloat(window[1], ==, 300);
    lm_window_dragged(window, (double[]){150, 0});
    g_assert_cmpfloat_with_epsilon(window[0], 0, 1e-9);
    g_assert_cmpfloat_with_epsilon(window[1], 400, 1e-9);
    lm_window_dragged(window, (double[]){0, 30});
    g_assert_cmpfloat_with_epsilon(window[0], 40, 1e-9);
    g_assert_cmpfloat_with_epsilon(window[1], 440, 1e-9);
}

static void test_texts(void)
{
    lm_grid grid = grid_of(6, 5, 4, identity);
    LmSlicePlane p = lm_slice_plane(&grid, 2);
    g_autofree char *place = lm_slice_place_text(&grid, &p, 1, LM_SLICE_TRUE);
    g_autofree char *label = lm_slice_label_text(&p, 1, LM_SLICE_TRUE);
    g_assert_cmpstr(place, ==, "2 / 4, 32.5 mm");
    g_assert_cmpstr(label, ==, "Axial slice 2 of 4");
    g_autofree char *figure = lm_slice_label_text(&p, 1, LM_SLICE_FIGURE);
    g_assert_cmpstr(figure, ==, "Figure 2 of 4");
    g_autofree char *picture = lm_slice_label_text(&p, 1, LM_SLICE_PICTURE);
    g_assert_cmpstr(picture, ==, "Slice 2 of 4");
    g_autofree char *nowhere = lm_slice_place_text(&grid, &p, 1, LM_SLICE_PICTURE);
    g_assert_cmpstr(nowhere, ==, "2 / 4");
    g_autoptr(lm_volume) colours = lm_volume_new(&grid, LM_UINT8, 3, NULL);
    memset(colours->data, 7, lm_volume_plane_bytes(colours) * 4);
    g_autofree char *voxel = lm_voxel_text(colours, (gint64[]){1, 2, 3}, LM_SLICE_TRUE);
    g_assert_cmpstr(voxel, ==, "7 7 7 at 1 2 3, 10.50 -18.00 37.50 mm");
    g_autoptr(lm_volume) numbers = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    ((float *)numbers->data)[0] = 0.25F;
    ((float *)numbers->data)[1] = NAN;
    g_autofree char *number = lm_voxel_text(numbers, (gint64[]){0, 0, 0}, LM_SLICE_PICTURE);
    g_autofree char *none = lm_voxel_text(numbers, (gint64[]){1, 0, 0}, LM_SLICE_FIGURE);
    g_assert_cmpstr(number, ==, "0.25 at pixel 0 0");
    g_assert_cmpstr(none, ==, "no number at pixel 1 0");
}

static void assert_text(char *text, const char *expected)
{
    g_assert_cmpstr(text, ==, expected);
    g_free(text);
}

static void test_lengths(void)
{
    assert_text(lm_length_words(2.5, 4), "2.5 mm");
    assert_text(lm_length_words(0.1, 4), "0.1 mm");
    assert_text(lm_length_words(0.1 - 1e-14, 4), "0.1 mm");
    assert_text(lm_length_words(0.005, 4), "5 µm");
    assert_text(lm_length_words(0.00025, 4), "0.25 µm");
    assert_text(lm_length_words(0.00002, 4), "20 nm");
    assert_text(lm_length_words(12800, 4), "12.8 m");
    assert_text(lm_length_words(-0.005, 4), "-5 µm");
    assert_text(lm_length_words(0, 4), "0 mm");
    assert_text(lm_area_words(0.0004, 4), "400 µm²");
    assert_text(lm_area_words(4, 4), "4 mm²");
    assert_text(lm_volume_words(8e-6, 4), "8000 µm³");
    assert_text(lm_volume_words(44.5, 3), "44.5 mm³");
}

/* A slice series of OCT: millimetres as a whole, micrometres from pixel to pixel. */
static void test_small(void)
{
    lm_grid oct = lm_grid_make(500, 500, 30), cell = lm_grid_make(10, 8, 4);
    memcpy(oct.spacing, (double[]){0.005, 0.005, 0.04}, sizeof oct.spacing);
    memcpy(cell.spacing, (double[]){0.00025, 0.00025, 0.001}, sizeof cell.spacing);
    assert_text(lm_extent_words(&oct), "2.5 × 2.5 × 1.2 mm");
    assert_text(lm_spacing_words(&oct, NULL), "5 × 5 × 40 µm");
    assert_text(lm_extent_words(&cell), "2.5 × 2 × 4 µm");
    LmSlicePlane p = lm_slice_plane(&cell, 2);
    assert_text(lm_slice_place_text(&cell, &p, 3, LM_SLICE_TRUE), "4 / 4, 3.0 µm");
    assert_text(lm_slice_length_text(0.0015, LM_SLICE_TRUE), "1.5 µm");
    g_autoptr(lm_volume) volume = lm_volume_new(&cell, LM_UINT8, 1, NULL);
    ((guint8 *)volume->data)[3] = 9;
    assert_text(lm_voxel_text(volume, (gint64[]){3, 0, 0}, LM_SLICE_TRUE),
                "9 at 3 0 0, 0.75 0.00 0.00 µm");
}

/* ---- the box ---- */

enum { X0 = 1, X1 = 2, Y0 = 4, Z0 = 16, Z1 = 32 };

static void test_grips(void)
{
    lm_grid grid = lm_grid_make(100, 80, 60);
    LmSlicePlane p = lm_slice_plane(&grid, 1); /* x to the right, z upwards */
    LmSliceZoom zoom = lm_slice_zoom_fit(&p);
    LmSliceFrame frame = lm_slice_frame(&p, &zoom, 1000, 600);
    const double box[6] = {20, 70, 0, 80, 10, 40};
    double sides[4];
    lm_box_on_screen(box, &p, &frame, sides);
    g_assert_cmpfloat_with_epsilon(sides[0], 200, 1e-9);
    g_assert_cmpfloat_with_epsilon(sides[1], 700, 1e-9);
    g_assert_cmpfloat_with_epsilon(sides[2], 200, 1e-9);
    g_assert_cmpfloat_with_epsilon(sides[3], 500, 1e-9);
    static const struct {
        double pixel[2];
        unsigned grip;
    } cases[] = {
        {{203, 300}, X0},
        {{695, 300}, X1},
        {{400, 202}, Z1},
        {{400, 505}, Z0},
        {{196, 203}, X0 | Z1},
        {{704, 497}, X1 | Z0},
        {{400, 300}, LM_GRIP_WHOLE},
        {{190, 300}, 0},
        {{400, 520}, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpuint(lm_box_grip_at(box, &p, &frame, cases[i].pixel), ==, cases[i].grip);
}

static void move(unsigned grip, double x, double y, double z, const double expected[6])
{
    static const gint64 size[3] = {100, 80, 60};
    double box[6] = {20, 70, 0, 80, 10.5, 40};
    lm_box_move(box, grip, (double[]){x, y, z}, size);
    for (int i = 0; i < 6; i++)
        g_assert_cmpfloat(box[i], ==, expected[i]);
}

static void test_moves(void)
{
    move(X0, 5.4, 0, 0, (double[]){25, 70, 0, 80, 10.5, 40});
    move(X0, -50, 3, 3, (double[]){0, 70, 0, 80, 10.5, 40});
    move(X0, 90, 0, 0, (double[]){69, 70, 0, 80, 10.5, 40});
    move(X1, -90, 0, 0, (double[]){20, 21, 0, 80, 10.5, 40});
    move(X1, 90, 0, 0, (double[]){20, 100, 0, 80, 10.5, 40});
    move(LM_GRIP_WHOLE, 5, 0, 0, (double[]){25, 75, 0, 80, 10.5, 40});
    move(X0 | Y0, 1, 2, 9, (double[]){21, 70, 2, 80, 10.5, 40});
    move(X0 | X1, 90, 0, 0, (double[]){50, 100, 0, 80, 10.5, 40});
    move(X0 | X1, -90, 0, 0, (double[]){0, 50, 0, 80, 10.5, 40});
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/slices/names", test_names);
    g_test_add_func("/slices/sides-in-the-world", test_sides_in_the_world);
    g_test_add_func("/slices/true-to-scale", test_true_to_scale);
    g_test_add_func("/slices/there-and-back", test_there_and_back);
    g_test_add_func("/slices/zoom-and-pan", test_zoom_and_pan);
    g_test_add_func("/slices/parts", test_parts);
    g_test_add_func("/slices/slices", test_slices);
    g_test_add_func("/slices/window", test_window);
    g_test_add_func("/slices/texts", test_texts);
    g_test_add_func("/slices/lengths", test_lengths);
    g_test_add_func("/slices/small", test_small);
    g_test_add_func("/box/grips", test_grips);
    g_test_add_func("/box/moves", test_moves);
    return g_test_run();
}
