package project

import (
	"strconv"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Cut takes the page of a list that is wanted, and says whether more exist than may be returned in all.
func Cut[T any](list []T, page *command.Page, most int) (part []T, more bool, err error) {
	if most >= 0 && len(list) > most {
		list, more = list[:most], true
	}
	if page == nil {
		return list, more, nil
	}
	from := 0
	if page.After != "" {
		if from, err = strconv.Atoi(page.After); err != nil || from < 0 {
			return nil, false, org.Invalid("the page cursor", page.After, "it was not made by this service")
		}
	}
	list = list[min(from, len(list)):]
	if page.Limit > 0 && len(list) > page.Limit {
		page.Next = strconv.Itoa(from + page.Limit)
		return list[:page.Limit], false, nil
	}
	return list, more, nil
}

// SkipCount reads -SkipCount: how many objects are left out at the beginning.
func SkipCount(args command.Args) (int, error) {
	v, given := args.Get("SkipCount")
	if !given || v == nil {
		return 0, nil
	}
	n, err := strconv.Atoi(object.String(v))
	if err != nil || n < 0 {
		return 0, org.Invalid("SkipCount", object.String(v), "it must be a number that is not negative")
	}
	return n, nil
}
