package server

import (
	"io/fs"
	"strconv"
	"syscall"
)

// fileIdentity tells a file from a copy of it: when it was made.
func fileIdentity(info fs.FileInfo) string {
	if d, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return strconv.FormatInt(d.CreationTime.Nanoseconds(), 10)
	}
	return ""
}
