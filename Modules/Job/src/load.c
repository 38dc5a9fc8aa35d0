#include "lamina/job.h"

#include "lamina/error.h"
#include "lamina/registry.h"

#include <gio/gio.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <string.h>

enum { MAX_BYTES = 16 << 20 };

/* ---- text to tree: nothing but the text itself is ever looked at ---- */

typedef struct first_fault {
    int line;
    char *text;
} first_fault;

static void note_fault(first_fault *fault, int line, const char *text)
{
    if (fault->text)
        return;
    fault->line = line;
    fault->text = g_strstrip(g_strdup(text));
}

static void on_fault(void *parser, xmlErrorPtr e)
{
    note_fault(((xmlParserCtxtPtr)parser)->_private, e->line, e->message);
}

/* Of faults without a parser, in the encoding or the schema. */
static void on_other_fault(void *fault, xmlErrorPtr e)
{
    note_fault(fault, e->line, e->message);
}

/* A document type could declare entities that grow without end or name other files: it is where
 * reading ends. */
static void on_doctype(void *parser, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    xmlParserCtxtPtr context = parser;
    note_fault(context->_private, context->input ? context->input->line : 0,
               "a document type (<!DOCTYPE ...>) is not allowed in a job, nor are entities of "
               "one's own; remove it");
    xmlStopParser(context);
}

static xmlDocPtr read_tree(const char *xml, size_t size, const char *name, GError **error)
{
    if (size > MAX_BYTES) {
        lm_fail(error, LM_ERROR_USAGE, "%s: a job of more than 16 MiB is no job", name);
        return NULL;
    }
    first_fault fault = {0, NULL};
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    parser->_private = &fault;
    parser->sax->serror = on_fault;
    parser->sax->internalSubset = on_doctype;
    xmlSetStructuredErrorFunc(&fault, on_other_fault); /* or they would be printed */
    xmlDocPtr tree = xmlCtxtReadMemory(parser, xml, (int)size, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlFreeParserCtxt(parser);
    if (fault.text) {
        lm_fail(error, LM_ERROR_USAGE, "%s:%d: not well-formed XML: %s", name, fault.line,
                fault.text);
        g_clear_pointer(&tree, xmlFreeDoc);
    } else if (!tree) {
        lm_fail(error, LM_ERROR_USAGE, "%s: not well-formed XML", name);
    }
    g_free(fault.text);
    return tree;
}

/* ---- tree to job ---- */

typedef struct loader {
    lm_job *job;
} loader;

static int line_of(const xmlNode *node)
{
    return (int)xmlGetLineNo(node);
}

static bool wrong(const loader *l, const xmlNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static bool wrong(const loader *l, const xmlNode *node, GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return lm_fail(error, LM_ERROR_USAGE, "%s:%d: %s", l->job->name, line_of(node), text);
}

/* The next element, or NULL; stray text is an error. */
static bool next_element(const loader *l, xmlNode *node, xmlNode **element, GError **error)
{
    *element = NULL;
    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            *element = node;
            return true;
        }
        if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || xmlIsBlankNode(node))
            continue;
        return wrong(l, node, error,
                     "text between the steps means nothing here; was it meant as "
                     "a comment, <!-- like this -->?");
    }
    *element = node;
    return true;
}

/* Adds the comments from `node` back to the element before it, in the order of the file. */
static void add_comments(GPtrArray *texts, const xmlNode *node)
{
    guint at = texts->len;
    for (; node && node->type != XML_ELEMENT_NODE; node = node->prev)
        if (node->type == XML_COMMENT_NODE)
            g_ptr_array_insert(texts, (gint)at, g_strdup((const char *)node->content));
}

static char **take_comments(GPtrArray *texts)
{
    if (texts->len > 0)
        g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, texts->len == 0);
}

static char **comments_up_to(const xmlNode *node)
{
    GPtrArray *texts = g_ptr_array_new();
    add_comments(texts, node);
    return take_comments(texts);
}

static lm_comments comments_of(const xmlNode *element)
{
    return (lm_comments){comments_up_to(element->prev), comments_up_to(element->last)};
}

/* What stands inside an element that holds nothing goes before it: between its tags not even a
 * space is valid. */
static lm_comments comments_of_leaf(const xmlNode *element)
{
    GPtrArray *texts = g_ptr_array_new();
    add_comments(texts, element->prev);
    add_comments(texts, element->last);
    return (lm_comments){take_comments(texts), NULL};
}

static bool is_named(const xmlNode *node, const char *name)
{
    return node && !node->ns && g_str_equal((const char *)node->name, name);
}

static bool set_from_attribute(const loader *l, lm_step *step, xmlNode *node, const xmlAttr *at,
                               GError **error)
{
    g_autofree char *place = lm_step_place(l->job, step);
    if (at->ns)
        return lm_fail(error, LM_ERROR_USAGE, "%s: there is no parameter \"%s:%s\"", place,
                       at->ns->prefix ? (const char *)at->ns->prefix : "", (const char *)at->name);
    xmlChar *text = xmlNodeListGetString(node->doc, at->children, 1);
    bool ok = lm_step_set(step, (const char *)at->name, text ? (const char *)text : "", error);
    xmlFree(text);
    if (!ok)
        g_prefix_error(error, "%s: ", place);
    return ok;
}

static bool load_attributes(const loader *l, lm_step *step, xmlNode *node, GError **error)
{
    step->line = line_of(node);
    step->comments = step->steps ? comments_of(node) : comments_of_leaf(node);
    for (const xmlAttr *at = node->properties; at; at = at->next)
        if (!set_from_attribute(l, step, node, at, error))
            return false;
    for (size_t i = 0; step->op->params && step->op->params[i].name; i++)
        if ((step->op->params[i].flags & LM_PARAM_REQUIRED) && !step->texts[i])
            return wrong(l, node, error, "%s: %s=\"...\" is missing: %s", step->op->name,
                         step->op->params[i].name, step->op->params[i].help);
    return true;
}

