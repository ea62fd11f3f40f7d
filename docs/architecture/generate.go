package architecture

//go:generate go run ../../internal/gen/support ../support.md
