//go:build !linux

package metrics

// residentBytes is known on Linux only.
func residentBytes() (float64, bool) { return 0, false }

// openFiles is known on Linux only.
func openFiles() (float64, bool) { return 0, false }
