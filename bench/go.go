// go.go - the workloads with goroutines and channels, on one processor.
//
// prog WORKLOAD [N], as the others.
// SPDX-License-Identifier: MIT
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
)

const room, pairsAtMost, tasks, permits = 16, 8, 100, 4

var startedAt float64

func cpu() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func start() { startedAt = cpu() }

func perOperation(n int) float64 { return (cpu() - startedAt) / float64(n) }

func must(holds bool) {
	if !holds {
		panic("the work was not done")
	}
}

// Run f in so many goroutines, and wait for all.
func all(count int, f func(number int)) {
	var group sync.WaitGroup
	group.Add(count)
	for i := 0; i < count; i++ {
		go func(number int) {
			f(number)
			group.Done()
		}(i)
	}
	group.Wait()
}

func t1(n int) float64 {
	start()
	all(tasks, func(int) {
		for i := 0; i < n/tasks; i++ {
			runtime.Gosched()
		}
	})
	return perOperation(n)
}

func pairs(n, count int) float64 {
	queue, each := make(chan int64, room), n/count
	sums := make([]int64, count)
	start()
	all(2*count, func(number int) {
		for i := 0; i < each; i++ {
			if number%2 == 1 {
				queue <- int64(i)
			} else {
				sums[number/2] += <-queue
			}
		}
	})
	result, total := perOperation(each*count), int64(0)
	for _, sum := range sums {
		total += sum
	}
	must(total == int64(count)*int64(each)*int64(each-1)/2)
	return result
}

// A channel with one slot is an event that is cleared by whoever waited.
func t6(n int) float64 {
	event := [2]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}
	event[0] <- struct{}{}
	start()
	all(2, func(number int) {
		for i := 0; i < n; i++ {
			<-event[number]
			event[1-number] <- struct{}{}
		}
	})
	return perOperation(n)
}

func gather(n, count int) float64 {
	results, sum, rounds := make([]int64, count), int64(0), n/count
	start()
	for i := 0; i < rounds; i++ {
		all(count, func(number int) { results[number] = int64(number) + 1 })
		for _, result := range results {
			sum += result
		}
	}
	must(sum == int64(rounds)*int64(count)*int64(count+1)/2)
	return perOperation(rounds * count)
}

func contenders(n, count int) float64 {
	semaphore, each := make(chan struct{}, permits), n/count
	start()
	all(count, func(int) {
		for i := 0; i < each; i++ {
			semaphore <- struct{}{}
			runtime.Gosched()
			<-semaphore
		}
	})
	return perOperation(each * count)
}

func main() {
	runtime.GOMAXPROCS(1)
	type workload struct {
		run func(n int) float64
		n   int
	}
	table := map[string]workload{
		"T1":   {t1, 2000000},
		"T5":   {func(n int) float64 { return pairs(n, 1) }, 5000000},
		"T5_8": {func(n int) float64 { return pairs(n, pairsAtMost) }, 5000000},
		"T6":   {t6, 1000000},
	}
	for size := 10; size <= 100000; size *= 10 {
		size, name := size, "_"+strconv.Itoa(size)
		table["gather"+name] = workload{func(n int) float64 { return gather(n, size) }, 1000000}
		table["semaphore"+name] = workload{func(n int) float64 { return contenders(n, size) }, 1000000}
	}
	w, there := table[os.Args[1]]
	if !there {
		os.Exit(3)
	}
	if len(os.Args) > 2 {
		w.n, _ = strconv.Atoi(os.Args[2])
	}
	fmt.Println(w.run(w.n))
}
