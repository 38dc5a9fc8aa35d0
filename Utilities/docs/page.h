/* The pages that follow from the declarations of commands and operations. Each function takes the
 * page as it is and returns the page as it should be; NULL when the place to fill is not in it. A
 * page that is generated as a whole does not look at the old one. Callers free the text. */
#pragma once

#include <glib.h>

char *page_operations(const char *old); /* operations.md, as a whole */
char *page_readme(const char *old);     /* the table between <!-- operations --> and its end */
char *page_manual(const char *old);     /* lamina.1, as a whole */
char *page_completion(const char *old); /* the lists between "# lists" and "# end of lists" */
char *page_texts(const char *old);      /* what panels say of operations, to be translated */
char *page_schema(const char *old);     /* lamina.xsd, as a whole */

/* `old` with all that stands between the lines `begin` and `end` replaced by `text`. */
char *page_with_block(const char *old, const char *begin, const char *end, const char *text);
