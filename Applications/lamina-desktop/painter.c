#include "painter.h"

#include "at-work.h"

#include "lamina/coarser.h"
#include "lamina/error.h"

#include <string.h>

/* What is asked of the thread. */
typedef struct request {
    guint number;
    LmStage *stage; /* NULL: nothing */
    lm_camera camera;
    int width, height;
    lm_quality quality;
} request;

/* What the painter and its thread share. The thread may outlive the painter. */
typedef struct studio {
    LmPainter *painter; /* NULL once it is gone; main thread only */
    GMutex lock;
    GCond changed;
    unsigned threads;
    request wanted;
    lm_context *drawing; /* of what is drawn now */
    bool may_interrupt;  /* what is drawn now, for something else */
    bool leaves;
    LmFrame *done; /* not yet taken by the main loop */
    char *failure; /* the same */
} studio;

/* What the thread has made so far. */
typedef struct easel {
    lm_renderer *renderer; /* NULL before the first picture, and where there is no OpenGL */
    GError *broken;        /* why not */
    LmStage *stage;        /* that the renderer shows; NULL: nothing */
    bool has_volume;       /* the renderer took it */
} easel;

struct _LmPainter {
    GObject parent;
    studio *studio;
    GThread *thread;
    guint asked; /* requests so far */
};

G_DEFINE_TYPE(LmPainter, lm_painter, G_TYPE_OBJECT)

