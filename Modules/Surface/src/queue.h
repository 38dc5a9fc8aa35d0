/* A queue of points by cost, the cheapest first; of equal costs the lower point. A heap of four
 * children that knows where each point stands, so that a cost can change. One thread at a time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_queued {
    float cost;
    gint32 point;
} lm_queued;

typedef struct lm_queue {
    gint32 *place; /* of each point in `heap`, -1 when it is not queued */
    lm_queued *heap;
    size_t count;
} lm_queue;

enum { LM_QUEUE_POINT_BYTES = sizeof(gint32) + sizeof(lm_queued) };

/* Room for points 0 .. points - 1, none queued. On failure too, clear it. */
bool lm_queue_init(lm_queue *queue, size_t points, GError **error);
void lm_queue_clear(lm_queue *queue);

/* Queues a point, or moves one that is queued. */
void lm_queue_set(lm_queue *queue, gint32 point, float cost);

/* Takes a point out, if it is in. */
void lm_queue_remove(lm_queue *queue, gint32 point);

/* Takes out the cheapest; false when the queue is empty. */
bool lm_queue_pop(lm_queue *queue, lm_queued *first);

G_END_DECLS
