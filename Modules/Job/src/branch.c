#include "lamina/op.h"

/* What a branch does is done by the planner: its steps start from the value that comes in, and the
 * main line goes on with that same value. */
const lm_op lm_op_branch = {
    .name = "branch",
    .title = "Branch",
    .help =
        "Steps on the side: they start from what comes in, and the main line goes on untouched. "
        "Its id names the last result inside.",
    .group = "structure",
    .since = "0.1",
    .in = LM_VOLUME | LM_MESH,
    .out = LM_VOLUME | LM_MESH,
    .flags = LM_OP_CONTAINER | LM_OP_UNEVEN | LM_OP_LABELS,
};
