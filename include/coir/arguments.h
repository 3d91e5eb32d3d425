/* arguments.h - turn `.pin = 3, .ms = 200` into assignments. Costs nothing at run time.
 *
 * COIR_ASSIGN_(frame, .pin = 3, .ms = 200) is exactly
 *     (frame) .pin = 3, (frame) .ms = 200
 * which is C89, so it works in every C and C++ and an unknown name is a compile error. Designated
 * initialisers and compound literals would read the same and fail on half of the compilers.
 * At most 16 arguments.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ARGUMENTS_H
#define COIR_ARGUMENTS_H

#include "coir/config.h"

#define COIR_PICK_20_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, ...) t

/* 1, 2 or MANY */
#define COIR_MANY_(...)                                                                            \
    COIR_PICK_20_(__VA_ARGS__, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY,   \
                  MANY, MANY, MANY, MANY, MANY, MANY, 2, 1, 0)
/* 1 to 19 */
#define COIR_COUNT_(...)                                                                           \
    COIR_PICK_20_(__VA_ARGS__, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

/* Nothing or something between the parentheses? COIR_EMPTY_() is 1, anything else 0. It looks for a
 * comma in four places where only nothing at all lets exactly the last one produce it. */
#define COIR_COMMA_(...) ,
#define COIR_HAS_COMMA_(...)                                                                       \
    COIR_PICK_20_(__VA_ARGS__, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0)
#define COIR_EMPTY_(...)                                                                           \
    COIR_EMPTY_2_(COIR_HAS_COMMA_(__VA_ARGS__), COIR_HAS_COMMA_(COIR_COMMA_ __VA_ARGS__),          \
                  COIR_HAS_COMMA_(__VA_ARGS__()), COIR_HAS_COMMA_(COIR_COMMA_ __VA_ARGS__()))
#define COIR_EMPTY_2_(a, b, c, d) COIR_EMPTY_3_(a, b, c, d)
#define COIR_EMPTY_3_(a, b, c, d) COIR_HAS_COMMA_(COIR_EMPTY_CASE_##a##b##c##d)
#define COIR_EMPTY_CASE_0001 ,

#define COIR_ASSIGN_(f, ...) COIR_CAT_(COIR_ASSIGN_, COIR_COUNT_(__VA_ARGS__))(f, __VA_ARGS__)
#define COIR_ASSIGN_1(f, a) (f) a
#define COIR_ASSIGN_2(f, a, ...) (f) a, COIR_ASSIGN_1(f, __VA_ARGS__)
#define COIR_ASSIGN_3(f, a, ...) (f) a, COIR_ASSIGN_2(f, __VA_ARGS__)
#define COIR_ASSIGN_4(f, a, ...) (f) a, COIR_ASSIGN_3(f, __VA_ARGS__)
#define COIR_ASSIGN_5(f, a, ...) (f) a, COIR_ASSIGN_4(f, __VA_ARGS__)
#define COIR_ASSIGN_6(f, a, ...) (f) a, COIR_ASSIGN_5(f, __VA_ARGS__)
#define COIR_ASSIGN_7(f, a, ...) (f) a, COIR_ASSIGN_6(f, __VA_ARGS__)
#define COIR_ASSIGN_8(f, a, ...) (f) a, COIR_ASSIGN_7(f, __VA_ARGS__)
#define COIR_ASSIGN_9(f, a, ...) (f) a, COIR_ASSIGN_8(f, __VA_ARGS__)
#define COIR_ASSIGN_10(f, a, ...) (f) a, COIR_ASSIGN_9(f, __VA_ARGS__)
#define COIR_ASSIGN_11(f, a, ...) (f) a, COIR_ASSIGN_10(f, __VA_ARGS__)
#define COIR_ASSIGN_12(f, a, ...) (f) a, COIR_ASSIGN_11(f, __VA_ARGS__)
#define COIR_ASSIGN_13(f, a, ...) (f) a, COIR_ASSIGN_12(f, __VA_ARGS__)
#define COIR_ASSIGN_14(f, a, ...) (f) a, COIR_ASSIGN_13(f, __VA_ARGS__)
#define COIR_ASSIGN_15(f, a, ...) (f) a, COIR_ASSIGN_14(f, __VA_ARGS__)
#define COIR_ASSIGN_16(f, a, ...) (f) a, COIR_ASSIGN_15(f, __VA_ARGS__)

#endif
