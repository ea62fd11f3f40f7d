// Hello is the least that a Go program can do: the reference for a cold start.
package main

import "fmt"

func main() { fmt.Println(1) }
