package catalog

import "strings"

func fold(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }
