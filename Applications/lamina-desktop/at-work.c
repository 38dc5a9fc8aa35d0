#include "at-work.h"

static gint at_work;

void lm_at_work_begin(void)
{
    g_atomic_int_inc(&at_work);
}

void lm_at_work_end(void)
{
    g_atomic_int_add(&at_work, -1);
}

bool lm_at_work_settle(double seconds)
{
    for (gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
         g_atomic_int_get(&at_work) > 0 && g_get_monotonic_time() < end;)
        g_usleep(5000);
    return g_atomic_int_get(&at_work) == 0;
}
