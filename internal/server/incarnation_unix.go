//go:build unix

package server

import (
	"io/fs"
	"strconv"
	"syscall"
)

// fileIdentity tells a file from a copy of it: its number in the file system.
func fileIdentity(info fs.FileInfo) string {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.FormatUint(uint64(st.Ino), 10)
	}
	return ""
}
