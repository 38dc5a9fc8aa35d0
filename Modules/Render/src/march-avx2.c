/* Along rays, on processors with AVX2: CMakeLists.txt has it compiled for them. */
#define MARCH lm_march_avx2
#include "march.h"
