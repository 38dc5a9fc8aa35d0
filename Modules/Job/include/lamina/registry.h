/* All operations there are: the list of ops.def, in its order. */
#pragma once

#include "lamina/op.h"

G_BEGIN_DECLS

/* NULL-ended; static. `input`, the source, is the first. */
const lm_op *const *lm_ops(void);

/* NULL when there is no operation of that name. */
const lm_op *lm_op_find(const char *name);

/* The name most like `name`, for "did you mean"; NULL when none is near. */
const char *lm_op_like(const char *name);
/* The same among the parameters of an operation. */
const char *lm_param_like(const lm_param *table, const char *name);
/* The same in any NULL-ended list. */
const char *lm_name_like(const char *const *names, const char *name);

G_END_DECLS
