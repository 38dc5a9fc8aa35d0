#include "lamina/transfer.h"

#include "levels.h"
#include "presets.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <string.h>

/* With the points of a curve added there are never too many. */
enum { PRESET_MAX = LM_TRANSFER_MAX - LM_CURVE_MAX };

static bool number(GKeyFile *file, const char *key, double *value, GError **error)
{
    g_autofree char *text = g_key_file_get_string(file, "preset", key, error);
    if (!text)
        return false;
    return (lm_number_parse(text, value) && *value >= 0) ||
           lm_fail(error, LM_ERROR_INTERNAL, "%s=%s is no number from 0 on", key, text);
}

/* One line of [points]: value = red green blue opacity */
static bool read_point(GKeyFile *file, const char *key, lm_transfer_point *point, GError **error)
{
    g_autofree char *text = g_key_file_get_string(file, "points", key, error);
    if (!text)
        return false;
    double v[4];
    size_t count;
    bool ok =
        lm_number_parse(key, &point->value) && lm_numbers_parse(text, v, 4, &count) && count == 4;
    for (int i = 0; ok && i < 4; i++)
        ok = v[i] >= 0 && v[i] <= 1;
    if (!ok)
        return lm_fail(error, LM_ERROR_INTERNAL,
                       "%s=%s is no point: value = red green blue opacity, the last four from 0 "
                       "to 1",
                       key, text);
    memcpy(point->colour, v, sizeof point->colour);
    point->opacity = v[3];
    return true;
}

static bool read_points(GKeyFile *file, lm_transfer *transfer, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, "points", &transfer->count, error);
    if (!keys)
        return false;
    if (transfer->count < 2 || transfer->count > PRESET_MAX)
        return lm_fail(error, LM_ERROR_INTERNAL, "needs 2 to %d points", PRESET_MAX);
    for (size_t i = 0; i < transfer->count; i++) {
        if (!read_point(file, keys[i], &transfer->points[i], error))
            return false;
        if (i > 0 && !(transfer->points[i - 1].value < transfer->points[i].value))
            return lm_fail(error, LM_ERROR_INTERNAL, "point %s does not rise above the last",
                           keys[i]);
    }
    return true;
}

/* Points on the histogram, moved to the values of this volume. */
static bool move_points(lm_transfer *transfer, const lm_volume *volume, lm_context *context,
                        GError **error)
{
    lm_levels levels;
    if (!lm_levels_find(volume, &levels, context, error))
        return false;
    for (size_t i = 0; i < transfer->count; i++) {
        double *value = &transfer->points[i].value;
        *value = levels.edge +
                 *value * (*value < 0 ? levels.edge - levels.dark : levels.bright - levels.edge);
    }
    return true;
}

static bool read_preset(GKeyFile *file, const char *text, const lm_volume *volume,
                        lm_transfer *transfer, lm_context *context, GError **error)
{
    if (!g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, error) ||
        !read_points(file, transfer, error) || !number(file, "edges", &transfer->edges, error) ||
        !number(file, "ambient", &transfer->ambient, error) ||
        !number(file, "diffuse", &transfer->diffuse, error) ||
        !number(file, "specular", &transfer->specular, error) ||
        !number(file, "shininess", &transfer->shininess, error))
        return false;
    g_autofree char *scale = g_key_file_get_string(file, "preset", "scale", error);
    if (!scale || g_str_equal(scale, "values"))
        return scale != NULL;
    if (g_str_equal(scale, "histogram"))
        return move_points(transfer, volume, context, error);
    return lm_fail(error, LM_ERROR_INTERNAL, "scale=%s is neither values nor histogram", scale);
}

bool lm_transfer_preset(int preset, const lm_volume *volume, lm_transfer *transfer,
                        lm_context *context, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    *transfer = (lm_transfer){0};
    if (read_preset(file, lm_preset_texts[preset], volume, transfer, context, error))
        return true;
    g_prefix_error(error, "preset %s: ", lm_preset_names[preset]);
    return false;
}
