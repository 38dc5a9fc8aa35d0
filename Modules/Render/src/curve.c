#include "lamina/transfer.h"

#include "lamina/error.h"
#include "lamina/number.h"

/* Colour and opacity of any value. */
static lm_transfer_point point_at(const lm_transfer *t, double value)
{
    size_t i = 0;
    while (i + 1 < t->count && value > t->points[i].value)
        i++;
    lm_transfer_point at = t->points[i];
    if (i > 0 && value < at.value) {
        const lm_transfer_point *a = &t->points[i - 1], *b = &t->points[i];
        double to = value - a->value, whole = b->value - a->value;
        at.opacity = a->opacity + (b->opacity - a->opacity) * to / whole;
        for (int k = 0; k < 3; k++)
            at.colour[k] = a->colour[k] + (b->colour[k] - a->colour[k]) * to / whole;
    }
    at.value = value;
    return at;
}

double lm_transfer_opacity(const lm_transfer *transfer, double value)
{
    return point_at(transfer, value).opacity;
}

void lm_transfer_set_curve(lm_transfer *transfer, const lm_curve *curve)
{
    lm_transfer colours = *transfer, opacities = {.count = curve->count};
    for (size_t i = 0; i < curve->count; i++)
        opacities.points[i] = (lm_transfer_point){.value = curve->points[i].value,
                                                  .opacity = curve->points[i].opacity};
    transfer->count = 0;
    for (size_t i = 0, k = 0; i < colours.count || k < opacities.count;) {
        bool from_curve =
            i == colours.count ||
            (k < opacities.count && opacities.points[k].value <= colours.points[i].value);
        double value = from_curve ? opacities.points[k++].value : colours.points[i].value;
        if (i < colours.count && colours.points[i].value == value)
            i++;
        lm_transfer_point *p = &transfer->points[transfer->count++];
        *p = point_at(&colours, value);
        p->opacity = lm_transfer_opacity(&opacities, value);
    }
}

static bool parse_point(const char *text, lm_curve *curve, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 3);
    double value, opacity;
    if (g_strv_length(parts) != 2 || !lm_number_parse(parts[0], &value) ||
        !lm_number_parse(parts[1], &opacity) || opacity < 0 || opacity > 1)
        return lm_fail(error, LM_ERROR_USAGE,
                       "\"%s\" is no point of the curve: value:opacity, like 300:0.4, with an "
                       "opacity from 0 to 1",
                       text);
    if (curve->count == LM_CURVE_MAX)
        return lm_fail(error, LM_ERROR_USAGE, "the curve has more than %d points", LM_CURVE_MAX);
    if (curve->count > 0 && !(value > curve->points[curve->count - 1].value))
        return lm_fail(error, LM_ERROR_USAGE,
                       "the points of the curve must rise: %s does not lie above the one before",
                       text);
    curve->points[curve->count].value = value;
    curve->points[curve->count++].opacity = opacity;
    return true;
}

bool lm_curve_parse(const char *text, lm_curve *curve, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t\n", -1);
    curve->count = 0;
    for (char **word = words; *word; word++)
        if (**word && !parse_point(*word, curve, error))
            return false;
    return curve->count >= 2 ||
           lm_fail(error, LM_ERROR_USAGE, "a curve has two points or more, like 100:0 300:0.8");
}

char *lm_curve_text(const lm_curve *curve)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < curve->count; i++) {
        g_autofree char *value = lm_number_text(curve->points[i].value);
        g_autofree char *opacity = lm_number_text(curve->points[i].opacity);
        g_string_append_printf(text, "%s%s:%s", i ? " " : "", value, opacity);
    }
    return g_string_free(text, FALSE);
}
