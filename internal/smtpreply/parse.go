package smtpreply

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// Reads the table: blocks of "key: value" lines, separated by empty lines; # begins a comment.
func parse(text string) ([]Reply, error) {
	var list []Reply
	var r Reply
	lines := bufio.NewScanner(strings.NewReader(text + "\n\n"))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line == "" {
			if r.Name != "" {
				list = append(list, r)
			}
			r = Reply{}
			continue
		}
		if err := r.set(line); err != nil {
			return nil, fmt.Errorf("replies.txt:%d: %w", n, err)
		}
	}
	return list, lines.Err()
}

func (r *Reply) set(line string) error {
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return fmt.Errorf("%q is not of the form key: value", line)
	}
	switch key {
	case "name":
		r.Name = value
	case "code":
		code, enhanced, _ := strings.Cut(value, " ")
		n, err := strconv.Atoi(code)
		if err != nil || n < 200 || n > 599 {
			return fmt.Errorf("%q is no reply code", code)
		}
		r.Code, r.Enhanced = n, enhanced
	case "text":
		r.Text = value
	case "meaning":
		r.Meaning = value
	case "cause":
		r.Cause = value
	case "advice":
		r.Advice = value
	case "source":
		r.Source = value
	default:
		return fmt.Errorf("%q is no key of a reply", key)
	}
	return nil
}
