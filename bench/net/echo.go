// echo.go - echo with a goroutine per connection, on one processor.
//
// SPDX-License-Identifier: MIT
package main

import (
	"fmt"
	"net"
	"runtime"
)

func answer(connection net.Conn) {
	defer connection.Close()
	bytes := make([]byte, 1024)
	for {
		n, err := connection.Read(bytes)
		if err != nil {
			return
		}
		if _, err = connection.Write(bytes[:n]); err != nil {
			return
		}
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go answer(connection)
	}
}
