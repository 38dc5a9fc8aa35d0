#include "lamina/render.h"

const double *lm_surface_colour(size_t at)
{
    static const double colours[][3] = {{0.93, 0.84, 0.74}, {0.80, 0.36, 0.28}, {0.27, 0.53, 0.72},
                                        {0.42, 0.62, 0.33}, {0.56, 0.42, 0.67}, {0.85, 0.65, 0.25}};
    return colours[at % G_N_ELEMENTS(colours)];
}
