/* What unit tests share: phantoms made in code, running an operation as a job would, proving that
 * it gives one answer however it is cut, folders that go away, and the real data beside the
 * checkout.
 *
 * Everything here ends the test (g_assert) when something is wrong that the test is not about.
 */
#pragma once

#include "lamina/error.h"
#include "lamina/op.h"

G_BEGIN_DECLS

/* Values from a fixed pseudo-random sequence over the whole range of the type (-1000..1000 for
 * float32). */
lm_volume *test_noise(const lm_grid *grid, lm_type type, int components, guint32 seed);

/* A ball with a smooth edge: `inside` in the ball, `outside` far from it, linear in the signed
 * distance over `edge` mm on each side of the surface, so that the half-way value lies exactly on
 * it. `centre` in world mm. */
lm_volume *test_ball(const lm_grid *grid, lm_type type, const double centre[3], double radius,
                     double edge, double inside, double outside);

/* The planes of a volume as a program for plots exports them: each 8-bit RGB figure has white
 * paper, a dark frame, and inside it, `pixels` wide and high a sample, the plane in MATLAB's jet
 * between `least` and `greatest`. The image begins at pixel TEST_FIGURE_MARGIN of both axes. */
enum { TEST_FIGURE_MARGIN = 40 };
lm_volume *test_figures(const lm_volume *values, gint64 pixels, double least, double greatest);

/* An 8-bit RGB picture as a JPEG file, chroma at 1 / across and 1 / down of the full resolution;
 * and what such a file would show, in place. */
GBytes *test_jpeg_of(const guint8 *rgb, gint64 width, gint64 height, int quality, int across,
                     int down);
void test_through_jpeg(guint8 *rgb, gint64 width, gint64 height, int quality, int across, int down);

/* An operation planned on an input: parameters are name, value pairs ended by NULL. One that shows
 * values shows its input; one that takes a series is told that the input is one; one that has to
 * look into its input cannot be planned from the info alone. Fails with the plan's error. Owns its
 * parameters. */
typedef struct test_step {
    lm_plan plan;
    void *params;
    lm_context *context;
} test_step;
bool test_step_plan(test_step *step, const lm_op *op, const lm_info *in, lm_context *context,
                    GError **error, ...) G_GNUC_NULL_TERMINATED;
void test_step_clear(test_step *step);

/* Of a value that exists; a volume counts as a series. */
lm_info test_info(const lm_value *value);

/* Plans and runs; asserts success. */
lm_volume *test_run_volume(const lm_op *op, lm_volume *in, ...) G_GNUC_NULL_TERMINATED;
lm_mesh *test_run_mesh(const lm_op *op, const lm_value *in, ...) G_GNUC_NULL_TERMINATED;

/* Asserts that planning fails with this code and a message that matches the pattern (g_regex). */
void test_plan_fails(const lm_op *op, const lm_value *in, lm_error code, const char *pattern,
                     ...) G_GNUC_NULL_TERMINATED;

/* The same of running, after planning has succeeded. */
void test_run_fails(const lm_op *op, const lm_value *in, lm_error code, const char *pattern,
                    ...) G_GNUC_NULL_TERMINATED;

/* Asserts that a slab operation gives the same bytes for any height of slab and number of threads,
 * with each input slab copied to a block of its own, so that a sanitizer sees any reading outside.
 */
void test_same_at_any_cut(const lm_op *op, lm_volume *in, ...) G_GNUC_NULL_TERMINATED;

/* Same grid (to 1e-9 of a voxel), type, components and bytes. */
void test_assert_same_volume(const lm_volume *a, const lm_volume *b);

/* Asserts that `error` has the code and matches the pattern, and clears it. */
void test_assert_error(GError **error, lm_error code, const char *pattern);

/* A new empty folder; test_folder_remove() deletes it with all in it and frees the name. */
char *test_folder(void);
void test_folder_remove(char *folder);
void test_write_file(const char *path, const void *bytes, size_t size);

/* A path in the real data beside the checkout (or where LAMINA_TEST_DATA points), or NULL after
 * g_test_skip() has said that it is missing. Caller frees. */
char *test_data(const char *relative);

G_END_DECLS
