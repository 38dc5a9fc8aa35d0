/* How far a motion is to be trusted, pixel by pixel. */
#pragma once

#include "between_flow_motion.h"

/* Between 0 and 1, seen from the middle: what the motions (`count` of them) count against standing
 * still. Each by the inverse of its error, as independent measures are joined; and the error is
 * taken to go with how much left and right differ around the pixel, once moved and once not. So
 * where something ends, and has no counterpart on the other side, no motion makes the slices agree
 * and half of the answer fades as it would without; where one does, nothing fades. 1 where both
 * agree fully. `scratch` has room for two pictures. */
void flow_confidence(const flow_image *left, const flow_image *right, const flow_motion *motion,
                     int count, flow_image *confidence, float *scratch);
