#include "lamina/look.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"
#include "thumbnail.h"

#include <math.h>
#include <string.h>

enum { SUM_BYTES = 16 };

/* What is kept of a plane. */
typedef struct glance {
    double least, greatest;
    guint8 sum[SUM_BYTES];
    thumbnail small;
} glance;

typedef struct look_job {
    const lm_series *series; /* NULL: the volume is all there is */
    const lm_volume *volume; /* the whole; NULL: planes are read one by one */
    lm_context *context;
    glance *glances;
} look_job;

static void glance_at(const lm_volume *plane, glance *g)
{
    lm_volume_range(plane, &g->least, &g->greatest);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_MD5);
    g_checksum_update(sum, plane->data, (gssize)lm_volume_plane_bytes(plane));
    gsize size = SUM_BYTES;
    g_checksum_get_digest(sum, g->sum, &size);
    thumbnail_make(plane, &g->small);
}

/* A volume of one plane, not filled yet. */
static lm_volume *room_for_plane(const look_job *job, lm_zrange held, GError **error)
{
    const lm_volume *whole = job->volume;
    if (whole)
        return lm_volume_new_planes(&whole->grid, whole->type, whole->components, held, error);
    const lm_info *info = lm_series_info(job->series);
    return lm_volume_new_planes(&info->grid, info->type, info->components, held, error);
}

/* Read, or a copy of that of the whole. */
static lm_volume *plane_at(const look_job *job, gint64 z, GError **error)
{
    lm_zrange held = {z, z + 1};
    g_autoptr(lm_volume) plane = room_for_plane(job, held, error);
    if (!plane)
        return NULL;
    if (job->volume) {
        size_t bytes = lm_volume_plane_bytes(plane);
        memcpy(plane->data, (const char *)job->volume->data + (size_t)z * bytes, bytes);
        return g_steal_pointer(&plane);
    }
    lm_slab slab = lm_slab_of(plane, held);
    return lm_series_read_planes(job->series, &slab, job->context, error) ? g_steal_pointer(&plane)
                                                                          : NULL;
}

static bool look_at_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const look_job *job = user;
    for (gint64 z = lo; z < hi; z++) {
        g_autoptr(lm_volume) plane = plane_at(job, z, error);
        if (!plane)
            return false;
        glance_at(plane, &job->glances[z]);
    }
    return true;
}

/* ---- what is odd ---- */

static void find_range(lm_look *look, const glance *glances)
{
    look->least = INFINITY;
    look->greatest = -INFINITY;
    for (gint64 z = 0; z < look->planes; z++) {
        look->least = MIN(look->least, glances[z].least);
        look->greatest = MAX(look->greatest, glances[z].greatest);
    }
}

static guint sum_hash(gconstpointer sum)
{
    guint hash;
    memcpy(&hash, sum, sizeof hash);
    return hash;
}

static gboolean sum_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, SUM_BYTES) == 0;
}

static void find_twins(lm_look *look, glance *glances)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(sum_hash, sum_equal); /* sum -> plane plus one */
    for (gint64 z = 0; z < look->planes; z++) {
        look->twin[z] = -1;
        if (!(glances[z].least < glances[z].greatest))
            continue;
        gpointer before = g_hash_table_lookup(seen, glances[z].sum);
        if (!before) {
            g_hash_table_insert(seen, glances[z].sum, GSIZE_TO_POINTER((gsize)z + 1));
            continue;
        }
        look->twin[z] = (gint64)GPOINTER_TO_SIZE(before) - 1;
        look->marks[z] |= LM_SLICE_TWIN;
    }
}

/* Of a plane: how far from the nearer of its two neighbours, and these from each other. At the ends
 * both neighbours are on one side. */
typedef struct distance {
    double near, across;
} distance;

static distance distance_at(const glance *glances, gint64 planes, gint64 z)
{
    gint64 a = z > 0 ? z - 1 : 2, b = z + 1 < planes ? z + 1 : planes - 3;
    const thumbnail *here = &glances[z].small, *one = &glances[a].small, *other = &glances[b].small;
    return (distance){MIN(thumbnail_distance(here, one), thumbnail_distance(here, other)),
                      thumbnail_distance(one, other)};
}

static int by_nearness(const void *a, const void *b)
{
    double x = ((const distance *)a)->near, y = ((const distance *)b)->near;
    return (x > y) - (x < y);
}

