#include "values.h"
#include "testing.h"

#include <math.h>

/* Every half of the unsigned types, and the floats just below and above it. */
static void halves_go_up(void)
{
    for (int n = 0; n < 65535; n++) {
        const float half = (float)n + 0.5f;
        const float at[] = {half, nextafterf(half, 0), nextafterf(half, 1e9f), (float)n};
        const int expected[] = {n + 1, n, n + 1, n};
        guint16 whole[4], wide[4];
        lm_values_from_float(at, 4, whole, LM_UINT16, 1);
        const double precise[] = {half, nextafter(half, 0), nextafter(half, 1e9), n};
        lm_values_from_double(precise, 4, wide, LM_UINT16, 1);
        for (int i = 0; i < 4; i++) {
            g_assert_cmpint(whole[i], ==, expected[i]);
            g_assert_cmpint(wide[i], ==, expected[i]);
        }
    }
}

static void halves_below_zero(void)
{
    static const float at[] = {-0.5f,   -0.50000006f, -1.5f,      -1.4999999f,
                               -127.5f, -128.4f,      0.49999997f};
    static const int expected[] = {0, -1, -1, -1, -127, -128, 0};
    gint8 whole[G_N_ELEMENTS(at)];
    lm_values_from_float(at, G_N_ELEMENTS(at), whole, LM_INT8, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(at); i++)
        g_assert_cmpint(whole[i], ==, expected[i]);
}

static void what_is_outside(void)
{
    static const float at[] = {NAN, INFINITY, -INFINITY, 300, -300, 1e30f};
    static const double ends[] = {0, 1, -1, 1, -1, 1}; /* 0, the greatest or the least */
    static const lm_type types[] = {LM_UINT8, LM_INT8};
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
        double least, greatest;
        lm_type_range(types[t], &least, &greatest);
        for (size_t i = 0; i < G_N_ELEMENTS(at); i++) {
            guint8 byte;
            lm_values_from_float(&at[i], 1, &byte, types[t], 1);
            double value = types[t] == LM_INT8 ? (double)(gint8)byte : (double)byte;
            g_assert_cmpfloat(value, ==, ends[i] > 0 ? greatest : ends[i] < 0 ? least : 0);
        }
    }
}

/* 32 bits need doubles: no float is their greatest value. */
static void ends_of_32_bits(void)
{
    static const double at[] = {4294967295.0, 4294967294.5, 4294967294.25, 5e9, -1};
    static const guint32 expected[] = {G_MAXUINT32, G_MAXUINT32, G_MAXUINT32 - 1, G_MAXUINT32, 0};
    guint32 whole[G_N_ELEMENTS(at)];
    lm_values_from_double(at, G_N_ELEMENTS(at), whole, LM_UINT32, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(at); i++)
        g_assert_cmpuint(whole[i], ==, expected[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/values/halves-go-up", halves_go_up);
    g_test_add_func("/values/halves-below-zero", halves_below_zero);
    g_test_add_func("/values/what-is-outside", what_is_outside);
    g_test_add_func("/values/ends-of-32-bits", ends_of_32_bits);
    return g_test_run();
}
