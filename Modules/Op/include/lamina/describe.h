/* An operation in words: for programs, pages, the manual and the terminal.
 *
 * Everything is derived from the declaration, so that no page can say anything else than what the
 * operation does. Texts are UTF-8; callers free them with g_free(). Sections end with
 * a newline.
 */
#pragma once

#include "lamina/op.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* An object with the keys name, title, help, group, since, in, out, flags, params. `in` and `out`
 * are lists of "volume" and "mesh"; `flags` lists "scalar", "sink", "container", "source". Each of
 * `params` has name, label, help, unit, type, default, min, max, min_count, max_count, choices,
 * whole, required, advanced; what does not apply is null, and `choices` is then empty. Caller
 * unrefs with json_node_unref(). */
JsonNode *lm_op_json(const lm_op *op);

/* What it takes and gives, for tables: "volume of one component", "mesh", "what came in". Caller
 * frees. */
char *lm_op_takes(const lm_op *op);
char *lm_op_gives(const lm_op *op);

/* The first words of the help, up to the first full stop or colon, for lists. Caller frees. */
char *lm_op_summary(const lm_op *op);

/* A section of a Markdown page, under a heading of level three. */
char *lm_op_markdown(const lm_op *op);

/* A subsection of a manual page (roff, man macros). */
char *lm_op_roff(const lm_op *op);

/* For a terminal of 80 columns. */
char *lm_op_text(const lm_op *op);

/* Plain text made safe inside a Markdown table, and inside a line of roff. Caller frees. */
char *lm_markdown_escape(const char *text);
char *lm_roff_escape(const char *text);

/* Appends `text`, broken between words so that lines stay within 79 columns; `column` is where the
 * text starts and every further line is indented to. Ends with a newline. */
void lm_text_wrap(GString *out, size_t column, const char *text);

G_END_DECLS
