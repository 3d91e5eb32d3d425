/* coir.h - async and await for C: everything, in the order of the ladder.
 *
 * Each header is one idea and needs only those before it; include this one, or stop at any rung.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_H
#define COIR_H

#include "coir/resume.h"          /*  1 leave a function and come back          */
#include "coir/generator.h"       /*  2 hand out one value after the other      */
#include "coir/cleanup.h"         /*  3 errors, and blocks that always run      */
#include "coir/delegate.h"        /*  4 yield from another generator            */
#include "coir/coroutine.h"       /*  5 wait for one another                    */
#include "coir/task.h"            /*  6 coroutines that run by themselves       */
#include "coir/loop.h"            /*  7 take turns, keep time                   */
#include "coir/async_generator.h" /*  8 values that have to be waited for       */
#include "coir/with.h"            /*  9 before and after, whatever happens      */
#include "coir/spawn.h"           /*    tasks whose number is not known before  */
#include "coir/closing.h"         /*    generators left open, closed at the end */
#include "coir/context.h"         /*    values of a task and what it starts     */
#include "coir/future.h"          /* 11 an outcome that is not there yet        */
#include "coir/error_group.h"     /* 10 the errors of several tasks             */
#include "coir/group.h"           /* 10 a block that waits for its tasks        */
#include "coir/gather.h"          /* 10 wait for several tasks                  */
#include "coir/wait.h"            /* 10 wait for some of several tasks          */
#include "coir/as_completed.h"    /* 10 take tasks as they are done             */
#include "coir/timeout.h"         /* 10 give a block a deadline                 */
#include "coir/shield.h"          /* 10 wait without passing cancellation on    */
#include "coir/wait_for.h"        /* 10 give a single await a deadline          */
#include "coir/first.h"           /* 10 keep the first result, cancel the rest  */
#include "coir/limit.h"           /* 10 so many of a list at a time             */
#include "coir/retry.h"           /* 10 try again after a pause                 */
#include "coir/ticks.h"           /* 10 regular times                           */
#include "coir/after.h"           /* 10 run something later                     */
#include "coir/others.h"          /* 10 wait for what is in the background      */
#include "coir/itertools.h"       /* 10 map, filter, zip, merge ...             */
#include "coir/event.h"           /* 11 wait until something has happened       */
#include "coir/semaphore.h"       /* 11 so many at a time                       */
#include "coir/lock.h"            /* 11 one at a time                           */
#include "coir/condition.h"       /* 11 wait, with a lock, for a change         */
#include "coir/barrier.h"         /* 11 wait for each other                     */
#include "coir/queue.h"           /* 11 items from task to task                 */
#include "coir/channel.h"         /* 11 a queue whose ends can be closed        */
#include "coir/broadcast.h"       /* 11 every item to every subscriber          */
#include "coir/ring.h"            /* 11 items from interrupt to task            */
#include "coir/notice.h"          /* 11 events and semaphores from interrupts   */
#include "coir/inlet.h"           /* 11 items from interrupts into queues       */
#include "coir/thread.h"          /* 12 blocking functions, in threads          */
#include "coir/address.h"         /* 12 a place on the internet, or a socket    */
#include "coir/dns.h"             /* 12 the addresses of a name                 */
#include "coir/stream.h"          /* 12 bytes in order                          */
#include "coir/writer.h"          /* 12 write without waiting                   */
#include "coir/copy.h"            /* 12 pour streams and files into streams     */
#include "coir/socket.h"          /* 12 TCP, and Unix sockets                   */
#include "coir/foreign.h"         /* 12 libraries with descriptors of their own */
#include "coir/datagram.h"        /* 12 UDP, and Unix datagrams                 */
#include "coir/workers.h"         /* 12 functions in processes of their own     */
#include "coir/signal.h"          /* 12 signals of the operating system         */
#include "coir/file.h"            /* 12 files and directories, through threads  */
#include "coir/process.h"         /* 12 other programs                          */

/* ports */
#include "coir/bare.h"
#include "coir/virtual.h"
#include "coir/system.h"

#endif
