#include "lamina/value.h"

const char *lm_kind_text(unsigned kinds)
{
    static const char *const texts[] = {"nothing", "volume", "mesh", "volume or mesh"};
    return kinds & LM_SERIES ? "series" : texts[kinds & 3];
}

lm_value lm_value_of_volume(lm_volume *volume)
{
    return (lm_value){LM_VOLUME, volume, NULL};
}

lm_value lm_value_of_mesh(lm_mesh *mesh)
{
    return (lm_value){LM_MESH, NULL, mesh};
}

lm_value lm_value_ref(const lm_value *value)
{
    if (value->volume)
        lm_volume_ref(value->volume);
    if (value->mesh)
        lm_mesh_ref(value->mesh);
    return *value;
}

void lm_value_clear(lm_value *value)
{
    lm_volume_unref(value->volume);
    lm_mesh_unref(value->mesh);
    *value = (lm_value){LM_NONE, NULL, NULL};
}
