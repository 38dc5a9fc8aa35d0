/* The document: undo, tags, merging, files. */
#include "document.h"
#include "rescue.h"
#include "testing.h"

#include "lamina/registry.h"

#include <glib/gstdio.h>
#include <unistd.h>

static const char job[] =
    "<?xml version=\"1.0\"?>\n<!-- mine -->\n<lamina version='1'>\n"
    "  <input path=\"a\"   spacing=\"1\"/>\n  <pipeline><contour/></pipeline>\n"
    "</lamina>\n";

static char *write_job(const char *folder)
{
    char *path = g_build_filename(folder, "job.xml", NULL);
    g_assert_true(g_file_set_contents(path, job, -1, NULL));
    return path;
}

static void add_step(LmDocument *document, const char *op, const char *what)
{
    lm_job *copy = lm_document_edit(document);
    g_ptr_array_add(copy->steps, lm_step_new(lm_op_find(op)));
    lm_document_commit(document, copy, what, NULL);
}

static void undo_and_redo(void)
{
    g_autoptr(LmDocument) document = lm_document_new();
    lm_document_begin(document, "slices");
    g_assert_null(lm_document_undo_name(document));
    add_step(document, "to-scalar", "first");
    add_step(document, "contour", "second");
    guint64 tag = lm_job_step_at(lm_document_job(document), 2)->tag;
    g_assert_cmpuint(tag, !=, lm_job_step_at(lm_document_job(document), 1)->tag);
    g_assert_cmpstr(lm_document_undo_name(document), ==, "second");
    lm_document_undo(document);
    g_assert_null(lm_step_tagged(lm_document_job(document), tag));
    g_assert_cmpstr(lm_document_redo_name(document), ==, "second");
    lm_document_redo(document);
    g_assert_nonnull(lm_step_tagged(lm_document_job(document), tag));
    lm_document_undo(document);
    lm_document_undo(document);
    add_step(document, "smooth", "other");
    g_assert_null(lm_document_redo_name(document));
    g_assert_null(lm_step_tagged(lm_document_job(document), tag));
}

static void take_tag(LmDocument *document, guint64 tag, gpointer last)
{
    (void)document;
    *(guint64 *)last = tag;
}

/* The steps that undo and redo touch: those that come, those that change, and beside those that go.
 */
static void touched(void)
{
    g_autoptr(LmDocument) document = lm_document_new();
    guint64 last = 0, tags[4];
    g_signal_connect(document, "stepped", G_CALLBACK(take_tag), &last);
    lm_document_begin(document, "slices");
    add_step(document, "smooth", "one");
    add_step(document, "threshold", "two");
    add_step(document, "contour", "three");
    for (guint i = 0; i < 4; i++)
        tags[i] = lm_job_step_at(lm_document_job(document), i)->tag;
    g_assert_true(lm_document_set(document, tags[1], "sigma", "2", NULL));
    g_assert_cmpuint(last, ==, 0);
    lm_document_undo(document);
    g_assert_cmpuint(last, ==, tags[1]);
    lm_document_undo(document);
    g_assert_cmpuint(last, ==, tags[2]);
    lm_document_undo(document);
    g_assert_cmpuint(last, ==, tags[1]);
    lm_document_undo(document);
    g_assert_cmpuint(last, ==, tags[0]);
    for (guint i = 1; i < 4; i++) {
        lm_document_redo(document);
        g_assert_cmpuint(last, ==, tags[i]);
    }
    lm_document_redo(document);
    g_assert_cmpuint(last, ==, tags[1]);
}

static void values_in_a_row_are_one(void)
{
    g_autoptr(LmDocument) document = lm_document_new();
    lm_document_begin(document, "slices");
    add_step(document, "contour", "contour");
    guint64 tag = lm_job_step_at(lm_document_job(document), 1)->tag;
    g_autoptr(GError) error = NULL;
    g_assert_true(lm_document_set(document, tag, "value", "1", &error));
    g_assert_true(lm_document_set(document, tag, "value", "2", &error));
    g_assert_true(lm_document_set(document, tag, "close", "true", &error));
    g_assert_false(lm_document_set(document, tag, "value", "x", &error));
    g_assert_nonnull(error);
    lm_document_undo(document);
    lm_document_undo(document);
    g_autofree char *text = lm_step_text(lm_step_tagged(lm_document_job(document), tag));
    g_assert_cmpstr(text, ==, "contour");
    g_assert_cmpstr(lm_document_redo_name(document), ==, lm_op_find("contour")->title);
}

