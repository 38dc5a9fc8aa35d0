/* What the solid view shows: a volume, surfaces, and how they look. */
#pragma once

#include "session.h"

#include "lamina/render.h"

G_BEGIN_DECLS

/* A surface on the stage. */
typedef struct LmStaged {
    lm_mesh *mesh;
    LmLook look;
    guint64 tag; /* of its step */
} LmStaged;

/* What is to be drawn. Reference counted; does not change once it was given away. */
typedef struct LmStage {
    lm_volume *volume; /* of one component; NULL: none */
    lm_transfer transfer;
    double strength;  /* multiplies the volume's opacity */
    GArray *surfaces; /* of LmStaged */
    bool is_clipped;
    lm_grid clip_grid;
    double clip[6]; /* as lm_renderer_clip() */
    double background[3];
} LmStage;

/* What the session has to be seen, on white or on black. */
LmStage *lm_stage_new(LmSession *session, bool is_dark);
LmStage *lm_stage_ref(LmStage *stage);
void lm_stage_unref(LmStage *stage);

bool lm_stage_is_empty(const LmStage *stage);
/* Whether both look the same. */
bool lm_stage_equal(const LmStage *a, const LmStage *b);

bool lm_look_equal(const LmLook *a, const LmLook *b);

/* Why a volume cannot be drawn, in words; NULL when it can. Static. */
const char *lm_stage_refuses(const lm_volume *volume);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmStage, lm_stage_unref)

G_END_DECLS
