#include "lamina/number.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static void parse(void)
{
    double v = 0;
    g_assert_true(lm_number_parse(" 0.5 ", &v));
    g_assert_cmpfloat(v, ==, 0.5);
    static const char *const wrong[] = {"",    "abc", "1,5",   "0x10", "inf",
                                        "nan", "1 2", "1e999", "--1"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(lm_number_parse(wrong[i], &v));
    double list[3];
    size_t n;
    g_assert_true(lm_numbers_parse("1, 2 3", list, 3, &n));
    g_assert_cmpuint(n, ==, 3);
    g_assert_cmpfloat(list[2], ==, 3);
    g_assert_false(lm_numbers_parse("1 2 3 4", list, 3, &n));
}

static void text(void)
{
    static const double values[] = {0, 0.1, 1.0 / 3, 1e-5, 250, -0.9765625, 1e300};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        double back;
        g_autofree char *written = lm_number_text(values[i]);
        g_assert_true(lm_number_parse(written, &back));
        g_assert_cmpfloat(back, ==, values[i]);
    }
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},     {10, "10"},      {-10, "-10"},    {250, "250"},
                 {999.5, "999.5"}, {1000, "1000"},  {1e-5, "1e-05"}, {1e14, "100000000000000"},
                 {1e15, "1e+15"},  {0.001, "0.001"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *written = lm_number_text(cases[i].value);
        g_assert_cmpstr(written, ==, cases[i].text);
    }
}

static void float_text(void)
{
    static const struct {
        float value;
        const char *text;
    } cases[] = {{0.0f, "0"},
                 {-0.0f, "0"},
                 {0.1f, "0.1"},
                 {-12.5f, "-12.5"},
                 {1e-5f, "0.00001"},
                 {1e-20f, "9.99999968e-21"},
                 {16777216, "16777216"},
                 {999999, "999999"},
                 {0.001f, "0.001"},
                 {1.0f / 3, "0.33333334"}};
    char text[LM_FLOAT_TEXT];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_cmpuint(lm_float_text(cases[i].value, text), ==, strlen(cases[i].text));
        g_assert_cmpstr(text, ==, cases[i].text);
    }
    guint32 bits = 1;
    for (int i = 0; i < 200000; i++) {
        bits = bits * 1664525u + 1013904223u;
        guint32 finite = (bits & 0x7f800000) == 0x7f800000 ? bits & 0xbfffffff : bits;
        float value;
        memcpy(&value, &finite, sizeof value);
        g_assert_cmpuint(lm_float_text(value, text), <, LM_FLOAT_TEXT);
        float back = strtof(text, NULL);
        g_assert_true(back == value);
        value = (float)((double)bits / 0x1p32 * 2000 - 1000);
        lm_float_text(value, text);
        back = strtof(text, NULL);
        g_assert_true(back == value);
    }
}

static void words(void)
{
    static const struct {
        double value;
        int digits;
        const char *text;
    } cases[] = {{6, 3, "6"},     {4.5, 3, "4.5"},    {0.012345, 3, "0.0123"}, {1234.56, 3, "1235"},
                 {250, 3, "250"}, {1e-7, 3, "1e-07"}, {-0.0001, 2, "-0.0001"}, {99.96, 3, "100"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *t = lm_number_words(cases[i].value, cases[i].digits);
        g_assert_cmpstr(t, ==, cases[i].text);
    }
}

static void bytes(void)
{
    guint64 n = 0;
    g_assert_true(lm_bytes_parse("4GiB", &n));
    g_assert_cmpuint(n, ==, G_GUINT64_CONSTANT(4) << 30);
    g_assert_true(lm_bytes_parse("1.5M", &n));
    g_assert_cmpuint(n, ==, 3 << 19);
    g_assert_true(lm_bytes_parse("100", &n));
    static const char *const wrong[] = {"", "-1", "1.5", "1X", "GiB", "1GiBs"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(lm_bytes_parse(wrong[i], &n));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/number/parse", parse);
    g_test_add_func("/number/text", text);
    g_test_add_func("/number/float-text", float_text);
    g_test_add_func("/number/words", words);
    g_test_add_func("/number/bytes", bytes);
    return g_test_run();
}
