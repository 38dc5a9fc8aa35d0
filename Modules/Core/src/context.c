#include "lamina/context.h"

#include "lamina/error.h"

#include <unistd.h>

struct lm_context {
    unsigned threads;
    guint64 memory;
    char *input_folder, *output_folder;
    lm_context *whole; /* of a step: the context it is part of; else NULL */
    gint cancelled;

    GMutex lock; /* of all below */
    GPtrArray *warnings, *fresh_warnings;
    GVariantDict *facts;
    lm_progress_fn listener;
    gpointer listener_user;
    char *step;
    double from, to, fraction;
    unsigned part, parts;
    gint64 last_told; /* monotonic microseconds */
};

static guint64 most_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (guint64)pages * (guint64)page / 10 * 8 : G_MAXUINT64;
}

lm_context *lm_context_new(unsigned threads, guint64 memory)
{
    lm_context *context = g_new0(lm_context, 1);
    context->threads = threads ? threads : g_get_num_processors();
    context->memory = memory ? memory : most_of_memory();
    context->input_folder = g_strdup(".");
    context->output_folder = g_strdup(".");
    g_mutex_init(&context->lock);
    context->warnings = g_ptr_array_new_with_free_func(g_free);
    context->fresh_warnings = g_ptr_array_new_with_free_func(g_free);
    context->facts = g_variant_dict_new(NULL);
    context->step = g_strdup("");
    context->to = 1;
    context->parts = 1;
    return context;
}

lm_context *lm_context_new_step(lm_context *whole)
{
    lm_context *step = lm_context_new(whole->threads, whole->memory);
    lm_context_set_folders(step, whole->input_folder, whole->output_folder);
    step->whole = whole;
    return step;
}

static const lm_context *whole_of(const lm_context *context)
{
    return context->whole ? context->whole : context;
}

void lm_context_free(lm_context *context)
{
    if (!context)
        return;
    g_free(context->input_folder);
    g_free(context->output_folder);
    g_mutex_clear(&context->lock);
    g_ptr_array_unref(context->warnings);
    g_ptr_array_unref(context->fresh_warnings);
    g_variant_dict_unref(context->facts);
    g_free(context->step);
    g_free(context);
}

unsigned lm_context_threads(const lm_context *context)
{
    return context->threads;
}

guint64 lm_context_memory(const lm_context *context)
{
    return context->memory;
}

void lm_context_set_folders(lm_context *context, const char *input, const char *output)
{
    g_free(context->input_folder);
    g_free(context->output_folder);
    context->input_folder = g_strdup(input);
    context->output_folder = g_strdup(output);
}

static char *below(const char *folder, const char *path)
{
    if (g_path_is_absolute(path) || g_str_equal(folder, "."))
        return g_strdup(path);
    return g_build_filename(folder, path, NULL);
}

char *lm_context_input_path(const lm_context *context, const char *path)
{
    return below(context->input_folder, path);
}

char *lm_context_output_path(const lm_context *context, const char *path)
{
    return below(context->output_folder, path);
}

void lm_context_cancel(lm_context *context)
{
    g_atomic_int_set(&context->cancelled, 1);
}

bool lm_context_cancelled(const lm_context *context)
{
    return g_atomic_int_get(&whole_of(context)->cancelled);
}

bool lm_context_go_on(const lm_context *context, GError **error)
{
    return !lm_context_cancelled(context) || lm_fail(error, LM_ERROR_CANCELLED, "interrupted");
}

void lm_context_set_listener(lm_context *context, lm_progress_fn listener, gpointer user)
{
    g_mutex_lock(&context->lock);
    context->listener = listener;
    context->listener_user = user;
    g_mutex_unlock(&context->lock);
}

static void tell(lm_context *context)
{
    if (!context->listener)
        return;
    context->last_told = g_get_monotonic_time();
    context->listener(context->from + context->fraction * (context->to - context->from),
                      context->step, context->listener_user);
}

void lm_context_begin_step(lm_context *context, const char *step, double from, double to)
{
    g_mutex_lock(&context->lock);
    g_free(context->step);
    context->step = g_strdup(step);
    context->from = from;
    context->to = to;
    context->fraction = 0;
    context->part = 0;
    context->parts = 1;
    tell(context);
    g_mutex_unlock(&context->lock);
}

void lm_context_part(lm_context *context, unsigned part, unsigned parts)
{
    g_mutex_lock(&context->lock);
    context->part = part;
    context->parts = parts;
    g_mutex_unlock(&context->lock);
}

void lm_context_progress(lm_context *context, double fraction)
{
    static const gint64 pause = G_USEC_PER_SEC / 20;
    g_mutex_lock(&context->lock);
    fraction = (context->part + fraction) / context->parts;
    if (fraction > context->fraction) {
        context->fraction = MIN(fraction, 1);
        if (fraction >= 1 || g_get_monotonic_time() - context->last_told >= pause)
            tell(context);
    }
    g_mutex_unlock(&context->lock);
}

static void add_once(GPtrArray *texts, const char *text)
{
    if (!g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_ptr_array_add(texts, g_strdup(text));
}

void lm_context_warn(lm_context *context, const char *format, ...)
{
    context = context->whole ? context->whole : context;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_mutex_lock(&context->lock);
    add_once(context->warnings, text);
    add_once(context->fresh_warnings, text);
    g_mutex_unlock(&context->lock);
}

char **lm_context_warnings(const lm_context *context)
{
    GMutex *lock = (GMutex *)&context->lock;
    g_mutex_lock(lock);
    char **copy = g_new0(char *, context->warnings->len + 1);
    for (guint i = 0; i < context->warnings->len; i++)
        copy[i] = g_strdup(context->warnings->pdata[i]);
    g_mutex_unlock(lock);
    return copy;
}

char **lm_context_take_warnings(lm_context *context)
{
    g_mutex_lock(&context->lock);
    g_ptr_array_add(context->fresh_warnings, NULL);
    char **texts = (char **)g_ptr_array_free(context->fresh_warnings, FALSE);
    context->fresh_warnings = g_ptr_array_new_with_free_func(g_free);
    g_mutex_unlock(&context->lock);
    return texts;
}

void lm_context_fact(lm_context *context, const char *key, GVariant *value)
{
    g_mutex_lock(&context->lock);
    g_variant_dict_insert_value(context->facts, key, value);
    g_mutex_unlock(&context->lock);
}

GVariant *lm_context_take_facts(lm_context *context)
{
    g_mutex_lock(&context->lock);
    GVariant *facts = g_variant_ref_sink(g_variant_dict_end(context->facts));
    g_variant_dict_unref(context->facts);
    context->facts = g_variant_dict_new(NULL);
    g_mutex_unlock(&context->lock);
    return facts;
}
