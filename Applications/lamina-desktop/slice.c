#include "slice.h"

#include "input-edit.h"

#include <glib/gi18n.h>
#include <string.h>

struct _LmSlice {
    GObject parent;
    const lm_series_file *file;
    unsigned odd; /* of LM_SLICE_... */
    bool left_out, unfit;
    char *error; /* why it could not be read; NULL: it could, as far as is known */
};

G_DEFINE_TYPE(LmSlice, lm_slice, G_TYPE_OBJECT)

static void finalize(GObject *object)
{
    g_free(LM_SLICE(object)->error);
    G_OBJECT_CLASS(lm_slice_parent_class)->finalize(object);
}

static void lm_slice_class_init(LmSliceClass *class)
{
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void lm_slice_init(LmSlice *slice)
{
    (void)slice;
}

static LmSlice *slice_new(const lm_series_file *file)
{
    LmSlice *slice = g_object_new(LM_TYPE_SLICE, NULL);
    slice->file = file;
    return slice;
}

const lm_series_file *lm_slice_file(const LmSlice *slice)
{
    return slice->file;
}

bool lm_slice_is_left_out(const LmSlice *slice)
{
    return slice->left_out;
}

bool lm_slice_is_doubtful(const LmSlice *slice)
{
    return slice->odd || slice->error || slice->file->missing > 0 ||
           (slice->unfit && !slice->left_out);
}

/* What a message says of this file; NULL when it is of another. */
static const char *said_of(const lm_series_file *file, const char *message)
{
    size_t n = strlen(file->path);
    bool is_of = message && g_str_has_prefix(message, file->path) && message[n] == ':';
    return is_of ? message + n + 1 + (message[n + 1] == ' ') : NULL;
}

static void add_note(GString *notes, const char *note)
{
    g_string_append_printf(notes, "%s%s", notes->len ? "; " : "", note);
}

char *lm_slice_notes(const LmSlice *slice)
{
    GString *notes = g_string_new(NULL);
    gint64 missing = slice->file->missing;
    const char *fault = slice->file->fault;
    if (fault)
        add_note(notes, said_of(slice->file, fault) ? said_of(slice->file, fault) : fault);
    if (slice->error)
        add_note(notes, slice->error);
    if (missing > 0) {
        g_autofree char *note = g_strdup_printf(_("%ld missing before it"), (long)missing);
        add_note(notes, note);
    }
    if (slice->odd & LM_SLICE_TWIN)
        add_note(notes, _("the same as an earlier one"));
    if (slice->odd & LM_SLICE_UNLIKE)
        add_note(notes, _("looks unlike its neighbours"));
    return g_string_free(notes, FALSE);
}

static int doubtful_first(gconstpointer a, gconstpointer b)
{
    const LmSlice *one = *(LmSlice *const *)a, *other = *(LmSlice *const *)b;
    return lm_slice_is_doubtful(other) - lm_slice_is_doubtful(one);
}

/* What is not taken either does not fit, or was not asked for. */
static bool fits(const lm_series *series, const lm_series_file *file)
{
    const lm_series_file *first = lm_series_file_at(series, 0);
    return file->width == first->width && file->height == first->height &&
           g_strcmp0(file->type, first->type) == 0;
}

GPtrArray *lm_slices_of(LmSurvey *survey, const lm_series *series, const lm_job *job)
{
    GPtrArray *slices = g_ptr_array_new_with_free_func(g_object_unref);
    for (size_t i = 0; i < lm_series_n_files(series); i++) {
        LmSlice *slice = slice_new(lm_series_file_at(series, i));
        slice->odd = slice->file->planes == 1 ? lm_survey_odd(survey, slice->file->plane) : 0;
        slice->error = g_strdup(said_of(slice->file, lm_survey_error(survey)));
        g_ptr_array_add(slices, slice);
    }
    for (size_t i = 0; i < lm_series_n_left_out(series); i++) {
        LmSlice *slice = slice_new(lm_series_left_out_at(series, i));
        slice->left_out = lm_input_is_left_out(job, slice->file->name);
        slice->unfit = !fits(series, slice->file);
        g_ptr_array_add(slices, slice);
    }
    g_ptr_array_sort(slices, doubtful_first); /* stable */
    return slices;
}
