#include "slice-box.h"

#include "preview.h"
#include "survey.h"

#include "lamina/number.h"

#include <math.h>
#include <string.h>

static const char *text_of(const lm_step *step, const char *name)
{
    for (guint i = 0; step->op->params[i].name; i++)
        if (g_str_equal(step->op->params[i].name, name))
            return step->texts[i];
    return NULL;
}

static bool is_op(LmSession *session, const char *name)
{
    return g_str_equal(lm_session_selected_step(session)->op->name, name);
}

bool lm_slice_box_is_of_figures(LmSession *session)
{
    return is_op(session, "unplot");
}

lm_volume *lm_slice_box_volume(LmSession *session)
{
    bool of_figures = lm_slice_box_is_of_figures(session);
    if (!of_figures && !is_op(session, "crop"))
        return NULL;
    lm_volume *volume = lm_session_volume_before(session);
    return volume || !of_figures ? volume : lm_preview_volume(lm_preview_of(session));
}

static bool is_in_mm(const lm_step *step)
{
    return g_strcmp0(text_of(step, "unit"), "mm") == 0;
}

/* ---- reading ---- */

/* First and last index, pair by pair, to faces. */
static bool faces_of_step(const lm_step *step, const lm_grid *grid, size_t numbers, double box[6])
{
    const char *text = text_of(step, "box");
    double values[6];
    size_t count;
    if (!text || !lm_numbers_parse(text, values, 6, &count) || count != numbers)
        return false;
    for (size_t i = 0; i < numbers; i++)
        box[i] = is_in_mm(step) ? values[i] / grid->spacing[i / 2] : values[i] + (double)(i % 2);
    return true;
}

/* What unplot found: x0 y0 x1 y1, by faces. False before it has run. */
static bool faces_of_unplot(LmSession *session, double box[6])
{
    const LmResult *result =
        lm_engine_result(lm_session_engine(session), lm_session_selected(session));
    if (!result || !result->facts)
        return false;
    g_autoptr(GVariant) fact = g_variant_lookup_value(result->facts, "box", G_VARIANT_TYPE("ad"));
    gsize count = 0;
    const double *found = fact ? g_variant_get_fixed_array(fact, &count, sizeof(double)) : NULL;
    for (gsize i = 0; count == 4 && i < 4; i++)
        box[2 * (i % 2) + i / 2] = found[i];
    return count == 4;
}

/* What a first look at the figures found. */
static void faces_of_survey(LmSession *session, double box[6])
{
    double found[4];
    if (lm_survey_plot_box(lm_survey_of(session), found))
        memcpy(box, found, sizeof found);
}

/* What the step says may lie outside, or be empty; then the nearest voxel is shown. */
static void keep_inside(double box[6], const lm_grid *grid)
{
    for (int k = 0; k < 3; k++) {
        double most = (double)grid->size[k];
        box[2 * k] = CLAMP(box[2 * k], 0, most);
        box[2 * k + 1] = CLAMP(box[2 * k + 1], box[2 * k], most);
        if (box[2 * k + 1] > box[2 * k])
            continue;
        box[2 * k] = fmin(floor(box[2 * k]), most - 1);
        box[2 * k + 1] = box[2 * k] + 1;
    }
}

static void faces_of_all(const lm_volume *volume, double box[6])
{
    for (int k = 0; k < 3; k++) {
        box[2 * k] = 0;
        box[2 * k + 1] = (double)volume->grid.size[k];
    }
}

void lm_slice_box_get(LmSession *session, const lm_volume *volume, double box[6])
{
    const lm_step *step = lm_session_selected_step(session);
    bool of_figures = lm_slice_box_is_of_figures(session);
    faces_of_all(volume, box);
    if (!faces_of_step(step, &volume->grid, of_figures ? 4 : 6, box) && of_figures &&
        !faces_of_unplot(session, box))
        faces_of_survey(session, box);
    keep_inside(box, &volume->grid);
}

void lm_slice_box_found(LmSession *session, const lm_volume *figures, double box[6])
{
    faces_of_all(figures, box);
    faces_of_survey(session, box);
    keep_inside(box, &figures->grid);
}

/* ---- writing ---- */

/* As the step writes it. Distances are rounded far below what tells voxels apart. */
static char *box_text(const lm_step *step, const lm_grid *grid, const double *box, size_t numbers)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < numbers; i++) {
        bool in_mm = is_in_mm(step);
        double value = in_mm ? box[i] * grid->spacing[i / 2] : round(box[i]) - (double)(i % 2);
        g_autofree char *number = in_mm ? lm_number_words(value, 12) : lm_number_text(value);
        g_string_append_printf(text, "%s%s", i ? " " : "", number);
    }
    return g_string_free(text, FALSE);
}

void lm_slice_box_set(LmSession *session, const lm_volume *volume, const double box[6],
                      unsigned drag)
{
    LmDocument *document = lm_session_document(session);
    g_autoptr(lm_job) job = lm_document_edit(document);
    lm_step *step = lm_step_tagged(job, lm_session_selected(session));
    if (!step)
        return;
    size_t numbers = lm_slice_box_is_of_figures(session) ? 4 : 6;
    g_autofree char *text = box_text(step, &volume->grid, box, numbers);
    g_autofree char *merge = g_strdup_printf("%" G_GUINT64_FORMAT ".box.%u", step->tag, drag);
    g_autoptr(GError) error = NULL;
    const char *title = step->op->title;
    if (lm_step_set(step, "box", text, &error))
        lm_document_commit(document, g_steal_pointer(&job), title, merge);
    else
        lm_session_say(session, "%s", error->message);
}
