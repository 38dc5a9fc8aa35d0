#include "structure.h"

#include "lamina/error.h"

typedef struct builder {
    lm_job_plan *plan;
    GHashTable *names; /* id -> number of the node that holds its value, plus one; 0 when off */
    int main_line;     /* the node whose value the main line holds */
    int number;        /* of the next step in the file */
} builder;

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

static void node_free(gpointer data)
{
    lm_node *node = data;
    lm_plan_clear(&node->plan);
    lm_value_clear(&node->made);
    lm_params_clear(node->step->op->params, node->params);
    g_free(node->params);
    g_free((gpointer)node->plan.shown);
    g_free(node->shown);
    g_clear_pointer(&node->facts, g_variant_unref);
    g_clear_error(&node->failure);
    g_free(node);
}

void lm_job_plan_free(lm_job_plan *plan)
{
    if (!plan)
        return;
    g_ptr_array_unref(plan->nodes);
    g_free(plan);
}

/* The node whose value goes on after node i: a sink's and a container's is the one that came in. */
static int value_of(const lm_job_plan *plan, int i)
{
    const lm_node *node = node_at(plan, i);
    return node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER) ? node->from : i;
}

/* ---- one step ---- */

static bool read_params(lm_node *node, GError **error)
{
    const lm_step *step = node->step;
    const lm_param *table = step->op->params;
    node->params = g_malloc0(MAX(step->op->params_size, 1));
    node->plan.params = node->params;
    lm_params_init(table, node->params);
    for (size_t i = 0; table && table[i].name; i++) {
        if (step->texts[i] && !lm_param_set(&table[i], node->params, step->texts[i], error))
            return false;
        if (!step->texts[i] && (table[i].flags & LM_PARAM_REQUIRED))
            return lm_fail(error, LM_ERROR_USAGE, "%s=\"...\" is missing: %s", table[i].name,
                           table[i].help);
    }
    return true;
}

/* The node that a name means, or -1 with an error. */
static int find_name(const builder *b, const char *name, const char *param, const char *text,
                     GError **error)
{
    if (g_str_equal(name, "main"))
        return b->main_line;
    gpointer at;
    if (!g_hash_table_lookup_extended(b->names, name, NULL, &at))
        lm_fail(error, LM_ERROR_USAGE,
                "%s=\"%s\": no earlier step has the id \"%s\"; there is main, and what an "
                "id=\"...\" names",
                param, text, name);
    else if (!at)
        lm_fail(error, LM_ERROR_USAGE,
                "%s=\"%s\": \"%s\" is switched off; take off=\"true\" away there, or the name here",
                param, text, name);
    else
        return GPOINTER_TO_INT(at) - 1;
    return -1;
}

/* Resolves the names of an LM_PARAM_STEPS parameter; what comes in, when nothing is named. */
static bool find_shown(const builder *b, lm_node *node, GError **error)
{
    const lm_param *param = node->step->op->params;
    while (param && param->name && param->type != LM_PARAM_STEPS)
        param++;
    if (!param || !param->name)
        return true;
    g_autofree char *text = lm_param_get(param, node->params);
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " ,\t\r\n", -1);
    node->shown = g_new0(int, MAX(g_strv_length(words), 1));
    if (!text)
        node->shown[node->plan.n_shown++] = node->from;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        int at = find_name(b, *word, param->name, text, error);
        if (at < 0)
            return false;
        node->shown[node->plan.n_shown++] = at;
    }
    return true;
}

static lm_node *add_node(builder *b, const lm_step *step, int from, int depth)
{
    lm_node *node = g_new0(lm_node, 1);
    node->step = step;
    node->number = b->number++;
    node->from = from;
    node->depth = depth;
    node->plan.op = step->op;
    g_ptr_array_add(b->plan->nodes, node);
    if (read_params(node, &node->failure))
        find_shown(b, node, &node->failure);
    return node;
}

/* ---- all steps ---- */

static void take_name(const builder *b, lm_node *node, int value)
{
    char *id = node->step->id;
    if (!id)
        return;
    if (!g_hash_table_lookup(b->names, id))
        g_hash_table_insert(b->names, id, GINT_TO_POINTER(value + 1));
    else if (!node->failure)
        lm_fail(&node->failure, LM_ERROR_USAGE,
                "the id \"%s\" is that of an earlier step already; choose another", id);
}

/* What is off is as if it were not there, except that its names are known to be off. */
static void pass_over(builder *b, const lm_step *step)
{
    b->number++;
    if (step->id && !g_hash_table_contains(b->names, step->id))
        g_hash_table_insert(b->names, step->id, NULL);
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        pass_over(b, step->steps->pdata[i]);
}

static int add_steps(builder *b, const GPtrArray *steps, int from, int depth)
{
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        if (step->off) {
            pass_over(b, step);
            continue;
        }
        if (depth == 0)
            b->main_line = from;
        lm_node *node = add_node(b, step, from, depth);
        int named = from = value_of(b->plan, (int)b->plan->nodes->len - 1);
        if (step->steps)
            named = add_steps(b, step->steps, from, depth + 1);
        take_name(b, node, named);
    }
    return from;
}

lm_job_plan *structure_new(const lm_job *job)
{
    lm_job_plan *plan = g_new0(lm_job_plan, 1);
    plan->job = job;
    plan->nodes = g_ptr_array_new_with_free_func(node_free);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    builder b = {plan, names, 0, 0};
    add_node(&b, job->input, -1, 0);
    add_steps(&b, job->steps, 0, 0);
    return plan;
}
