// Package message reads, checks, stamps and writes messages (RFC 5322, MIME). Both halves share it: the
// organisation takes messages from connections with it and shows them, the shell composes them.
//
// The bytes of a message are the truth: nothing is written anew except where a caller asks for it. What is read
// from outside is read once, in a stream, within [Limits], in time that grows with its length.
package message
