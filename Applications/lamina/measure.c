#include "lamina/measure.h"
#include "command.h"
#include "lamina/mesh-file.h"
#include "lamina/number.h"
#include "say.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print the measures as JSON", NULL}, {NULL}};

static void print_count(const char *label, guint64 count)
{
    printf("  %-19s %" G_GUINT64_FORMAT "\n", label, count);
}

static void print_number(const char *label, double value, const char *unit)
{
    g_autofree char *text = lm_number_words(value, 8);
    printf("  %-19s %s %s\n", label, text, unit);
}

static void print_measures(const char *path, const lm_measures *m)
{
    static const char *const axes[] = {"x", "y", "z"};
    printf("%s\n", path);
    printf("  %-19s %s\n", "closed", m->closed ? "yes" : "no");
    print_count("parts", m->parts);
    print_count("points", m->points);
    print_count("triangles", m->triangles);
    print_count("boundary edges", m->boundary_edges);
    print_count("non-manifold edges", m->nonmanifold_edges);
    printf("  %-19s %" G_GINT64_FORMAT "\n", "Euler number", m->euler);
    print_number("volume", m->volume_mm3, "mm3");
    print_number("area", m->area_mm2, "mm2");
    for (int k = 0; k < 3; k++) {
        g_autofree char *low = lm_number_words(m->bounds[2 * k], 6);
        g_autofree char *high = lm_number_words(m->bounds[2 * k + 1], 6);
        printf("  %-19s %s to %s mm\n", axes[k], low, high);
    }
}

static bool run(char **arguments, GError **error)
{
    g_autoptr(lm_mesh) mesh = lm_mesh_read(arguments[0], error);
    lm_measures measures;
    if (!mesh || !lm_mesh_measure(mesh, &measures, error))
        return false;
    if (as_json) {
        g_autoptr(GVariant) variant = g_variant_ref_sink(lm_measures_variant(&measures));
        g_autoptr(JsonNode) node = json_gvariant_serialize(variant);
        say_json(node);
    } else {
        print_measures(arguments[0], &measures);
    }
    return true;
}

const command command_measure = {
    .name = "measure",
    .arguments = "FILE",
    .summary = "Measure a surface: closed or not, parts, volume, area",
    .description = "Reads an STL, PLY, OBJ or VTP file and judges it with equal points merged. "
                   "Lengths are millimetres.",
    .examples =
        (const char *const[]){"lamina measure head.stl", "lamina measure head.stl --json", NULL},
    .least = 1,
    .most = 1,
    .options = {options},
    .run = run,
};
