#include "egl.h"

#include "lamina/error.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <string.h>

enum { MAX_DEVICES = 16, GL_RENDERER_NAME = 0x1F01 /* GL_RENDERER */ };

struct lm_egl {
    EGLDisplay display; /* shared by all contexts of the process and never closed */
    EGLContext context;
    char *device;
};

static EGLContext context_on(EGLDisplay display)
{
    static const EGLint wanted[] = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                                    EGL_NONE};
    static const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION,
                                     3,
                                     EGL_CONTEXT_MINOR_VERSION,
                                     2,
                                     EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                     EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                     EGL_NONE};
    EGLConfig config;
    EGLint count = 0;
    if (display == EGL_NO_DISPLAY || !eglInitialize(display, NULL, NULL) ||
        !eglBindAPI(EGL_OPENGL_API) || !eglChooseConfig(display, wanted, &config, 1, &count) ||
        count == 0)
        return EGL_NO_CONTEXT;
    return eglCreateContext(display, config, EGL_NO_CONTEXT, version);
}

static bool try_display(lm_egl *egl, EGLDisplay display)
{
    egl->display = display;
    egl->context = context_on(display);
    return egl->context != EGL_NO_CONTEXT;
}

static bool try_devices(lm_egl *egl)
{
    PFNEGLQUERYDEVICESEXTPROC query =
        (PFNEGLQUERYDEVICESEXTPROC)(void *)eglGetProcAddress("eglQueryDevicesEXT");
    EGLDeviceEXT devices[MAX_DEVICES];
    EGLint count = 0;
    if (!query || !query(MAX_DEVICES, devices, &count))
        return false;
    for (EGLint i = 0; i < count; i++)
        if (try_display(egl, eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, devices[i], NULL)))
            return true;
    return false;
}

static bool ask_device(lm_egl *egl, GError **error)
{
    typedef const unsigned char *(*get_string_fn)(unsigned name);
    get_string_fn get_string = (get_string_fn)(void *)eglGetProcAddress("glGetString");
    if (!get_string || !lm_egl_enter(egl, error))
        return lm_fail(error && *error ? NULL : error, LM_ERROR_INTERNAL,
                       "OpenGL does not say what it is");
    egl->device = g_strdup((const char *)get_string(GL_RENDERER_NAME));
    lm_egl_leave(egl);
    return true;
}

lm_egl *lm_egl_new(GError **error)
{
    lm_egl *egl = g_new0(lm_egl, 1);
    bool found = try_display(egl, eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
                                                        EGL_DEFAULT_DISPLAY, NULL)) ||
                 try_devices(egl);
    if (!found)
        lm_fail(error, LM_ERROR_INTERNAL,
                "cannot draw: OpenGL 3.2 through EGL is not available here; install Mesa (Debian: "
                "libegl1 and libgl1-mesa-dri)");
    if (found && ask_device(egl, error))
        return egl;
    lm_egl_free(egl);
    return NULL;
}

void lm_egl_free(lm_egl *egl)
{
    if (!egl)
        return;
    if (egl->context != EGL_NO_CONTEXT) {
        lm_egl_leave(egl);
        eglDestroyContext(egl->display, egl->context);
    }
    g_free(egl->device);
    g_free(egl);
}

bool lm_egl_enter(lm_egl *egl, GError **error)
{
    return (eglBindAPI(EGL_OPENGL_API) &&
            eglMakeCurrent(egl->display, EGL_NO_SURFACE, EGL_NO_SURFACE, egl->context)) ||
           lm_fail(error, LM_ERROR_INTERNAL, "cannot draw: EGL error 0x%x",
                   (unsigned)eglGetError());
}

void lm_egl_leave(lm_egl *egl)
{
    eglMakeCurrent(egl->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

const char *lm_egl_device(const lm_egl *egl)
{
    return egl->device ? egl->device : "OpenGL";
}

bool lm_egl_is_software(const lm_egl *egl)
{
    static const char *const names[] = {"llvmpipe", "softpipe", "swrast", "SWR",
                                        "Software Rasterizer"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strstr(lm_egl_device(egl), names[i]))
            return true;
    return false;
}
