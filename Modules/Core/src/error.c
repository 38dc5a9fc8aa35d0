#include "lamina/error.h"

GQuark lm_error_quark(void)
{
    return g_quark_from_static_string("lm-error");
}

bool lm_fail(GError **error, lm_error code, const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        *error = g_error_new_valist(LM_ERROR, code, format, args);
        va_end(args);
    }
    return false;
}

int lm_error_exit_status(const GError *error)
{
    if (error->domain != LM_ERROR)
        return 1;
    switch ((lm_error)error->code) {
    case LM_ERROR_USAGE:
    case LM_ERROR_SPACING:
        return 2;
    case LM_ERROR_REQUIRE:
        return 3;
    case LM_ERROR_CANCELLED:
        return 130;
    case LM_ERROR_INPUT:
    case LM_ERROR_OUTPUT:
    case LM_ERROR_MEMORY:
    case LM_ERROR_INTERNAL:
        break;
    }
    return 1;
}

bool lm_error_is_cancelled(const GError *error)
{
    return g_error_matches(error, LM_ERROR, LM_ERROR_CANCELLED);
}
