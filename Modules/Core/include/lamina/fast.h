/* LM_FAST before a function with a hot loop: where the machine has wider registers they are used.
 * Every value goes through the same operations there, so that the answer is the same: nothing is
 * contracted, and no sum is taken across a register. */
#pragma once

#if defined __x86_64__ && !defined __clang__ && !defined __SANITIZE_ADDRESS__ &&                   \
    !defined __SANITIZE_THREAD__
#define LM_FAST __attribute__((target_clones("avx2", "default")))
#else
#define LM_FAST /* sanitizers are not there yet when clones are chosen */
#endif
