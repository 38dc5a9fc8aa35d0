#include "lamina/provenance.h"

struct lm_provenance {
    gint ref_count;
    char *source;
    lm_spacing_source spacing_source;
    char **operations;
};

const char *lm_spacing_source_text(lm_spacing_source source)
{
    static const char *const texts[] = {"typed", "file tag", "volume header", "DICOM"};
    return texts[source];
}

lm_provenance *lm_provenance_new(const char *source, lm_spacing_source spacing_source)
{
    lm_provenance *provenance = g_new0(lm_provenance, 1);
    provenance->ref_count = 1;
    provenance->source = g_strdup(source);
    provenance->spacing_source = spacing_source;
    provenance->operations = g_new0(char *, 1);
    return provenance;
}

void lm_provenance_unref(lm_provenance *provenance)
{
    if (!provenance || !g_atomic_int_dec_and_test(&provenance->ref_count))
        return;
    g_free(provenance->source);
    g_strfreev(provenance->operations);
    g_free(provenance);
}

lm_provenance *lm_provenance_after(const lm_provenance *before, const char *operation)
{
    lm_provenance *after = g_new0(lm_provenance, 1);
    after->ref_count = 1;
    after->source = g_strdup(before->source);
    after->spacing_source = before->spacing_source;
    GPtrArray *operations = g_ptr_array_new();
    for (char **at = before->operations; *at; at++)
        g_ptr_array_add(operations, g_strdup(*at));
    g_ptr_array_add(operations, g_strdup(operation));
    g_ptr_array_add(operations, NULL);
    after->operations = (char **)g_ptr_array_free(operations, FALSE);
    return after;
}

const char *lm_provenance_source(const lm_provenance *provenance)
{
    return provenance->source;
}

lm_spacing_source lm_provenance_spacing_source(const lm_provenance *provenance)
{
    return provenance->spacing_source;
}

const char *const *lm_provenance_operations(const lm_provenance *provenance)
{
    return (const char *const *)provenance->operations;
}
