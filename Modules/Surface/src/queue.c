#include "queue.h"

#include "lamina/alloc.h"

#include <string.h>

bool lm_queue_init(lm_queue *queue, size_t points, GError **error)
{
    static const char what[] = "a queue of points";
    *queue = (lm_queue){0};
    if (!(queue->cost = lm_alloc(points, sizeof *queue->cost, what, error)) ||
        !(queue->place = lm_alloc(points, sizeof *queue->place, what, error)) ||
        !(queue->heap = lm_alloc(points, sizeof *queue->heap, what, error)))
        return false;
    memset(queue->place, -1, points * sizeof *queue->place);
    return true;
}

void lm_queue_clear(lm_queue *queue)
{
    lm_free(queue->cost);
    lm_free(queue->place);
    lm_free(queue->heap);
    *queue = (lm_queue){0};
}

static bool before(const lm_queue *queue, gint32 a, gint32 b)
{
    return queue->cost[a] != queue->cost[b] ? queue->cost[a] < queue->cost[b] : a < b;
}

static void put(lm_queue *queue, size_t at, gint32 point)
{
    queue->heap[at] = point;
    queue->place[point] = (gint32)at;
}

static void rise(lm_queue *queue, size_t at, gint32 point)
{
    for (; at > 0 && before(queue, point, queue->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(queue, at, queue->heap[(at - 1) / 2]);
    put(queue, at, point);
}

static void sink(lm_queue *queue, size_t at, gint32 point)
{
    for (size_t child; (child = 2 * at + 1) < queue->count; at = child) {
        if (child + 1 < queue->count && before(queue, queue->heap[child + 1], queue->heap[child]))
            child++;
        if (!before(queue, queue->heap[child], point))
            break;
        put(queue, at, queue->heap[child]);
    }
    put(queue, at, point);
}

/* Settles a point whose right place may be above or below `at`. */
static void settle(lm_queue *queue, size_t at, gint32 point)
{
    if (at > 0 && before(queue, point, queue->heap[(at - 1) / 2]))
        rise(queue, at, point);
    else
        sink(queue, at, point);
}

void lm_queue_set(lm_queue *queue, gint32 point, double cost)
{
    queue->cost[point] = cost;
    if (queue->place[point] < 0)
        rise(queue, queue->count++, point);
    else
        settle(queue, (size_t)queue->place[point], point);
}

void lm_queue_remove(lm_queue *queue, gint32 point)
{
    gint32 at = queue->place[point];
    if (at < 0)
        return;
    queue->place[point] = -1;
    gint32 last = queue->heap[--queue->count];
    if (last != point)
        settle(queue, (size_t)at, last);
}

gint32 lm_queue_pop(lm_queue *queue)
{
    if (queue->count == 0)
        return -1;
    gint32 first = queue->heap[0];
    lm_queue_remove(queue, first);
    return first;
}
