/* GLib's locks and pools of threads, told to the thread sanitizer. libglib is not instrumented and
 * makes its mutexes of bare futexes, so that the sanitizer sees no order where there is one. The
 * linker sends our calls here (--wrap); each goes on to GLib and says what it orders. */
#include <glib.h>
#include <sanitizer/tsan_interface.h>

void __real_g_mutex_lock(GMutex *mutex);
void __wrap_g_mutex_lock(GMutex *mutex);
void __real_g_mutex_unlock(GMutex *mutex);
void __wrap_g_mutex_unlock(GMutex *mutex);
gboolean __real_g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time);
gboolean __wrap_g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time);
gpointer __real_g_once_impl(GOnce *once, GThreadFunc function, gpointer data);
gpointer __wrap_g_once_impl(GOnce *once, GThreadFunc function, gpointer data);
gboolean __real_g_once_init_enter(volatile void *location);
gboolean __wrap_g_once_init_enter(volatile void *location);
void __real_g_once_init_leave(volatile void *location, gsize result);
void __wrap_g_once_init_leave(volatile void *location, gsize result);
GThreadPool *__real_g_thread_pool_new(GFunc function, gpointer data, gint threads,
                                      gboolean exclusive, GError **error);
GThreadPool *__wrap_g_thread_pool_new(GFunc function, gpointer data, gint threads,
                                      gboolean exclusive, GError **error);
gboolean __real_g_thread_pool_push(GThreadPool *pool, gpointer task, GError **error);
gboolean __wrap_g_thread_pool_push(GThreadPool *pool, gpointer task, GError **error);
void __real_g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait);
void __wrap_g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait);

void __wrap_g_mutex_lock(GMutex *mutex)
{
    __real_g_mutex_lock(mutex);
    __tsan_acquire(mutex);
}

void __wrap_g_mutex_unlock(GMutex *mutex)
{
    __tsan_release(mutex);
    __real_g_mutex_unlock(mutex);
}

gboolean __wrap_g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time)
{
    __tsan_release(mutex);
    gboolean signalled = __real_g_cond_wait_until(cond, mutex, end_time);
    __tsan_acquire(mutex);
    return signalled;
}

typedef struct call {
    GOnce *once;
    GThreadFunc function;
    gpointer data;
} call;

static gpointer call_and_release(gpointer data)
{
    call *c = data;
    gpointer result = c->function(c->data);
    __tsan_release((void *)&c->once->status);
    return result;
}

/* The release is on status: g_once() itself, inlined, reads no more than that when all is done. */
gpointer __wrap_g_once_impl(GOnce *once, GThreadFunc function, gpointer data)
{
    call c = {once, function, data};
    gpointer result = __real_g_once_impl(once, call_and_release, &c);
    __tsan_acquire((void *)&once->status);
    return result;
}

gboolean __wrap_g_once_init_enter(volatile void *location)
{
    gboolean first = __real_g_once_init_enter(location);
    __tsan_acquire((void *)location);
    return first;
}

void __wrap_g_once_init_leave(volatile void *location, gsize result)
{
    __tsan_release((void *)location);
    __real_g_once_init_leave(location, result);
}

typedef struct duty {
    GFunc function;
    gpointer data;
} duty;

static void acquire_and_do(gpointer task, gpointer data)
{
    duty *d = data;
    __tsan_acquire(task);
    d->function(task, d->data);
    __tsan_release(d);
}

GThreadPool *__wrap_g_thread_pool_new(GFunc function, gpointer data, gint threads,
                                      gboolean exclusive, GError **error)
{
    duty *d = g_new(duty, 1);
    *d = (duty){function, data};
    return __real_g_thread_pool_new(acquire_and_do, d, threads, exclusive, error);
}

gboolean __wrap_g_thread_pool_push(GThreadPool *pool, gpointer task, GError **error)
{
    __tsan_release(task);
    return __real_g_thread_pool_push(pool, task, error);
}

/* A pool that is not waited for still needs its duty, which is then left to the end. */
void __wrap_g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait)
{
    duty *d = pool->user_data;
    __real_g_thread_pool_free(pool, immediate, wait);
    if (!wait)
        return;
    __tsan_acquire(d);
    g_free(d);
}
