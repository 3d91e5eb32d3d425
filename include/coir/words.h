/* words.h - give Coir's macros their short names. Costs nothing.
 *
 * The one list of bare words. Define COIR_NO_SHORT_NAMES before the first include and write
 * COIR_AWAIT, COIR_YIELD ... instead, if one of these words is taken in your program.
 * A word whose rung is not included stands for a name that nobody defined, and does not compile.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WORDS_H
#define COIR_WORDS_H

#ifndef COIR_NO_SHORT_NAMES
/* rung 1 */
#define RESUMABLE COIR_RESUMABLE
#define RESUMABLE_END COIR_RESUMABLE_END
#define SUSPEND COIR_SUSPEND
/* rung 2 */
#define GENERATOR_FRAME COIR_GENERATOR_FRAME
#define GENERATOR_DECLARE COIR_GENERATOR_DECLARE
#define GENERATOR COIR_GENERATOR
#define GENERATOR_END COIR_GENERATOR_END
#define YIELD COIR_YIELD
#define RETURN COIR_RETURN
#define PREPARE COIR_PREPARE
#define NEXT COIR_NEXT
#define SEND COIR_SEND
#define THROW COIR_THROW
#define CLOSE COIR_CLOSE
#define ENDED COIR_ENDED
#define OUTCOME COIR_OUTCOME
#define FOR_EACH COIR_FOR_EACH
/* rung 3 */
#define TRY COIR_TRY
#define CATCH COIR_CATCH
#define FINALLY COIR_FINALLY
#define TRY_END COIR_TRY_END
#define RAISE COIR_RAISE
#define CAUGHT COIR_CAUGHT
#define CONTEXT COIR_CONTEXT
/* rung 4 */
#define DELEGATING_FRAME COIR_DELEGATING_FRAME
#define YIELD_FROM COIR_YIELD_FROM
/* rung 5 */
#define CORO COIR_CORO
#define ASYNC_DECLARE COIR_ASYNC_DECLARE
#define ASYNC COIR_ASYNC
#define ASYNC_END COIR_ASYNC_END
#define AWAIT COIR_AWAIT
#define AWAIT_INTO COIR_AWAIT_INTO
#define AWAIT_CALL COIR_AWAIT_CALL
/* rung 6 */
#define START COIR_START
#define START_EAGER COIR_START_EAGER
/* rung 7 */
#define AWAIT_UNTIL COIR_AWAIT_UNTIL
#define SPAWN COIR_SPAWN
/* rung 8 */
#define ASYNC_FOR COIR_ASYNC_FOR
#define ASYNC_FOR_OPEN COIR_ASYNC_FOR_OPEN
#define ASYNC_FOR_END COIR_ASYNC_FOR_END
#define ASYNC_NEXT COIR_ASYNC_NEXT
#define ASYNC_SEND COIR_ASYNC_SEND
#define ASYNC_THROW COIR_ASYNC_THROW
#define ASYNC_CLOSE COIR_ASYNC_CLOSE
/* rung 9 */
#define WITH COIR_WITH
#define WITH_END COIR_WITH_END
#define ASYNC_WITH COIR_ASYNC_WITH
#define ASYNC_WITH_END COIR_ASYNC_WITH_END
/* rung 10 */
#define CATCH_STAR COIR_CATCH_STAR
#endif

#endif
