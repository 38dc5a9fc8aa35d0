#include "step-private.h"

#include "lamina/error.h"
#include "lamina/registry.h"

#include <libxml/tree.h>
#include <string.h>

lm_job *lm_job_new(const char *name)
{
    lm_job *job = g_new0(lm_job, 1);
    job->name = g_strdup(name);
    job->input = lm_step_new(lm_op_find("input"));
    job->steps = g_ptr_array_new_with_free_func((GDestroyNotify)lm_step_free);
    return job;
}

void lm_job_free(lm_job *job)
{
    if (!job)
        return;
    g_free(job->name);
    lm_step_free(job->input);
    g_ptr_array_unref(job->steps);
    comments_clear(&job->comments);
    comments_clear(&job->pipeline_comments);
    g_strfreev(job->last_comments);
    g_free(job);
}

/* ---- saving ---- */

static void add_comments(xmlNodePtr parent, char *const *comments)
{
    for (; comments && *comments; comments++)
        xmlAddChild(parent, xmlNewDocComment(parent->doc, BAD_CAST * comments));
}

static xmlNodePtr add_element(xmlNodePtr parent, const char *name, const lm_comments *comments)
{
    add_comments(parent, comments->before);
    return xmlAddChild(parent, xmlNewDocNode(parent->doc, NULL, BAD_CAST name, NULL));
}

static void add_steps(xmlNodePtr parent, const GPtrArray *steps, const lm_comments *comments);

static void add_step(xmlNodePtr parent, const lm_step *step)
{
    const lm_op *op = step->op;
    xmlNodePtr element = add_element(parent, op->name, &step->comments);
    if (step->id)
        xmlNewProp(element, BAD_CAST "id", BAD_CAST step->id);
    if (step->off)
        xmlNewProp(element, BAD_CAST "off", BAD_CAST "true");
    for (size_t i = 0; op->params && op->params[i].name; i++)
        if (step->texts[i])
            xmlNewProp(element, BAD_CAST op->params[i].name, BAD_CAST step->texts[i]);
    if (step->steps)
        add_steps(element, step->steps, &step->comments);
}

static void add_steps(xmlNodePtr parent, const GPtrArray *steps, const lm_comments *comments)
{
    for (guint i = 0; i < steps->len; i++)
        add_step(parent, steps->pdata[i]);
    add_comments(parent, comments->end);
}

char *lm_job_xml(const lm_job *job)
{
    xmlDocPtr document = xmlNewDoc(NULL);
    xmlNodePtr root = add_element((xmlNodePtr)document, "lamina", &job->comments);
    xmlNewProp(root, BAD_CAST "version", BAD_CAST "1");
    add_step(root, job->input);
    xmlNodePtr pipeline = add_element(root, "pipeline", &job->pipeline_comments);
    add_steps(pipeline, job->steps, &job->pipeline_comments);
    add_comments(root, job->comments.end);
    add_comments((xmlNodePtr)document, job->last_comments);
    xmlChar *bytes = NULL;
    int size = 0;
    xmlDocDumpFormatMemoryEnc(document, &bytes, &size, "UTF-8", 1);
    char *text = g_strndup((const char *)bytes, (gsize)size);
    xmlFree(bytes);
    xmlFreeDoc(document);
    return text;
}

/* ---- --set ---- */

/* Collects, in the order of the file, the steps that `name` may mean: by id, or by operation. */
static void collect(const GPtrArray *steps, const char *name, bool by_id, GPtrArray *found)
{
    for (guint i = 0; i < steps->len; i++) {
        lm_step *step = steps->pdata[i];
        if (by_id ? g_strcmp0(step->id, name) == 0 : g_str_equal(step->op->name, name))
            g_ptr_array_add(found, step);
        if (step->steps)
            collect(step->steps, name, by_id, found);
    }
}

static lm_step *no_step(const lm_job *job, const char *name, GError **error)
{
    lm_fail(error, LM_ERROR_USAGE,
            "--set: %s has no step \"%s\"; name a step by its id or by its operation", job->name,
            name);
    return NULL;
}

static lm_step *find_step(const lm_job *job, const char *text, GError **error)
{
    if (g_str_equal(text, "input"))
        return job->input;
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    collect(job->steps, text, true, found);
    if (found->len == 1)
        return found->pdata[0];
    g_autoptr(GRegex) numbered = g_regex_new("^([a-z-]+)\\[([0-9]{1,6})\\]$", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    guint64 number = 0;
    g_autofree char *name = g_strdup(text);
    if (g_regex_match(numbered, text, 0, &match)) {
        g_autofree char *digits = g_match_info_fetch(match, 2);
        g_free(name);
        name = g_match_info_fetch(match, 1);
        number = g_ascii_strtoull(digits, NULL, 10);
        if (number == 0)
            return no_step(job, text, error);
    }
    collect(job->steps, name, false, found);
    if (found->len == 0 || number > found->len)
        return no_step(job, text, error);
    if (number == 0 && found->len > 1) {
        lm_fail(error, LM_ERROR_USAGE,
                "--set: %s has %u steps \"%s\"; say which: %s[1] to %s[%u], or give it an id",
                job->name, found->len, name, name, name, found->len);
        return NULL;
    }
    return found->pdata[number ? number - 1 : 0];
}

bool lm_job_set(lm_job *job, const char *assignment, GError **error)
{
    const char *equals = strchr(assignment, '=');
    const char *dot = equals ? memchr(assignment, '.', (size_t)(equals - assignment)) : NULL;
    if (!dot || dot == assignment || dot + 1 == equals)
        return lm_fail(error, LM_ERROR_USAGE, "--set %s: expected STEP.PARAM=VALUE", assignment);
    g_autofree char *name = g_strndup(assignment, (size_t)(dot - assignment));
    g_autofree char *param = g_strndup(dot + 1, (size_t)(equals - dot - 1));
    lm_step *step = find_step(job, name, error);
    if (!step)
        return false;
    if (!lm_step_set(step, param, equals + 1, error)) {
        g_prefix_error(error, "--set %s: ", assignment);
        return false;
    }
    return true;
}