static void first_steps_are_no_edit(void)
{
    g_autoptr(LmDocument) document = lm_document_new();
    lm_document_begin(document, "slices");
    guint64 input = lm_document_job(document)->input->tag;
    lm_job *begun = lm_document_edit(document);
    lm_job_insert(begun, NULL, 0, lm_step_new(lm_op_find("to-scalar")));
    lm_document_begin_with(document, begun);
    g_assert_cmpuint(lm_document_job(document)->steps->len, ==, 1);
    g_assert_cmpuint(lm_document_job(document)->input->tag, ==, input);
    g_assert_null(lm_document_undo_name(document));
    g_assert_false(lm_document_has_work(document));
}

/* ---- files: the main loop goes on meanwhile ---- */

static void spin(double seconds)
{
    for (gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
         g_get_monotonic_time() < end;) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(2000);
    }
}

static void take_message(LmDocument *document, const char *message, char **last)
{
    (void)document;
    g_free(*last);
    *last = g_strdup(message);
}

/* Until all is written; what went wrong, or NULL. Caller frees. */
static char *wait_for(LmDocument *document)
{
    char *failure = NULL;
    gulong handler = g_signal_connect(document, "failed", G_CALLBACK(take_message), &failure);
    while (lm_document_is_saving(document))
        g_main_context_iteration(NULL, TRUE);
    g_signal_handler_disconnect(document, handler);
    return failure;
}

static void save(LmDocument *document, const char *path)
{
    lm_document_save(document, path);
    g_autofree char *failure = wait_for(document);
    g_assert_null(failure);
}

static void take_result(GObject *document, GAsyncResult *result, gpointer taken)
{
    (void)document;
    *(GAsyncResult **)taken = g_object_ref(result);
}

static bool open_job(LmDocument *document, const char *path, GError **error)
{
    g_autoptr(GAsyncResult) result = NULL;
    lm_document_open_async(document, path, NULL, take_result, &result);
    while (!result)
        g_main_context_iteration(NULL, TRUE);
    return lm_document_open_finish(document, result, error);
}

static void assert_holds(const char *path, const char *text)
{
    g_autofree char *is = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &is, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(is, ==, text);
}

static void assert_holds_job(const char *path, LmDocument *document)
{
    g_autofree char *text = lm_job_xml(lm_document_job(document));
    assert_holds(path, text);
}

