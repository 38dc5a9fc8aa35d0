#include "solid-words.h"

#include "length-words.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>

/* A direction counts when the eye stands at least a quarter of a right angle that way. */
static const double least_part = 0.3827; /* sin 22.5 degrees */

static const char *direction(int axis, bool is_positive)
{
    const char *const names[3][2] = {
        {_("the right"), _("the left")}, {_("the front"), _("the back")}, {_("below"), _("above")}};
    return names[axis][is_positive];
}

char *lm_camera_words(const lm_camera *camera)
{
    static const int order[] = {1, 0, 2};
    const char *parts[3];
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        double eye = -camera->towards[order[i]];
        if (fabs(eye) >= least_part)
            parts[count++] = direction(order[i], eye > 0);
    }
    if (count == 3)
        return g_strdup_printf(_("from %s, %s and %s"), parts[0], parts[1], parts[2]);
    if (count == 2)
        return g_strdup_printf(_("from %s and %s"), parts[0], parts[1]);
    return g_strdup_printf(_("from %s"), parts[0]);
}

double lm_bar_length(double mm_per_pixel, double most_pixels)
{
    double most = mm_per_pixel * most_pixels;
    double power = pow(10, floor(log10(most)));
    return power * (5 * power <= most ? 5 : 2 * power <= most ? 2 : 1);
}

char *lm_bar_text(double mm)
{
    return lm_length_words(mm, 3);
}

/* As in the slices, in every language. */
const char *lm_axis_letter(int axis, bool is_positive)
{
    const char *const letters[3][2] = {
        {"R", "L"},
        {"A", "P"},
        {"F", "H"},
    };
    return letters[axis][is_positive];
}
