#include "lamina/job.h"
#include "lamina/number.h"
#include "lamina/registry.h"

#include <string.h>

/* Texts of the schema accept what lm_param_set() accepts, or a little more where XSD cannot say it.
 */

#define NUMBER "[+\\-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+\\-]?[0-9]+)?"
#define GAP    "[ ,\\t\\r\\n]+"

static void append_pattern(GString *xsd, const char *pattern)
{
    g_autofree char *escaped = g_markup_escape_text(pattern, -1);
    g_string_append_printf(
        xsd,
        "<xs:simpleType><xs:restriction base=\"xs:string\"><xs:pattern value=\"%s\"/>"
        "</xs:restriction></xs:simpleType>",
        escaped);
}

static void append_range(GString *xsd, const char *base, const lm_param *param)
{
    g_string_append_printf(xsd, "<xs:simpleType><xs:restriction base=\"%s\">", base);
    if (param->min != 0 || param->max != 0) {
        g_autofree char *min = lm_number_text(param->min), *max = lm_number_text(param->max);
        g_string_append_printf(
            xsd, "<xs:minInclusive value=\"%s\"/><xs:maxInclusive value=\"%s\"/>", min, max);
    }
    g_string_append(xsd, "</xs:restriction></xs:simpleType>");
}

static char *any_choice(const lm_param *param)
{
    return param->choices ? g_strjoinv("|", (char **)param->choices) : NULL;
}

static void append_reals(GString *xsd, const lm_param *param)
{
    size_t least = MAX(param->min_count, 1), most = MIN(param->max_count, (size_t)LM_REALS_MAX);
    g_autofree char *words = any_choice(param);
    g_autofree char *pattern =
        g_strdup_printf("(" GAP ")?" NUMBER "(" GAP NUMBER "){%zu,%zu}(" GAP ")?%s%s", least - 1,
                        most - 1, words ? "|" : "", words ? words : "");
    append_pattern(xsd, pattern);
}

static void append_words(GString *xsd, const lm_param *param)
{
    g_autofree char *words = any_choice(param);
    g_autofree char *pattern = g_strdup_printf("(%s| |,|\\t|\\r|\\n)*", words);
    append_pattern(xsd, pattern);
}

static void append_type(GString *xsd, const lm_param *param)
{
    switch (param->type) {
    case LM_PARAM_BOOL:
        append_pattern(xsd, "true|false|yes|no|1|0");
        break;
    case LM_PARAM_INT: /* "1e3" is a whole number, too */
    case LM_PARAM_REAL:
        append_range(xsd, "xs:double", param);
        break;
    case LM_PARAM_ENUM: {
        g_autofree char *words = any_choice(param);
        append_pattern(xsd, words);
        break;
    }
    case LM_PARAM_WORDS:
        append_words(xsd, param);
        break;
    case LM_PARAM_REALS:
        append_reals(xsd, param);
        break;
    case LM_PARAM_TEXT:
        append_pattern(xsd, "[\\s\\S]*");
        break;
    case LM_PARAM_INPUT:
    case LM_PARAM_OUTPUT:
    case LM_PARAM_STEPS:
        append_pattern(xsd, "[\\s\\S]+");
        break;
    }
}

static void append_documentation(GString *xsd, const char *indent, const char *help,
                                 const char *unit)
{
    g_autofree char *escaped = g_markup_escape_text(help, -1);
    g_string_append_printf(
        xsd, "%s<xs:annotation><xs:documentation>%s%s%s%s</xs:documentation></xs:annotation>\n",
        indent, escaped, unit ? " (" : "", unit ? unit : "", unit ? ")" : "");
}

static void append_param(GString *xsd, const lm_param *param)
{
    g_string_append_printf(xsd, "      <xs:attribute name=\"%s\"%s>\n", param->name,
                           param->flags & LM_PARAM_REQUIRED ? " use=\"required\"" : "");
    append_documentation(xsd, "        ", param->help, param->unit);
    g_string_append(xsd, "        ");
    append_type(xsd, param);
    g_string_append(xsd, "\n      </xs:attribute>\n");
}

/* What any step may carry besides its parameters. */
static void append_common(GString *xsd)
{
    g_string_append(xsd, "      <xs:attribute name=\"id\" type=\"xs:NCName\"/>\n"
                         "      <xs:attribute name=\"off\">\n");
    append_documentation(xsd, "        ",
                         "true leaves the step out, with all that is inside, as if it were not "
                         "there.",
                         NULL);
    g_string_append(xsd, "        ");
    append_type(xsd, &(const lm_param){.name = "off", .type = LM_PARAM_BOOL});
    g_string_append(xsd, "\n      </xs:attribute>\n");
}

static void append_element(GString *xsd, const lm_op *op)
{
    g_string_append_printf(xsd, "  <xs:element name=\"%s\">\n", op->name);
    append_documentation(xsd, "    ", op->help, NULL);
    g_string_append(xsd, "    <xs:complexType>\n");
    if (op->flags & LM_OP_CONTAINER)
        g_string_append(xsd, "      <xs:group ref=\"steps\"/>\n");
    if (!(op->flags & LM_OP_SOURCE))
        append_common(xsd);
    for (const lm_param *p = op->params; p && p->name; p++)
        append_param(xsd, p);
    g_string_append(xsd, "    </xs:complexType>\n  </xs:element>\n");
}

char *lm_job_schema(void)
{
    GString *xsd =
        g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<!-- Made from the declarations of the operations by `lamina schema`. -->\n"
                     "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n"
                     "  <xs:element name=\"lamina\">\n"
                     "    <xs:complexType>\n"
                     "      <xs:sequence>\n"
                     "        <xs:element ref=\"input\"/>\n"
                     "        <xs:element name=\"pipeline\">\n"
                     "          <xs:complexType><xs:group ref=\"steps\"/></xs:complexType>\n"
                     "        </xs:element>\n"
                     "      </xs:sequence>\n"
                     "      <xs:attribute name=\"version\" use=\"required\" fixed=\"1\"/>\n"
                     "    </xs:complexType>\n"
                     "  </xs:element>\n"
                     "  <xs:group name=\"steps\">\n"
                     "    <xs:sequence>\n"
                     "      <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n");
    for (const lm_op *const *op = lm_ops(); *op; op++)
        if (!((*op)->flags & LM_OP_SOURCE))
            g_string_append_printf(xsd, "        <xs:element ref=\"%s\"/>\n", (*op)->name);
    g_string_append(xsd, "      </xs:choice>\n    </xs:sequence>\n  </xs:group>\n");
    for (const lm_op *const *op = lm_ops(); *op; op++)
        append_element(xsd, *op);
    g_string_append(xsd, "</xs:schema>\n");
    return g_string_free(xsd, FALSE);
}
