/* Text that is broken into lines, as a label.
 *
 * GtkLabel looks for the narrowest width for each height that it is asked about, and sets the text
 * anew at each try: one label of two lines took up to 45 ms of every layout of the window. Here the
 * width wanted is that of a number of characters, whatever the text, and a height is computed once
 * for a width. The text cannot be selected.
 */
#pragma once

#include <gtk/gtk.h>

#define LM_TYPE_PARAGRAPH (lm_paragraph_get_type())
G_DECLARE_FINAL_TYPE(LmParagraph, lm_paragraph, LM, PARAGRAPH, GtkWidget)

/* At least so many characters wide, and with at most so many lines; most_lines 0: with all. */
GtkWidget *lm_paragraph_new(int characters, int most_lines);

/* NULL: none. The text that is there is the widget's, and never NULL. */
void lm_paragraph_set_text(LmParagraph *paragraph, const char *text);
const char *lm_paragraph_text(LmParagraph *paragraph);
