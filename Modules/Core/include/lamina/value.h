/* A value: what one step hands to the next. */
#pragma once

#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* Kinds of values; a set where an operation takes more than one. */
typedef enum lm_kind {
    LM_NONE = 0,
    LM_VOLUME = 1,
    LM_MESH = 2,
    LM_SERIES = 4, /* a volume whose planes are the pictures of the input, as they came: taken
                      wherever a volume is */
} lm_kind;

typedef struct lm_value {
    lm_kind kind;      /* LM_VOLUME (also of a series) or LM_MESH */
    lm_volume *volume; /* LM_VOLUME */
    lm_mesh *mesh;     /* LM_MESH */
} lm_value;

/* "volume", "mesh", "volume or mesh", "series", "nothing"; static. */
const char *lm_kind_text(unsigned kinds);

/* Each takes over the reference it is given. */
lm_value lm_value_of_volume(lm_volume *volume);
lm_value lm_value_of_mesh(lm_mesh *mesh);
lm_value lm_value_ref(const lm_value *value);
void lm_value_clear(lm_value *value); /* drops the reference; the kind becomes LM_NONE */

G_END_DECLS