static void an_unchanged_job_keeps_its_bytes(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autofree char *copy = g_build_filename(folder, "copy.xml", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    g_assert_true(open_job(document, path, NULL));
    g_assert_false(lm_document_is_unsaved(document));
    add_step(document, "smooth-mesh", "smooth");
    g_assert_true(lm_document_is_unsaved(document));
    lm_document_undo(document);
    g_assert_false(lm_document_is_unsaved(document));
    save(document, copy);
    assert_holds(copy, job);
    save(document, path); /* a second time, too */
    assert_holds(path, job);
    lm_document_redo(document);
    save(document, NULL);
    assert_holds_job(path, document);
    test_folder_remove(folder);
}

static void count(int *times)
{
    (*times)++;
}

/* What another program wrote meanwhile is not overwritten unless that was said. */
static void a_file_changed_elsewhere(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autofree char *copy = g_build_filename(folder, "copy.xml", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    int times = 0;
    g_signal_connect_swapped(document, "overtaken", G_CALLBACK(count), &times);
    g_assert_true(open_job(document, path, NULL));
    add_step(document, "smooth-mesh", "smooth");
    g_assert_true(g_file_set_contents(path, "theirs", -1, NULL));
    save(document, NULL);
    g_assert_cmpint(times, ==, 1);
    assert_holds(path, "theirs");
    g_assert_true(lm_document_is_unsaved(document));
    lm_document_save_anyway(document);
    g_assert_null(wait_for(document));
    g_assert_cmpint(times, ==, 1);
    assert_holds_job(path, document);
    g_assert_false(lm_document_is_unsaved(document));
    /* Gone, it is written again; under another name nothing is in the way. */
    g_assert_cmpint(g_unlink(path), ==, 0);
    save(document, NULL);
    assert_holds_job(path, document);
    g_assert_true(g_file_set_contents(path, "theirs", -1, NULL));
    save(document, copy);
    g_assert_cmpint(times, ==, 1);
    assert_holds(path, "theirs");
    assert_holds_job(copy, document);
    test_folder_remove(folder);
}

static void a_wrong_job_leaves_what_is_there(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder), *missing = g_build_filename(folder, "no.xml", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    g_autoptr(GError) error = NULL, known = NULL;
    g_assert_true(open_job(document, path, NULL));
    g_assert_null(lm_job_load(missing, &known));
    g_assert_false(open_job(document, missing, &error));
    g_assert_cmpstr(error->message, ==, known->message);
    g_assert_cmpstr(lm_document_path(document), ==, path);
    g_assert_cmpuint(lm_document_job(document)->steps->len, ==, 1);
    test_folder_remove(folder);
}

/* What is written is the job of the moment; what is edited meanwhile is unsaved, and no value that
 * is being dragged gets into it. */
static void edits_while_it_is_written(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autoptr(LmDocument) document = lm_document_new();
    g_assert_true(open_job(document, path, NULL));
    guint64 tag = lm_job_step_at(lm_document_job(document), 1)->tag;
    g_assert_true(lm_document_set(document, tag, "value", "1", NULL));
    g_autofree char *then = lm_job_xml(lm_document_job(document));
    lm_document_save(document, NULL);
    g_assert_true(lm_document_is_saving(document));
    g_assert_true(lm_document_has_work(document));
    g_assert_true(lm_document_set(document, tag, "value", "2", NULL));
    g_assert_null(wait_for(document));
    assert_holds(path, then);
    g_assert_true(lm_document_is_unsaved(document));
    save(document, NULL);
    assert_holds_job(path, document);
    g_assert_false(lm_document_is_unsaved(document));
    /* Undone while it is written: what was written can be done again, and is saved then. */
    add_step(document, "smooth-mesh", "smooth");
    lm_document_save(document, NULL);
    lm_document_undo(document);
    g_assert_null(wait_for(document));
    g_assert_true(lm_document_is_unsaved(document));
    lm_document_redo(document);
    g_assert_false(lm_document_is_unsaved(document));
    assert_holds_job(path, document);
    test_folder_remove(folder);
}

/* One waits for the other, each with the job of its moment. */
static void saves_in_a_row(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autofree char *other = g_build_filename(folder, "there", "other.xml", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    g_assert_true(open_job(document, path, NULL));
    for (int i = 0; i < 20; i++) {
        add_step(document, "smooth-mesh", "smooth");
        lm_document_save(document, NULL);
        lm_document_save(document, NULL);
    }
    lm_document_save(document, other);
    add_step(document, "decimate", "decimate");
    lm_document_save(document, NULL); /* where it will be */
    g_assert_null(wait_for(document));
    g_autoptr(lm_job) before = lm_job_load(path, NULL);
    g_assert_cmpuint(before->steps->len, ==, 21);
    g_assert_cmpstr(before->input->texts[0], ==, "a");
    g_assert_cmpstr(lm_document_path(document), ==, other);
    assert_holds_job(other, document);
    g_assert_cmpuint(lm_document_job(document)->steps->len, ==, 22);
    g_assert_false(lm_document_is_unsaved(document));
    test_folder_remove(folder);
}

static void what_cannot_be_written_is_unsaved(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autofree char *within = g_build_filename(path, "job.xml", NULL); /* in a file */
    g_autoptr(LmDocument) document = lm_document_new();
    g_assert_true(open_job(document, path, NULL));
    add_step(document, "smooth-mesh", "smooth");
    lm_document_save(document, within);
    g_autofree char *failure = wait_for(document);
    g_assert_nonnull(strstr(failure, path));
    g_assert_true(lm_document_is_unsaved(document));
    g_assert_cmpstr(lm_document_path(document), ==, path);
    assert_holds(path, job);
    save(document, NULL);
    assert_holds_job(path, document);
    test_folder_remove(folder);
}

static void inputs_are_found_from_another_folder(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder);
    g_autofree char *moved = g_build_filename(folder, "there", "job.xml", NULL);
    g_autofree char *input = g_build_filename(folder, "a", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    g_autoptr(GError) error = NULL;
    g_assert_true(open_job(document, path, NULL));
    add_step(document, "smooth-mesh", "smooth");
    save(document, moved);
    g_autoptr(lm_job) read = lm_job_load(moved, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(read->input->texts[0], ==, input);
    g_assert_false(lm_document_is_unsaved(document));
    lm_document_undo(document); /* that goes for what was before as well */
    g_assert_cmpstr(lm_document_job(document)->input->texts[0], ==, input);
    test_folder_remove(folder);
}

/* How much of ended processes lies there. */
static guint left(void)
{
    g_autoptr(GPtrArray) found = lm_rescue_found();
    return found->len;
}

static void a_crash_loses_nothing(void)
{
    g_autoptr(LmDocument) document = lm_document_new();
    lm_rescue_watch(document);
    lm_document_begin(document, "slices");
    add_step(document, "contour", "contour");
    spin(1);
    lm_rescue_settle();
    g_assert_cmpuint(left(), ==, 0); /* it is still there */
    g_autofree char *where = g_build_filename(g_get_user_state_dir(), "lamina", "unsaved", NULL);
    g_autofree char *name = g_strdup_printf("%d-0", getpid());
    g_autofree char *stem = g_build_filename(where, name, NULL);
    g_autofree char *lock = g_strconcat(stem, ".lock", NULL);
    g_assert_cmpint(g_unlink(lock), ==, 0); /* as when the process is gone */
    g_autoptr(GPtrArray) found = lm_rescue_found();
    g_assert_cmpuint(found->len, ==, 1);
    g_autoptr(LmDocument) back = lm_document_new();
    g_autoptr(GError) error = NULL;
    lm_rescue_watch(back);
    g_assert_true(lm_rescue_bring_back(found->pdata[0], back, &error));
    g_autofree char *was = lm_job_xml(lm_document_job(document)),
                    *is = lm_job_xml(lm_document_job(back));
    g_assert_cmpstr(is, ==, was);
    g_assert_true(lm_document_is_unsaved(back));
    g_assert_true(lm_document_has_work(back)); /* it is asked about, though nothing can be undone */
    lm_rescue_settle();
    g_assert_cmpuint(left(), ==, 0);
    lm_rescue_forget(document);
    lm_rescue_settle();
}

/* A process of the same number left its work: it is neither taken for one's own nor written over.
 */
static void a_number_that_was_there_before(void)
{
    g_autofree char *where = g_build_filename(g_get_user_state_dir(), "lamina", "unsaved", NULL);
    for (int i = 0; i < 9; i++) {
        g_autofree char *name = g_strdup_printf("%d-%d.job", getpid(), i);
        g_autofree char *file = g_build_filename(where, name, NULL);
        g_assert_true(g_file_set_contents(file, "\nold", -1, NULL));
    }
    g_autoptr(LmDocument) document = lm_document_new();
    lm_rescue_watch(document);
    lm_document_begin(document, "slices");
    spin(1);
    lm_rescue_settle();
    g_autoptr(GPtrArray) found = lm_rescue_found();
    g_assert_cmpuint(found->len, ==, 9);
    for (guint i = 0; i < found->len; i++) {
        g_assert_cmpstr(((LmLeft *)found->pdata[i])->text, ==, "\nold");
        lm_rescue_discard(found->pdata[i]);
    }
    lm_rescue_settle();
    g_assert_cmpuint(left(), ==, 0);
}

static bool is_kept(void)
{
    g_autofree char *where = g_build_filename(g_get_user_state_dir(), "lamina", "unsaved", NULL);
    g_autoptr(GDir) kept = g_dir_open(where, 0, NULL);
    return g_dir_read_name(kept) != NULL;
}

/* What is kept goes once the job is written, and not before. */
static void kept_until_it_is_saved(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_job(folder), *within = g_build_filename(path, "job.xml", NULL);
    g_autoptr(LmDocument) document = lm_document_new();
    lm_rescue_watch(document);
    g_assert_true(open_job(document, path, NULL));
    add_step(document, "smooth-mesh", "smooth");
    lm_document_save(document, within);
    g_free(wait_for(document));
    spin(1);
    lm_rescue_settle();
    g_assert_true(is_kept());
    save(document, NULL);
    spin(1);
    lm_rescue_settle();
    g_assert_false(is_kept());
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    char *state = test_folder();
    g_setenv("XDG_STATE_HOME", state, TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/document/undo-and-redo", undo_and_redo);
    g_test_add_func("/document/touched", touched);
    g_test_add_func("/document/values-in-a-row", values_in_a_row_are_one);
    g_test_add_func("/document/first-steps", first_steps_are_no_edit);
    g_test_add_func("/document/bytes", an_unchanged_job_keeps_its_bytes);
    g_test_add_func("/document/changed-elsewhere", a_file_changed_elsewhere);
    g_test_add_func("/document/wrong-job", a_wrong_job_leaves_what_is_there);
    g_test_add_func("/document/edits-while-written", edits_while_it_is_written);
    g_test_add_func("/document/saves-in-a-row", saves_in_a_row);
    g_test_add_func("/document/cannot-be-written", what_cannot_be_written_is_unsaved);
    g_test_add_func("/document/another-folder", inputs_are_found_from_another_folder);
    g_test_add_func("/document/crash", a_crash_loses_nothing);
    g_test_add_func("/document/same-number", a_number_that_was_there_before);
    g_test_add_func("/document/kept-until-saved", kept_until_it_is_saved);
    int status = g_test_run();
    test_folder_remove(state);
    return status;
}
