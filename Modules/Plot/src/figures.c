#include "figures.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

static void copy_pixels(plot_figures *figures, const lm_volume *pictures)
{
    const int shift = pictures->type == LM_UINT16 ? 8 : 0;
    const size_t n = (size_t)lm_grid_voxels(&pictures->grid), step = (size_t)pictures->components;
    const guint8 *bytes = pictures->data;
    const guint16 *words = pictures->data;
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < 3; c++) {
            size_t at = i * step + (step >= 3 ? c : 0);
            figures->rgb[3 * i + c] = (guint8)(shift ? words[at] >> shift : bytes[at]);
        }
}

plot_figures *plot_figures_new(const lm_volume *pictures, GError **error)
{
    if (pictures->type != LM_UINT8 && pictures->type != LM_UINT16) {
        lm_fail(error, LM_ERROR_REQUIRE,
                "plots are pictures of 8 or 16 bits, and these hold %s, which are numbers already, "
                "so leave unplot out",
                lm_type_name(pictures->type));
        return NULL;
    }
    if (MAX(pictures->grid.size[0], pictures->grid.size[1]) > PLOT_SIDE_MOST) {
        lm_fail(error, LM_ERROR_REQUIRE,
                "the pictures are %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                " pixels; figures are at most %d wide and high",
                pictures->grid.size[0], pictures->grid.size[1], PLOT_SIDE_MOST);
        return NULL;
    }
    g_autoptr(plot_figures) figures = g_new0(plot_figures, 1);
    figures->width = pictures->grid.size[0];
    figures->height = pictures->grid.size[1];
    figures->count = pictures->grid.size[2];
    figures->rgb = lm_alloc((size_t)lm_grid_voxels(&pictures->grid), 3, "the figures", error);
    if (!figures->rgb)
        return NULL;
    copy_pixels(figures, pictures);
    return g_steal_pointer(&figures);
}

void plot_figures_free(plot_figures *figures)
{
    if (figures)
        lm_free(figures->rgb);
    g_free(figures);
}

const guint8 *plot_pixel(const plot_figures *figures, gint64 z, gint64 x, gint64 y)
{
    return figures->rgb + 3 * ((z * figures->height + y) * figures->width + x);
}
