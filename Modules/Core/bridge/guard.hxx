// The boundary: every extern "C" body in a bridge runs inside guard(), so that no C++ exception
// reaches C. For bridge/*.cxx files of any module; no header of the public kind includes it.
#pragma once

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <exception>
#include <new>

namespace lamina
{

// Thrown by bridge code that already filled the GError.
struct failed {
};

// Runs `body`, a bool (GError **) callable; an exception becomes a false with `error` set.
template <typename Body> bool guard(GError **error, Body &&body) noexcept
{
    GError *inner = nullptr;
    bool ok = false;
    try {
        ok = body(&inner);
    } catch (const failed &) {
    } catch (const std::bad_alloc &) {
        g_clear_error(&inner);
        lm_fail(&inner, LM_ERROR_MEMORY, "not enough memory");
    } catch (const std::exception &e) {
        g_clear_error(&inner);
        lm_fail(&inner, LM_ERROR_INTERNAL, "%s", e.what());
    } catch (...) {
        g_clear_error(&inner);
        lm_fail(&inner, LM_ERROR_INTERNAL, "an unknown exception");
    }
    if (!ok && !inner)
        lm_fail(&inner, LM_ERROR_INTERNAL, "a library failed and did not say why");
    if (ok)
        g_clear_error(&inner);
    else
        g_propagate_error(error, inner);
    return ok;
}

} // namespace lamina
