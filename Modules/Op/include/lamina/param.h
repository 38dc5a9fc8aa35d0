/* Parameters: declared once in a table, and everything else (text to value, value to text, help,
 * XSD, panels) follows from the table.
 *
 * A value lives in a field of the operation's own struct, which begins cleared. Defaults are text
 * and go through the same parser as what a user types, so that help and behaviour cannot differ.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* What the text means, and the C type of the field. */
typedef enum lm_param_type {
    LM_PARAM_BOOL,   /* true, false (also yes, no, 1, 0): bool */
    LM_PARAM_INT,    /* one whole number: gint64 */
    LM_PARAM_REAL,   /* one number: double */
    LM_PARAM_ENUM,   /* one of `choices`: int, the position in the list */
    LM_PARAM_WORDS,  /* any of `choices`, separated: unsigned, bit i for choice i */
    LM_PARAM_REALS,  /* from `min_count` to `max_count` numbers, or one of `choices`: lm_reals */
    LM_PARAM_TEXT,   /* anything: char * */
    LM_PARAM_INPUT,  /* path of a file, folder or pattern to read: char * */
    LM_PARAM_OUTPUT, /* path of a file to write: char * */
    LM_PARAM_STEPS,  /* names of earlier steps, separated: char * */
} lm_param_type;

/* Numbers, or a word in their place; count 0 and word -1 when nothing was said. */
enum { LM_REALS_MAX = 16 };
typedef struct lm_reals {
    size_t count;
    double values[LM_REALS_MAX];
    int word; /* position in `choices`, or -1 */
} lm_reals;

enum {
    LM_PARAM_REQUIRED = 1, /* must be given; has no default */
    LM_PARAM_ADVANCED = 2, /* folded away in panels */
    LM_PARAM_WHOLE = 4,    /* the numbers of an LM_PARAM_REALS are whole */
};

typedef struct lm_param {
    const char *name;  /* as in the job: lower-case words joined by '-' */
    const char *label; /* as in a panel: "Spacing" */
    const char *help;  /* one plain sentence, with full stop */
    const char *unit;  /* "mm", "voxel"; NULL */
    lm_param_type type;
    size_t offset;               /* of the field in the operation's struct; see LM_FIELD */
    const char *def;             /* default as text; NULL: nothing until given */
    double min, max;             /* of each number, inclusive; both 0: any */
    size_t min_count, max_count; /* LM_PARAM_REALS */
    const char *const *choices;  /* NULL-ended */
    unsigned flags;
} lm_param;

/* For the table: .offset of field F of struct S, refused by the compiler when its type is not T. */
#define LM_FIELD(S, F, T)                                                                          \
    .offset = offsetof(S, F) +                                                                     \
              0 * sizeof(struct {                                                                  \
                  int unused;                                                                      \
                  _Static_assert(__builtin_types_compatible_p(__typeof__(((S *)0)->F), T),         \
                                 #S "." #F " is no " #T);                                          \
              })

/* Tables end with a NULL name. A table of no parameters may be NULL. */
const lm_param *lm_param_find(const lm_param *table, const char *name);

/* Sets every field to its default (to "nothing" where there is none). `params` must be cleared
 * memory or a struct that was set up before; the latter's texts are freed. */
void lm_params_init(const lm_param *table, void *params);
void lm_params_clear(const lm_param *table, void *params); /* frees the texts */

/* Text to field. The error (LM_ERROR_USAGE) names the parameter, the text, and what would be right.
 */
bool lm_param_set(const lm_param *param, void *params, const char *text, GError **error);

/* Field to canonical text; NULL when nothing is set. Caller frees. */
char *lm_param_get(const lm_param *param, const void *params);

/* What may be typed, in words: "one number from 0 to 1 (mm)", "nearest or linear". Caller frees. */
char *lm_param_expects(const lm_param *param);

const char *lm_param_type_name(lm_param_type type); /* as in JSON: "bool", "int", "reals", ... */

G_END_DECLS