static bool find_unlike(lm_look *look, const glance *glances, GError **error)
{
    static const double beyond_neighbours = 2, beyond_median = 3, least_part = 0.02;
    if (look->planes < 5)
        return true;
    size_t n = (size_t)look->planes;
    distance *at = lm_alloc(2 * n, sizeof *at, "how far slices are from each other", error);
    if (!at)
        return false;
    distance *sorted = at + n;
    for (gint64 z = 0; z < look->planes; z++)
        sorted[z] = at[z] = distance_at(glances, look->planes, z);
    qsort(sorted, n, sizeof *sorted, by_nearness);
    double usual = sorted[n / 2].near, least = least_part * (look->greatest - look->least);
    for (gint64 z = 0; z < look->planes; z++)
        if (at[z].near > beyond_neighbours * at[z].across && at[z].near > beyond_median * usual &&
            at[z].near > least)
            look->marks[z] |= LM_SLICE_UNLIKE;
    lm_free(at);
    return true;
}

/* ---- all of it ---- */

static bool glance_at_all(look_job *job, gint64 planes, GError **error)
{
    if (!job->series || lm_series_by_planes(job->series))
        return lm_parallel(job->context, planes, 1, look_at_planes, job, error);
    guint64 needed = lm_info_bytes(lm_series_info(job->series)) + lm_series_scratch(job->series);
    if (needed > lm_context_memory(job->context)) {
        g_autofree char *text = lm_bytes_text(needed);
        return lm_fail(error, LM_ERROR_MEMORY, "%s: reading it would take %s of memory",
                       lm_series_source(job->series), text);
    }
    g_autoptr(lm_volume) volume = lm_series_read(job->series, job->context, error);
    job->volume = volume;
    return volume && lm_parallel(job->context, planes, 1, look_at_planes, job, error);
}

static bool look_at_all(look_job *job, gint64 planes, lm_look *look, GError **error)
{
    *look = (lm_look){.planes = planes};
    size_t n = (size_t)planes;
    job->glances = lm_alloc(n, sizeof *job->glances, "what was seen of slices", error);
    look->marks = job->glances ? lm_alloc0(n, sizeof *look->marks, "marks of slices", error) : NULL;
    look->twin = look->marks ? lm_alloc(n, sizeof *look->twin, "marks of slices", error) : NULL;
    bool ok = look->twin && glance_at_all(job, planes, error);
    if (ok) {
        find_range(look, job->glances);
        find_twins(look, job->glances);
        ok = find_unlike(look, job->glances, error);
    }
    lm_free(job->glances);
    if (!ok)
        lm_look_clear(look);
    return ok;
}

bool lm_series_look(const lm_series *series, lm_context *context, lm_look *look, GError **error)
{
    look_job job = {.series = series, .context = context};
    return look_at_all(&job, lm_series_info(series)->grid.size[2], look, error);
}

bool lm_volume_look(const lm_volume *volume, lm_context *context, lm_look *look, GError **error)
{
    look_job job = {.volume = volume, .context = context};
    return look_at_all(&job, volume->grid.size[2], look, error);
}

void lm_look_clear(lm_look *look)
{
    g_clear_pointer(&look->marks, lm_free);
    g_clear_pointer(&look->twin, lm_free);
}

/* ---- in words ---- */

/* A plane by its file, where it has one of its own. */
static char *plane_name(const lm_series *series, gint64 z)
{
    for (size_t i = 0; lm_series_by_planes(series) && i < lm_series_n_files(series); i++)
        if (lm_series_file_at(series, i)->plane == z)
            return g_strdup(lm_series_file_at(series, i)->name);
    return g_strdup_printf("plane %" G_GINT64_FORMAT, z);
}

char **lm_look_warnings(const lm_look *look, const lm_series *series)
{
    enum { SHOWN = 10 };
    GPtrArray *texts = g_ptr_array_new();
    guint told[2] = {0};
    for (gint64 z = 0; z < look->planes; z++) {
        g_autofree char *name = look->marks[z] ? plane_name(series, z) : NULL;
        if ((look->marks[z] & LM_SLICE_TWIN) && told[0]++ < SHOWN) {
            g_autofree char *twin = plane_name(series, look->twin[z]);
            g_ptr_array_add(texts, g_strdup_printf("%s: has the same pixels as %s", name, twin));
        }
        if ((look->marks[z] & LM_SLICE_UNLIKE) && told[1]++ < SHOWN)
            g_ptr_array_add(texts, g_strdup_printf("%s: looks unlike the slices beside it", name));
    }
    for (int k = 0; k < 2; k++)
        if (told[k] > SHOWN)
            g_ptr_array_add(texts, g_strdup_printf("%u more slices %s", told[k] - SHOWN,
                                                   k ? "look unlike those beside them"
                                                     : "have the same pixels as earlier ones"));
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}
