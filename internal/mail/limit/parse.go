package limit

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// Reads the table: blocks of "key: value" lines, separated by empty lines; # begins a comment.
func parse(text string) ([]Figure, error) {
	var list []Figure
	var f Figure
	lines := bufio.NewScanner(strings.NewReader(text + "\n\n"))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line == "" {
			if f.Name != "" {
				list = append(list, f)
			}
			f = Figure{}
			continue
		}
		if err := f.take(line); err != nil {
			return nil, fmt.Errorf("figures.txt:%d: %w", n, err)
		}
	}
	return list, lines.Err()
}

func (f *Figure) take(line string) error {
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return fmt.Errorf("%q is not of the form key: value", line)
	}
	texts := map[string]*string{"unit": &f.Unit, "meaning": &f.Meaning, "source": &f.Source, "date": &f.Date}
	numbers := map[string]*int64{"value": &f.Value, "least": &f.Least, "most": &f.Most}
	switch {
	case key == "name":
		f.Name = Name(value)
	case texts[key] != nil:
		*texts[key] = value
	case numbers[key] != nil:
		n, err := strconv.ParseInt(value, 10, 64)
		*numbers[key] = n
		return err
	default:
		return fmt.Errorf("%q is no key of a figure", key)
	}
	return nil
}
