/* Two fingers in a slice and in 3D, where there is no touch screen: the gesture says itself what it
 * would say of fingers. About the middle, for nobody knows where they are. */
#include "slice-canvas.h"
#include "slice-input.h"
#include "solid-view.h"

#include "testing.h"

#include <adwaita.h>

static GtkGesture *pinch_of(GtkWidget *widget)
{
    g_autoptr(GListModel) all = gtk_widget_observe_controllers(widget);
    for (guint i = 0; i < g_list_model_get_n_items(all); i++) {
        g_autoptr(GtkEventController) one = g_list_model_get_item(all, i);
        if (GTK_IS_GESTURE_ZOOM(one))
            return GTK_GESTURE(one);
    }
    return NULL;
}

static void pinch(GtkWidget *widget, const double *scales, size_t count)
{
    GtkGesture *gesture = pinch_of(widget);
    g_assert_nonnull(gesture);
    g_signal_emit_by_name(gesture, "begin", NULL);
    for (size_t i = 0; i < count; i++)
        g_signal_emit_by_name(gesture, "scale-changed", scales[i]);
}

/* A session that looks at a small volume. */
static LmSession *session_with_volume(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "small.nrrd", NULL);
    static const char text[] = "NRRD0004\ntype: uint8\ndimension: 3\nspace: "
                               "left-posterior-superior\nsizes: 2 2 2\nspace directions: (1,0,0) "
                               "(0,1,0) (0,0,1)\nencoding: ascii\n\n0 10 20 30 40 50 60 70\n";
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    LmSession *session = lm_session_new(1, 0);
    lm_session_open(session, path);
    gint64 end = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
    while (!lm_session_volume(session) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    g_assert_nonnull(lm_session_volume(session));
    return session;
}

static void test_slice(gconstpointer folder)
{
    g_autoptr(LmSession) session = session_with_volume(folder);
    LmSliceCanvas *canvas = g_object_ref_sink(lm_slice_canvas_new(session, 2));
    lm_slice_input_add(canvas);
    pinch(GTK_WIDGET(canvas), (double[]){1.5, 3, 2}, 3);
    g_assert_cmpfloat_with_epsilon(lm_slice_canvas_zoom(canvas).factor, 2, 1e-9);
    pinch(GTK_WIDGET(canvas), (double[]){2, 1.5}, 2); /* other fingers begin at 1 again */
    g_assert_cmpfloat_with_epsilon(lm_slice_canvas_zoom(canvas).factor, 3, 1e-9);
    pinch(GTK_WIDGET(canvas), (double[]){0.01}, 1); /* not smaller than whole */
    g_assert_cmpfloat_with_epsilon(lm_slice_canvas_zoom(canvas).factor, 1, 1e-9);
    g_object_unref(canvas);
}

/* Within the main loop, as everything a person does. */
static gboolean add_picture(gpointer view)
{
    g_autoptr(GError) error = NULL;
    return !lm_solid_view_add_render(view, "picture.png", &error);
}

/* Until there is another picture; the text of its step, the n-th. Caller frees. */
static char *picture_of(GtkWidget *view, LmDocument *document, guint n)
{
    const lm_step *render;
    gint64 end = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
    guint source = g_timeout_add(50, add_picture, view);
    while (!(render = lm_job_step_at(lm_document_job(document), n)) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    if (!render)
        g_source_remove(source);
    return render ? lm_step_text(render) : NULL;
}

/* What the zoom came to is told by the picture that the job gets. */
static void test_solid(gconstpointer folder)
{
    g_autoptr(LmSession) session = session_with_volume(folder);
    LmDocument *document = lm_session_document(session);
    GtkWidget *window = gtk_window_new(), *view = lm_solid_view_new(session);
    gtk_window_set_default_size(GTK_WINDOW(window), 200, 150);
    gtk_window_set_child(GTK_WINDOW(window), view);
    gtk_window_present(GTK_WINDOW(window));
    g_autofree char *before = picture_of(view, document, 1);
    g_assert_nonnull(before);
    g_assert_null(strstr(before, "zoom="));
    pinch(view, (double[]){1.25, 2}, 2);
    g_autofree char *after = picture_of(view, document, 2);
    g_assert_nonnull(after);
    g_assert_nonnull(strstr(after, " zoom=\"2\""));
    gtk_window_destroy(GTK_WINDOW(window));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("GTK_A11Y", "none", TRUE);
    if (!gtk_init_check())
        return 77;
    adw_init();
    g_main_context_acquire(
        NULL); /* as an application has it: other threads bring their news here */
    char *folder = test_folder();
    g_test_add_data_func("/desktop/pinch/slice", folder, test_slice);
    g_test_add_data_func("/desktop/pinch/solid", folder, test_solid);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
