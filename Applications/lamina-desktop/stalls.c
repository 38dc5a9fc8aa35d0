#include "stalls.h"

#include "lamina/number.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { LIMIT_MS = 100 };

static bool has_drawn; /* a window; what comes before is the start of the program */

/* What the kernel says of a thread, in microseconds. */
typedef struct account {
    gint64 ran, queued; /* queued: ready to go on, but others had the processors */
} account;

/* A source that is asked before and after each turn of the loop. */
typedef struct watch {
    GSource source;
    FILE *log;
    int own, display; /* the accounts of this thread and of the display server, open */
    gint64 woke;      /* when the loop last came out of waiting; 0 while it waits */
    account own_then, display_then;
} watch;

static account read_account(int file)
{
    char text[128] = "";
    double numbers[3];
    size_t count = 0;
    ssize_t size = pread(file, text, sizeof text - 1, 0);
    if (size <= 0 || !lm_numbers_parse(g_strstrip(text), numbers, 3, &count) || count < 2)
        return (account){0};
    return (account){(gint64)(numbers[0] / 1000), (gint64)(numbers[1] / 1000)};
}

static account since(int file, const account *then)
{
    account now = read_account(file);
    return (account){now.ran - then->ran, now.queued - then->queued};
}

static void note(watch *w)
{
    gint64 held = g_get_monotonic_time() - w->woke;
    if (!w->woke || held < LIMIT_MS * 1000)
        return;
    account own = since(w->own, &w->own_then), display = since(w->display, &w->display_then);
    /* The display server's want of a processor counts while this thread waited for an answer. */
    gint64 waited = MAX(held - own.ran - own.queued, 0);
    gint64 starved = own.queued + CLAMP(display.queued, 0, waited);
    fprintf(w->log,
            "%s%" G_GINT64_FORMAT " ms, of it %" G_GINT64_FORMAT
            " ms without a processor and %" G_GINT64_FORMAT " ms at work\n",
            has_drawn ? "" : "# started in ", held / 1000, starved / 1000, own.ran / 1000);
    fflush(w->log);
}

/* The loop has done what there was and is about to wait. */
static gboolean prepare(GSource *source, gint *timeout)
{
    watch *w = (watch *)source;
    note(w);
    w->woke = 0;
    *timeout = -1;
    return FALSE;
}

static void wake(watch *w)
{
    w->woke = g_get_monotonic_time();
    w->own_then = read_account(w->own);
    w->display_then = read_account(w->display);
}

static gboolean check(GSource *source)
{
    wake((watch *)source);
    return FALSE;
}

static void finalize(GSource *source)
{
    watch *w = (watch *)source;
    fclose(w->log);
    close(w->own);
    close(w->display);
}

void lm_stalls_watch(void)
{
    const char *path = g_getenv("LAMINA_STALLS");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (!log)
        return;
    static GSourceFuncs functions = {.prepare = prepare, .check = check, .finalize = finalize};
    watch *w = (watch *)g_source_new(&functions, sizeof *w);
    w->log = log;
    w->own = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    const char *display = g_getenv("LAMINA_STALLS_DISPLAY");
    w->display = display ? open(display, O_RDONLY | O_CLOEXEC) : -1;
    wake(w);
    g_source_set_priority(&w->source, G_PRIORITY_HIGH);
    g_source_attach(&w->source, NULL);
    g_source_unref(&w->source);
}

/* ---- frames ---- */

typedef struct frames {
    FILE *log; /* NULL when nobody asks */
    gint64 began;
} frames;

static void on_before_paint(GdkFrameClock *clock, frames *f)
{
    (void)clock;
    f->began = g_get_monotonic_time();
}

static void on_after_paint(GdkFrameClock *clock, frames *f)
{
    (void)clock;
    has_drawn = true;
    if (!f->log)
        return;
    fprintf(f->log, "%" G_GINT64_FORMAT "\n", (g_get_monotonic_time() - f->began) / 1000);
    fflush(f->log);
}

static void frames_free(gpointer data, GClosure *closure)
{
    (void)closure;
    frames *f = data;
    g_clear_pointer(&f->log, fclose);
    g_free(f);
}

void lm_stalls_watch_window(GtkWidget *window)
{
    const char *path = g_getenv("LAMINA_FRAMES");
    frames *f = g_new0(frames, 1);
    f->log = path ? fopen(path, "a") : NULL;
    GdkFrameClock *clock = gtk_widget_get_frame_clock(window);
    g_signal_connect(clock, "before-paint", G_CALLBACK(on_before_paint), f);
    g_signal_connect_data(clock, "after-paint", G_CALLBACK(on_after_paint), f, frames_free, 0);
}
