#include "lamina/parallel.h"

#include "lamina/error.h"

typedef struct loop {
    lm_context *context;
    gint64 count, grain, next, done;
    lm_parallel_fn body;
    gpointer user;
    gint workers;
    GMutex lock; /* of error */
    GError *error;
    gint stop;
} loop;

static void stop_with(loop *l, GError *error)
{
    g_atomic_int_set(&l->stop, 1);
    g_mutex_lock(&l->lock);
    if (l->error)
        g_error_free(error);
    else
        l->error = error;
    g_mutex_unlock(&l->lock);
}

static gpointer work(gpointer data)
{
    loop *l = data;
    unsigned worker = (unsigned)g_atomic_int_add(&l->workers, 1);
    while (!g_atomic_int_get(&l->stop)) {
        gint64 lo = __atomic_fetch_add(&l->next, l->grain, __ATOMIC_RELAXED);
        if (lo >= l->count)
            break;
        gint64 hi = MIN(lo + l->grain, l->count);
        GError *error = NULL;
        if (!lm_context_go_on(l->context, &error) || !l->body(lo, hi, worker, l->user, &error)) {
            stop_with(l, error);
            break;
        }
        gint64 done = __atomic_add_fetch(&l->done, hi - lo, __ATOMIC_RELAXED);
        lm_context_progress(l->context, (double)done / (double)l->count);
    }
    return NULL;
}

bool lm_parallel(lm_context *context, gint64 count, gint64 grain, lm_parallel_fn body,
                 gpointer user, GError **error)
{
    g_return_val_if_fail(grain > 0, false);
    loop l = {.context = context, .count = count, .grain = grain, .body = body, .user = user};
    g_mutex_init(&l.lock);
    gint64 pieces = (count + grain - 1) / grain;
    gint64 helpers = MIN((gint64)lm_context_threads(context), pieces) - 1;
    GPtrArray *threads = g_ptr_array_new();
    for (gint64 i = 0; i < helpers; i++) {
        /* Fewer threads than asked for is slower, not wrong. */
        GThread *thread = g_thread_try_new("lamina", work, &l, NULL);
        if (thread)
            g_ptr_array_add(threads, thread);
    }
    work(&l);
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
    g_ptr_array_unref(threads);
    g_mutex_clear(&l.lock);
    if (l.error) {
        g_propagate_error(error, l.error);
        return false;
    }
    if (l.stop)
        return lm_fail(error, LM_ERROR_INTERNAL, "a part of the work failed and did not say why");
    return lm_context_go_on(context, error);
}
