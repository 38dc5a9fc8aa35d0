/* Along rays, on any processor. */
#define MARCH lm_march
#include "march.h"
