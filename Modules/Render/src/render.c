#include "lamina/render.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <string.h>

typedef struct render_params {
    char *path, *show;
    int preset, view, background;
    lm_reals size;
} render_params;

static const char *const background_names[] = {"white", "grey", "black", NULL};
static const double backgrounds[][3] = {{1, 1, 1}, {0.5, 0.5, 0.5}, {0, 0, 0}};

static const lm_param params[] = {
    {.name = "path",
     .label = "File",
     .help = "The PNG file to write.",
     .type = LM_PARAM_OUTPUT,
     LM_FIELD(render_params, path, char *),
     .flags = LM_PARAM_REQUIRED},
    {.name = "show",
     .label = "Show",
     .help =
         "What is drawn: ids of earlier steps, and main for the main line; what comes into this "
         "step when nothing is named. One volume, surfaces, or both; beside surfaces the volume "
         "is translucent.",
     .type = LM_PARAM_STEPS,
     LM_FIELD(render_params, show, char *)},
    {.name = "preset",
     .label = "Preset",
     .help = "How values become colour and opacity: auto follows the volume's histogram, ct-bone "
             "and ct-soft stand on Hounsfield units.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, preset, int),
     .def = "auto",
     .choices = lm_preset_names},
    {.name = "size",
     .label = "Size",
     .help = "Width and height of the picture.",
     .unit = "pixel",
     .type = LM_PARAM_REALS,
     LM_FIELD(render_params, size, lm_reals),
     .def = "1200 900",
     .min = 16,
     .max = LM_RENDER_SIZE_MAX,
     .min_count = 2,
     .max_count = 2,
     .flags = LM_PARAM_WHOLE},
    {.name = "view",
     .label = "View",
     .help = "Where one looks from, as at a patient: from the front the head (+z) is up and the "
             "patient's left (+x) is at the right of the picture.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, view, int),
     .def = "three-quarter",
     .choices = lm_view_names},
    {.name = "background",
     .label = "Background",
     .help = "The colour behind.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, background, int),
     .def = "white",
     .choices = background_names},
    {.name = NULL},
};

static bool check_volume(const lm_info *info, GError **error)
{
    if (info->components != 1)
        return lm_fail(error, LM_ERROR_USAGE,
                       "a volume of %d components (colour) cannot be drawn; put to-scalar before",
                       info->components);
    for (int k = 0; k < 3; k++)
        if (info->grid.size[k] < 2 || info->grid.size[k] > G_MAXUINT16)
            return lm_fail(error, LM_ERROR_USAGE,
                           "a volume of %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " x %" G_GINT64_FORMAT " voxels cannot be drawn: 2 to %d along each "
                           "axis are needed",
                           info->grid.size[0], info->grid.size[1], info->grid.size[2], G_MAXUINT16);
    return true;
}

/* Checks what is shown and adds what it costs. */
static bool plan_shown(lm_plan *plan, GError **error)
{
    size_t volumes = 0;
    for (size_t i = 0; i < plan->n_shown; i++) {
        const lm_info *info = &plan->shown[i];
        if (info->kind == LM_MESH) {
            plan->cost += 1e-6 * (double)info->triangles;
            continue;
        }
        plan->cost += 1e-7 * (double)lm_grid_voxels(&info->grid);
        if (++volumes > 1)
            return lm_fail(error, LM_ERROR_USAGE,
                           "show: only one volume can be shown at a time; contour the others");
        if (!check_volume(info, error))
            return false;
    }
    return true;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const render_params *p = plan->params;
    g_autofree char *path = lm_context_output_path(context, p->path);
    plan->state = g_canonicalize_filename(path, NULL);
    plan->free_state = g_free;
    plan->outputs[0] = plan->state;
    int width = (int)p->size.values[0], height = (int)p->size.values[1];
    plan->scratch = lm_renderer_bytes(width, height, plan->shown, plan->n_shown);
    plan->cost = 0.5 + 1.5e-6 * width * height;
    return lm_output_can_write_as(plan->state, ".png", "pictures are written as PNG", error) &&
           plan_shown(plan, error);
}

/* Adds all that is shown; beside surfaces the volume is a thin veil. */
static bool add(lm_renderer *renderer, const lm_plan *plan, const lm_value *shown,
                lm_context *context, GError **error)
{
    const render_params *p = plan->params;
    size_t surfaces = 0;
    for (size_t i = 0; i < plan->n_shown; i++)
        if (shown[i].mesh &&
            !lm_renderer_add_mesh(renderer, shown[i].mesh, lm_surface_colour(surfaces++), error))
            return false;
    for (size_t i = 0; i < plan->n_shown; i++) {
        lm_transfer transfer;
        if (shown[i].volume &&
            (!lm_transfer_preset(p->preset, shown[i].volume, &transfer, context, error) ||
             !lm_renderer_add_volume(renderer, shown[i].volume, &transfer, surfaces ? 0.03 : 1,
                                     context, error)))
            return false;
    }
    return true;
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)in;
    (void)out;
    const render_params *p = plan->params;
    g_autoptr(lm_renderer) renderer =
        lm_renderer_new((int)p->size.values[0], (int)p->size.values[1], error);
    if (!renderer || !add(renderer, plan, shown, context, error))
        return false;
    lm_context_fact(context, "renderer", g_variant_new_string(lm_renderer_device(renderer)));
    g_autoptr(lm_picture) picture =
        lm_renderer_draw(renderer, (lm_view)p->view, backgrounds[p->background], context, error);
    if (!picture || !lm_picture_save(picture, plan->outputs[0], error))
        return false;
    lm_context_fact(context, "file",
                    g_variant_new_take_string(g_utf8_make_valid(plan->outputs[0], -1)));
    return true;
}

const lm_op lm_op_render = {
    .name = "render",
    .title = "Picture",
    .help =
        "Draws a volume, surfaces, or both, and writes the picture as PNG. No display is needed.",
    .group = "picture",
    .since = "0.1",
    .in = LM_VOLUME | LM_MESH,
    .out = LM_VOLUME | LM_MESH,
    .flags = LM_OP_SINK,
    .params_size = sizeof(render_params),
    .params = params,
    .plan = plan,
    .run = run,
};