static bool load_steps(const loader *l, xmlNode *parent, GPtrArray *steps, GError **error);

static bool unknown_step(const loader *l, const xmlNode *node, GError **error)
{
    const char *name = (const char *)node->name, *like = lm_op_like(name);
    if (like)
        return wrong(l, node, error, "there is no operation \"%s\"; did you mean \"%s\"?", name,
                     like);
    return wrong(l, node, error, "there is no operation \"%s\"; `lamina ops` lists those there are",
                 name);
}

static bool load_step(const loader *l, xmlNode *node, GPtrArray *steps, GError **error)
{
    const lm_op *op = node->ns ? NULL : lm_op_find((const char *)node->name);
    if (!op)
        return unknown_step(l, node, error);
    if (op->flags & LM_OP_SOURCE)
        return wrong(l, node, error, "%s stands before the pipeline, once", op->name);
    lm_step *step = lm_step_new(op);
    g_ptr_array_add(steps, step);
    if (!load_attributes(l, step, node, error))
        return false;
    if (step->steps)
        return load_steps(l, node, step->steps, error);
    xmlNode *child;
    if (!next_element(l, node->children, &child, error))
        return false;
    return !child || wrong(l, child, error, "%s holds no steps; only <branch> does", op->name);
}

static bool load_steps(const loader *l, xmlNode *parent, GPtrArray *steps, GError **error)
{
    xmlNode *node;
    if (!next_element(l, parent->children, &node, error))
        return false;
    while (node) {
        if (!load_step(l, node, steps, error) || !next_element(l, node->next, &node, error))
            return false;
    }
    return true;
}

static bool load_root(const loader *l, xmlNode *root, GError **error)
{
    if (!is_named(root, "lamina"))
        return wrong(l, root, error, "the root is <%s>; a job begins with <lamina version=\"1\">",
                     (const char *)root->name);
    xmlChar *version = xmlGetNoNsProp(root, BAD_CAST "version");
    bool known = g_strcmp0((const char *)version, "1") == 0;
    xmlFree(version);
    if (!known)
        return wrong(l, root, error, "this Lamina reads jobs of version=\"1\"");
    xmlNode *input, *pipeline, *after;
    if (!next_element(l, root->children, &input, error))
        return false;
    if (!is_named(input, "input"))
        return wrong(l, input ? input : root, error, "<input path=\"...\"/> comes first");
    if (!load_attributes(l, l->job->input, input, error) ||
        !next_element(l, input->next, &pipeline, error))
        return false;
    if (!is_named(pipeline, "pipeline"))
        return wrong(l, pipeline ? pipeline : root, error,
                     "<pipeline> ... </pipeline> comes after the input");
    if (!load_steps(l, pipeline, l->job->steps, error) ||
        !next_element(l, pipeline->next, &after, error))
        return false;
    l->job->comments = comments_of(root);
    l->job->pipeline_comments = comments_of(pipeline);
    l->job->last_comments = comments_up_to(root->doc->last);
    return !after || wrong(l, after, error, "nothing may follow the pipeline");
}

/* ---- the schema has the last word ---- */

static bool validate(xmlDocPtr tree, const char *name, GError **error)
{
    g_autofree char *text = lm_job_schema();
    first_fault fault = {0, NULL};
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(text, (int)strlen(text));
    xmlSchemaSetParserStructuredErrors(parser, on_other_fault, &fault);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaValidCtxtPtr validator = schema ? xmlSchemaNewValidCtxt(schema) : NULL;
    bool valid = false;
    if (validator) {
        xmlSchemaSetValidStructuredErrors(validator, on_other_fault, &fault);
        valid = xmlSchemaValidateDoc(validator, tree) == 0;
        xmlSchemaFreeValidCtxt(validator);
    }
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    if (!valid)
        lm_fail(error, LM_ERROR_USAGE, "%s:%d: not a valid job: %s", name, fault.line,
                fault.text ? fault.text : "it does not follow the schema");
    g_free(fault.text);
    return valid;
}

/* What the library would set up at its first use is no matter of several threads at once. */
static void prepare(void)
{
    static gsize once;
    if (g_once_init_enter(&once)) {
        xmlInitParser();
        xmlSchemaInitTypes();
        g_once_init_leave(&once, 1);
    }
}

lm_job *lm_job_parse(const char *xml, size_t size, const char *name, GError **error)
{
    prepare();
    xmlDocPtr tree = read_tree(xml, size, name, error);
    if (!tree)
        return NULL;
    g_autoptr(lm_job) job = lm_job_new(name);
    loader l = {job};
    bool ok = load_root(&l, xmlDocGetRootElement(tree), error) && validate(tree, name, error);
    xmlFreeDoc(tree);
    return ok ? g_steal_pointer(&job) : NULL;
}

GBytes *lm_job_read(const char *path, GError **error)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GError) why = NULL;
    g_autoptr(GFileInputStream) stream = g_file_read(file, NULL, &why);
    g_autofree char *text = g_malloc(MAX_BYTES + 1);
    gsize size = 0;
    if (!stream ||
        !g_input_stream_read_all(G_INPUT_STREAM(stream), text, MAX_BYTES + 1, &size, NULL, &why)) {
        lm_fail(error, LM_ERROR_INPUT, "%s cannot be read: %s", path, why->message);
        return NULL;
    }
    return g_bytes_new(text, size);
}

lm_job *lm_job_load(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = lm_job_read(path, error);
    return bytes ? lm_job_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), path, error)
                 : NULL;
}
