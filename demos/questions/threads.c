/* threads.c - hand numbers from one thread to another, through a queue of four places.
 *
 * The queue is a ring, a mutex and two condition variables, because either thread may run at any
 * moment. threads_moved.c is the same as two tasks.
 */
#include <pthread.h>
#include <stdio.h>

enum { ROOM = 4, END = -1 };

static int slots[ROOM], first, count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;

static void put(int item) {
    pthread_mutex_lock(&mutex);
    while (count == ROOM)
        pthread_cond_wait(&not_full, &mutex);
    slots[(first + count++) % ROOM] = item;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&mutex);
}

static int get(void) {
    int item;
    pthread_mutex_lock(&mutex);
    while (count == 0)
        pthread_cond_wait(&not_empty, &mutex);
    item = slots[first];
    first = (first + 1) % ROOM;
    count--;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&mutex);
    return item;
}

static void *producer(void *unused) {
    (void)unused;
    for (int i = 1; i <= 10; i++)
        put(i * i);
    put(END);
    return NULL;
}

static void *consumer(void *argument) {
    int *sum = (int *)argument;
    for (int item = get(); item != END; item = get())
        *sum += item;
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    int sum = 0;
    if (pthread_create(&threads[0], NULL, producer, NULL))
        return 1;
    if (pthread_create(&threads[1], NULL, consumer, &sum))
        return 1;
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    printf("sum %d\n", sum);
    return 0;
}
