#include "queue.h"

#include "lamina/alloc.h"

#include <string.h>

enum { CHILDREN = 4 };

bool lm_queue_init(lm_queue *queue, size_t points, GError **error)
{
    static const char what[] = "a queue of points";
    *queue = (lm_queue){0};
    if (!(queue->place = lm_alloc(points, sizeof *queue->place, what, error)) ||
        !(queue->heap = lm_alloc(points, sizeof *queue->heap, what, error)))
        return false;
    memset(queue->place, -1, points * sizeof *queue->place);
    return true;
}

void lm_queue_clear(lm_queue *queue)
{
    lm_free(queue->place);
    lm_free(queue->heap);
    *queue = (lm_queue){0};
}

static bool before(lm_queued a, lm_queued b)
{
    return a.cost != b.cost ? a.cost < b.cost : a.point < b.point;
}

static void put(lm_queue *queue, size_t at, lm_queued item)
{
    queue->heap[at] = item;
    queue->place[item.point] = (gint32)at;
}

static void rise(lm_queue *queue, size_t at, lm_queued item)
{
    for (size_t parent; at > 0; at = parent) {
        parent = (at - 1) / CHILDREN;
        if (!before(item, queue->heap[parent]))
            break;
        put(queue, at, queue->heap[parent]);
    }
    put(queue, at, item);
}

static void sink(lm_queue *queue, size_t at, lm_queued item)
{
    for (size_t child; (child = CHILDREN * at + 1) < queue->count; at = child) {
        size_t end = MIN(child + CHILDREN, queue->count);
        for (size_t other = child + 1; other < end; other++)
            if (before(queue->heap[other], queue->heap[child]))
                child = other;
        if (!before(queue->heap[child], item))
            break;
        put(queue, at, queue->heap[child]);
    }
    put(queue, at, item);
}

/* Puts an item where it belongs, starting from a place that is free. */
static void settle(lm_queue *queue, size_t at, lm_queued item)
{
    if (at > 0 && before(item, queue->heap[(at - 1) / CHILDREN]))
        rise(queue, at, item);
    else
        sink(queue, at, item);
}

void lm_queue_set(lm_queue *queue, gint32 point, float cost)
{
    gint32 at = queue->place[point];
    settle(queue, at < 0 ? queue->count++ : (size_t)at, (lm_queued){cost, point});
}

void lm_queue_remove(lm_queue *queue, gint32 point)
{
    gint32 at = queue->place[point];
    if (at < 0)
        return;
    queue->place[point] = -1;
    lm_queued last = queue->heap[--queue->count];
    if (last.point != point)
        settle(queue, (size_t)at, last);
}

bool lm_queue_pop(lm_queue *queue, lm_queued *first)
{
    if (queue->count == 0)
        return false;
    *first = queue->heap[0];
    lm_queue_remove(queue, first->point);
    return true;
}
