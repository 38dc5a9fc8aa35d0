#include "step-words.h"

#include "length-words.h"

#include "lamina/number.h"
#include "lamina/positions.h"

#include <glib/gi18n.h>
#include <string.h>

char *lm_step_given(const lm_step *step)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; step->op->params && step->op->params[i].name; i++)
        if (step->texts[i])
            g_string_append_printf(text, "%s%s %s", text->len ? ", " : "", step->op->params[i].name,
                                   step->texts[i]);
    return g_string_free(text, FALSE);
}

char *lm_count_text(guint64 count)
{
    char *text = g_strdup_printf("%" G_GUINT64_FORMAT, count);
    GString *grouped = g_string_new(NULL);
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0 && n > 4)
            g_string_append(grouped, "\u202f");
        g_string_append_c(grouped, text[i]);
    }
    g_free(text);
    return g_string_free(grouped, FALSE);
}

static char *size_text(const lm_grid *grid)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT,
                           grid->size[0], grid->size[1], grid->size[2]);
}

static char *triangles_text(const LmResult *result)
{
    const lm_mesh *mesh = result->value.mesh;
    guint64 triangles = mesh ? mesh->n_triangles : result->info.triangles;
    g_autofree char *count = lm_count_text(triangles);
    return g_strdup_printf(mesh ? _("%s triangles") : _("about %s triangles"), count);
}

char *lm_result_line(const LmResult *result)
{
    if (!result || result->info.kind == LM_NONE)
        return NULL;
    g_autofree char *what =
        result->info.kind == LM_MESH ? triangles_text(result) : size_text(&result->info.grid);
    if (result->seconds < 0.05)
        return g_steal_pointer(&what);
    g_autofree char *seconds = lm_number_words(result->seconds, result->seconds < 1 ? 1 : 2);
    return g_strdup_printf(_("%s · %s s"), what, seconds);
}

/* ---- facts ---- */

static void fact_free(gpointer data)
{
    LmFact *fact = data;
    g_free(fact->label);
    g_free(fact->text);
    g_free(fact);
}

void lm_facts_add(GPtrArray *facts, const char *label, char *text)
{
    LmFact *fact = g_new0(LmFact, 1);
    *fact = (LmFact){g_strdup(label), text};
    g_ptr_array_add(facts, fact);
}

static void add_volume(GPtrArray *facts, const lm_info *info)
{
    lm_facts_add(facts, _("Size"), size_text(&info->grid));
    lm_facts_add(facts, _("Spacing"), lm_spacing_words(&info->grid, info->positions));
    lm_facts_add(facts, _("Measures"), lm_extent_words(&info->grid));
    lm_facts_add(facts, _("Spacing from"), g_strdup(lm_spacing_source_text(info->spacing_source)));
    lm_facts_add(
        facts, _("Type"),
        info->components == 1
            ? g_strdup(lm_type_name(info->type))
            : g_strdup_printf(_("%s, %d components"), lm_type_name(info->type), info->components));
}

static void add_mesh(GPtrArray *facts, const LmResult *result)
{
    const lm_mesh *mesh = result->value.mesh;
    lm_facts_add(facts, _("Triangles"),
                 lm_count_text(mesh ? mesh->n_triangles : result->info.triangles));
    lm_facts_add(facts, _("Points"), lm_count_text(mesh ? mesh->n_points : result->info.points));
}

/* "depth_mm" is "Depth", in mm. */
static char *label_of(const char *key, const char **unit)
{
    static const char *const units[][2] = {{"_mm3", " mm³"}, {"_mm2", " mm²"}, {"_mm", " mm"}};
    size_t length = strlen(key);
    *unit = "";
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_has_suffix(key, units[i][0])) {
            length -= strlen(units[i][0]);
            *unit = units[i][1];
            break;
        }
    char *label = g_strndup(key, length);
    g_strdelimit(label, "_", ' ');
    label[0] = g_ascii_toupper(label[0]);
    return label;
}

static char *numbers_text(GVariant *value)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < g_variant_n_children(value); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(value, i);
        bool whole = g_variant_is_of_type(child, G_VARIANT_TYPE_INT64);
        double number = whole ? (double)g_variant_get_int64(child) : g_variant_get_double(child);
        g_autofree char *words = lm_number_words(number, 5);
        g_string_append_printf(text, "%s%s", i ? "  " : "", words);
    }
    return g_string_free(text, FALSE);
}

/* NULL for what is no text, number, or list of numbers. */
static char *variant_text(GVariant *value)
{
    switch (g_variant_classify(value)) {
    case G_VARIANT_CLASS_BOOLEAN:
        return g_strdup(g_variant_get_boolean(value) ? _("yes") : _("no"));
    case G_VARIANT_CLASS_STRING:
        return g_variant_dup_string(value, NULL);
    case G_VARIANT_CLASS_DOUBLE:
        return lm_number_words(g_variant_get_double(value), 5);
    case G_VARIANT_CLASS_UINT64:
        return lm_count_text(g_variant_get_uint64(value));
    case G_VARIANT_CLASS_INT64:
        return g_strdup_printf("%" G_GINT64_FORMAT, g_variant_get_int64(value));
    case G_VARIANT_CLASS_ARRAY:
        if (g_variant_is_of_type(value, G_VARIANT_TYPE("ad")) ||
            g_variant_is_of_type(value, G_VARIANT_TYPE("ax")))
            return numbers_text(value);
        return NULL;
    default:
        return NULL;
    }
}

static void add_found(GPtrArray *facts, GVariant *found)
{
    GVariantIter iter;
    const char *key;
    GVariant *value;
    g_variant_iter_init(&iter, found);
    while (g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
        if (g_variant_is_of_type(value, G_VARIANT_TYPE_VARDICT)) {
            add_found(facts, value);
        } else {
            const char *unit;
            g_autofree char *label = label_of(key, &unit), *text = variant_text(value);
            if (text)
                lm_facts_add(facts, label, g_strconcat(text, unit, NULL));
        }
        g_variant_unref(value);
    }
}

GPtrArray *lm_result_facts(const LmResult *result)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func(fact_free);
    if (!result)
        return facts;
    if (result->info.kind == LM_VOLUME)
        add_volume(facts, &result->info);
    else if (result->info.kind == LM_MESH)
        add_mesh(facts, result);
    if (result->facts)
        add_found(facts, result->facts);
    return facts;
}