enum { FRAME, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void frame_free(LmFrame *frame)
{
    if (frame)
        g_clear_object(&frame->texture);
    g_free(frame);
}

static void studio_clear(gpointer data)
{
    studio *s = data;
    lm_stage_unref(s->wanted.stage);
    frame_free(s->done);
    g_free(s->failure);
    g_mutex_clear(&s->lock);
    g_cond_clear(&s->changed);
}

static void studio_unref(gpointer s)
{
    g_atomic_rc_box_release_full(s, studio_clear);
}

/* ---- the thread ---- */

static const LmStaged *find(const LmStage *stage, const lm_mesh *mesh)
{
    for (guint i = 0; stage && i < stage->surfaces->len; i++) {
        const LmStaged *staged = &g_array_index(stage->surfaces, LmStaged, i);
        if (staged->mesh == mesh)
            return staged;
    }
    return NULL;
}

static void place_surfaces(easel *e, const LmStage *stage)
{
    for (guint i = 0; e->stage && i < e->stage->surfaces->len; i++) {
        const lm_mesh *old = g_array_index(e->stage->surfaces, LmStaged, i).mesh;
        if (!find(stage, old))
            lm_renderer_remove_mesh(e->renderer, old);
    }
    for (guint i = 0; i < stage->surfaces->len; i++) {
        const LmStaged *new = &g_array_index(stage->surfaces, LmStaged, i);
        const LmLook *look = &new->look;
        if (!find(e->stage, new->mesh))
            lm_renderer_add_mesh(e->renderer, new->mesh, look->colour);
        lm_renderer_dress_mesh(e->renderer, new->mesh, look->colour, look->opacity, look->visible);
    }
}

/* A volume with more voxels is drawn coarser: preparing it would take too long. */
static const gint64 most_voxels = 1 << 25;

bool lm_painter_is_coarser(const lm_volume *volume)
{
    return lm_grid_voxels(&volume->grid) > most_voxels;
}

static bool add_volume(easel *e, const LmStage *stage, lm_context *context, GError **error)
{
    g_autoptr(lm_volume) drawn = lm_volume_coarser(stage->volume, most_voxels, context, error);
    return drawn && lm_renderer_add_volume(e->renderer, drawn, &stage->transfer, stage->strength,
                                           context, error);
}

static bool place_volume(easel *e, const LmStage *stage, lm_context *context, GError **error)
{
    bool is_same = e->stage && e->stage->volume == stage->volume;
    if (is_same && e->has_volume)
        return lm_renderer_set_transfer(e->renderer, &stage->transfer, stage->strength, context,
                                        error);
    if (is_same)
        return true;
    if (e->has_volume)
        lm_renderer_remove_volume(e->renderer);
    e->has_volume = stage->volume && add_volume(e, stage, context, error);
    return e->has_volume || !stage->volume;
}

/* Brings the renderer from the stage it shows to another. What cannot be shown is told once, and
 * the rest is shown. */
static bool place(easel *e, LmStage *stage, lm_context *context, GError **error)
{
    if (stage == e->stage)
        return true;
    bool ok = place_volume(e, stage, context, error);
    place_surfaces(e, stage);
    lm_renderer_clip(e->renderer, &stage->clip_grid, stage->is_clipped ? stage->clip : NULL);
    lm_stage_ref(stage);
    lm_stage_unref(e->stage);
    e->stage = stage;
    return ok;
}

static bool set_up(easel *e, int width, int height, GError **error)
{
    if (e->renderer)
        lm_renderer_resize(e->renderer, width, height);
    else if (!e->broken)
        e->renderer = lm_renderer_new(width, height, &e->broken);
    if (e->broken && error)
        *error = g_error_copy(e->broken);
    return e->renderer;
}

/* In the format that GTK draws as it is: it would convert others on the main loop, each time. Frees
 * the picture. */
static GdkTexture *texture_of(lm_picture *picture)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    guint32 *pixels = g_new(guint32, count);
    for (size_t i = 0; i < count; i++) {
        const guint8 *p = picture->pixels + 3 * i;
        pixels[i] = 0xffU << 24 | (guint32)p[0] << 16 | (guint32)p[1] << 8 | p[2];
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(pixels, 4 * count);
    GdkTexture *texture = gdk_memory_texture_new(
        picture->width, picture->height, GDK_MEMORY_DEFAULT, bytes, 4 * (size_t)picture->width);
    lm_picture_free(picture);
    return texture;
}

static LmFrame *draw(easel *e, request *r, lm_context *context, GError **error)
{
    gint64 began = g_get_monotonic_time();
    if (!(r->camera.half_height > 0) &&
        !lm_renderer_frame(e->renderer, &r->camera, NULL, context, error))
        return NULL;
    lm_picture *picture = lm_renderer_draw_camera(e->renderer, &r->camera, r->stage->background,
                                                  r->quality, context, error);
    if (!picture)
        return NULL;
    lm_camera framed = r->camera;
    if (r->quality == LM_QUALITY_FULL &&
        !lm_renderer_frame(e->renderer, &framed, NULL, context, error)) {
        lm_picture_free(picture);
        return NULL;
    }
    LmFrame *frame = g_new0(LmFrame, 1);
    frame->framed = framed;
    frame->number = r->number;
    frame->texture = texture_of(picture);
    frame->camera = r->camera;
    frame->quality = r->quality;
    frame->seconds = 1e-6 * (double)(g_get_monotonic_time() - began);
    return frame;
}

static gboolean deliver(gpointer data)
{
    studio *s = data;
    g_mutex_lock(&s->lock);
    LmFrame *frame = g_steal_pointer(&s->done);
    g_autofree char *failure = g_steal_pointer(&s->failure);
    g_mutex_unlock(&s->lock);
    if (s->painter)
        g_object_ref(s->painter);
    LmPainter *painter = s->painter;
    if (painter && failure)
        g_signal_emit(painter, signals[FAILED], 0, failure);
    if (painter && frame)
        g_signal_emit(painter, signals[FRAME], 0, frame);
    frame_free(frame);
    g_clear_object(&painter);
    return G_SOURCE_REMOVE;
}

/* Under the lock. */
static void hand_over(studio *s, LmFrame *frame, GError *error)
{
    if (error && !lm_error_is_cancelled(error)) {
        g_free(s->failure);
        s->failure = g_strdup(error->message);
    }
    if (frame) {
        frame_free(s->done);
        s->done = frame;
    }
    if (frame || s->failure)
        g_idle_add_full(G_PRIORITY_DEFAULT, deliver, g_atomic_rc_box_acquire(s), studio_unref);
}

/* Draws one request; takes it over. Called, and returns, under the lock, which it leaves meanwhile.
 */
static void serve(studio *s, easel *e, request r)
{
    g_autoptr(lm_context) context = lm_context_new(s->threads, 0);
    GError *error = NULL;
    s->drawing = context;
    g_mutex_unlock(&s->lock);
    if (set_up(e, r.width, r.height, &error))
        place(e, r.stage, context, &error);
    g_mutex_lock(&s->lock);
    hand_over(s, NULL, error);
    g_clear_error(&error);
    s->may_interrupt = r.quality == LM_QUALITY_FULL;
    bool is_outdated = s->leaves || (s->may_interrupt && s->wanted.stage);
    g_mutex_unlock(&s->lock);
    LmFrame *frame = e->renderer && !is_outdated ? draw(e, &r, context, &error) : NULL;
    lm_stage_unref(r.stage);
    g_mutex_lock(&s->lock);
    s->may_interrupt = false;
    s->drawing = NULL;
    hand_over(s, frame, error);
    g_clear_error(&error);
}

static gpointer paint(gpointer data)
{
    studio *s = data;
    easel e = {0};
    g_mutex_lock(&s->lock);
    while (!s->leaves) {
        request r = s->wanted;
        s->wanted.stage = NULL;
        if (r.stage)
            serve(s, &e, r);
        else
            g_cond_wait(&s->changed, &s->lock);
    }
    g_mutex_unlock(&s->lock);
    lm_renderer_free(e.renderer);
    g_clear_error(&e.broken);
    lm_stage_unref(e.stage);
    studio_unref(s);
    lm_at_work_end();
    return NULL;
}

/* ---- the main loop's side ---- */

guint lm_painter_draw(LmPainter *painter, LmStage *stage, const lm_camera *camera, int width,
                      int height, lm_quality quality)
{
    studio *s = painter->studio;
    guint number = ++painter->asked;
    g_mutex_lock(&s->lock);
    lm_stage_unref(s->wanted.stage);
    s->wanted = (request){number, lm_stage_ref(stage), *camera, width, height, quality};
    if (s->may_interrupt)
        lm_context_cancel(s->drawing);
    g_cond_signal(&s->changed);
    g_mutex_unlock(&s->lock);
    return number;
}

static void tell_to_leave(studio *s)
{
    g_mutex_lock(&s->lock);
    s->leaves = true;
    if (s->drawing)
        lm_context_cancel(s->drawing);
    g_cond_signal(&s->changed);
    g_mutex_unlock(&s->lock);
}

static void dispose(GObject *object)
{
    LmPainter *painter = LM_PAINTER(object);
    if (painter->studio) {
        painter->studio->painter = NULL;
        tell_to_leave(painter->studio);
        g_thread_unref(painter->thread);
        g_clear_pointer(&painter->studio, studio_unref);
    }
    G_OBJECT_CLASS(lm_painter_parent_class)->dispose(object);
}

static void lm_painter_init(LmPainter *painter)
{
    painter->studio = g_atomic_rc_box_new0(studio);
    g_mutex_init(&painter->studio->lock);
    g_cond_init(&painter->studio->changed);
    painter->studio->painter = painter;
}

static void lm_painter_class_init(LmPainterClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    signals[FRAME] = g_signal_new("frame", LM_TYPE_PAINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
    signals[FAILED] = g_signal_new("failed", LM_TYPE_PAINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

LmPainter *lm_painter_new(unsigned threads)
{
    LmPainter *painter = g_object_new(LM_TYPE_PAINTER, NULL);
    painter->studio->threads = threads;
    lm_at_work_begin();
    painter->thread = g_thread_new("painter", paint, g_atomic_rc_box_acquire(painter->studio));
    return painter;
}
