/* The job being made: its history, and the file it is kept in.
 *
 * A state of the document is a whole lm_job, and never changes: an edit takes a copy, changes it
 * and commits it under a name for the menu ("Crop"). Undo and redo step through the states. Every
 * step of a state has a tag of its own, which its copies keep: so that a step is known again in
 * later states. Saving a document that was not changed since it was read writes the bytes that
 * were read. Main thread only; files are read and written on threads of their own.
 */
#pragma once

#include "lamina/job.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LM_TYPE_DOCUMENT (lm_document_get_type())
G_DECLARE_FINAL_TYPE(LmDocument, lm_document, LM, DOCUMENT, GObject)

/* An empty job: its input has no path yet. Emits "changed" after every change of the job, and
 * before that, when it is one of undo or redo, "stepped" (guint64 tag): the step that it touched,
 * or the nearest to one that it took away; "file" when its file changed, or whether it is saved or
 * being saved; "failed" (char *message) when it could not be saved, "overtaken" when it was not
 * because the file holds something else than was read from it or written to it here, and "settle"
 * when what is still being typed is to be committed. */
LmDocument *lm_document_new(void);

/* Begins again with a job on this input; the history goes. */
void lm_document_begin(LmDocument *document, const char *input);

/* The same with a job file: it is read, and when the callback takes what came of that, the document
 * begins with it. Until then, and when it cannot be read, the document stays as it is. */
void lm_document_open_async(LmDocument *document, const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user);
bool lm_document_open_finish(LmDocument *document, GAsyncResult *result, GError **error);

/* Gives a job that was just begun its first steps, which are no edit: nothing is to be undone, nor
 * asked about when it is closed. Takes it over. */
void lm_document_begin_with(LmDocument *document, lm_job *job);

/* Commits what is still being typed, before the job is saved, run or left. Saving, undo and redo do
 * it themselves. */
void lm_document_settle(LmDocument *document);

/* Begins with a job that was not saved, of the document of this path (NULL: of none). */
bool lm_document_restore(LmDocument *document, const char *xml, const char *path, GError **error);

/* Writes the job as it is now; `path` (NULL: the document's own) becomes the document's once it is
 * written, and then relative inputs that would not be found from the new folder are made absolute
 * in the whole history. What is edited meanwhile is unsaved. A save that comes while another is
 * under way waits for it; one that would write the same again is left out. "failed" tells why it
 * was not written; then the document is unsaved as before. */
void lm_document_save(LmDocument *document, const char *path);
/* Writes over what "overtaken" told of. */
void lm_document_save_anyway(LmDocument *document);
bool lm_document_is_saving(LmDocument *document);

/* NULL until it was opened or saved. Borrowed. */
const char *lm_document_path(LmDocument *document);
/* The folder that relative inputs start from. Caller frees. */
char *lm_document_folder(LmDocument *document);
/* The name for a title: of the file, else of the input. Caller frees. */
char *lm_document_title(LmDocument *document);
bool lm_document_is_unsaved(LmDocument *document);
/* Unsaved, and more than an input that was just begun with: what would be missed. So is what is
 * not yet safely written. */
bool lm_document_has_work(LmDocument *document);

/* The job as it is; borrowed until the next change. */
const lm_job *lm_document_job(LmDocument *document);

/* A copy to change, and its committing, which takes it over. `what` names the edit, translated.
 * Edits in a row with the same `merge` (not NULL) are one for undo: a value while it is dragged.
 * An edit that changes nothing is dropped. */
lm_job *lm_document_edit(LmDocument *document);
void lm_document_commit(LmDocument *document, lm_job *job, const char *what, const char *merge);

/* The most common edit: one parameter of one step (by its tag), `text` NULL for its default.
 * False, and nothing changed, when the text is wrong. */
bool lm_document_set(LmDocument *document, guint64 tag, const char *param, const char *text,
                     GError **error);

/* What undo and redo would take back and do again; NULL when there is nothing. Borrowed. */
const char *lm_document_undo_name(LmDocument *document);
const char *lm_document_redo_name(LmDocument *document);
void lm_document_undo(LmDocument *document);
void lm_document_redo(LmDocument *document);

/* The step with this tag in a job; NULL when it is not there. */
lm_step *lm_step_tagged(const lm_job *job, guint64 tag);

G_END_DECLS
