package allowblock

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The actions of an item.
const (
	allow = "Allow"
	block = "Block"
)

// The limits of the vendor's articles: entries of one call, days until an item ends, and days after which an
// item that is not used is removed.
const (
	mostEntries = 20
	blockDays   = 90
	allowDays   = 30
	usualDays   = 30
	removeDays  = 45
	mostNotes   = 1024
	mostURL     = 250
)

// action returns what the arguments want done with a value. One of the two has to be given where it is
// needed, and never both.
func action(args command.Args, needed bool) (string, error) {
	a, b := args.Flag("Allow"), args.Flag("Block")
	switch {
	case a && b:
		return "", org.Invalid("Allow", "True", "it can't be together with -Block")
	case a:
		return allow, nil
	case b:
		return block, nil
	case needed:
		return "", org.Invalid("Block", "False", "give -Allow or -Block")
	}
	return "", nil
}

func checkCount(names []string) error {
	if len(names) == 0 || len(names) > mostEntries {
		return org.Invalid("Entries", fmt.Sprint(len(names), " values"), fmt.Sprintf("one call takes 1 to %d values", mostEntries))
	}
	return nil
}

// checkValue returns an error unless the value is one of the list's kind.
func checkValue(list, value string) error {
	why := ""
	switch list {
	case "Sender":
		if strings.Contains(value, "@") {
			return org.CheckSMTP("Entries", value)
		}
		return org.CheckDomain("Entries", value)
	case "FileHash":
		if len(value) != 64 || strings.Trim(strings.ToLower(value), "0123456789abcdef") != "" {
			why = "it must be the SHA-256 hash of a file, 64 hexadecimal digits"
		}
	case "IP":
		addr, _, _ := strings.Cut(value, "/")
		ip, err := netip.ParseAddr(addr)
		_, wrong := netip.ParsePrefix(value)
		if err != nil || ip.Is4() || ip.Zone() != "" || strings.Contains(value, "/") && wrong != nil {
			why = "it must be an IPv6 address or network; the connection filter policy takes those of IPv4"
		}
	case "Url":
		if n := utf8.RuneCountInString(value); n == 0 || n > mostURL || strings.ContainsAny(value, " \t\r\n") || strings.Contains(value, "://") {
			why = fmt.Sprintf("it must be an address without http:// and without blanks, of at most %d characters", mostURL)
		}
	}
	if why != "" {
		return org.Invalid("Entries", value, why)
	}
	return nil
}

// ends returns when an item with the action ends; nil is never. Without an argument it is as the item had
// it, or in 30 days for a new one.
func ends(args command.Args, does, list, sub string, now time.Time, old object.Value) (object.Value, error) {
	if args.Flag("NoExpiration") {
		if does == allow && list != "IP" && sub != "AdvancedDelivery" {
			return nil, org.Invalid("NoExpiration", "True", "what is allowed has to end, but for IP addresses and advanced delivery")
		}
		return nil, nil
	}
	v, given := args.Get("ExpirationDate")
	if !given {
		return old, nil
	}
	t, ok := v.(time.Time)
	most := blockDays
	if does == allow {
		most = allowDays
	}
	if !ok || !t.After(now) || t.After(now.AddDate(0, 0, most)) {
		return nil, org.Invalid("ExpirationDate", object.String(v), fmt.Sprintf("it must be a date in the next %d days", most))
	}
	return t.UTC(), nil
}

// removal returns after how many days without use an item that is allowed is removed.
func removal(args command.Args, does, list string) (object.Value, error) {
	v, given := args.Get("RemoveAfter")
	if !given || v == nil {
		return nil, nil
	}
	if n, ok := v.(int32); !ok || n != removeDays || does != allow || list == "IP" {
		return nil, org.Invalid("RemoveAfter", object.String(v), fmt.Sprintf("it must be %d, with -Allow, for senders, URLs and files", removeDays))
	}
	return int32(removeDays), nil
}

func notes(args command.Args) (string, error) {
	text := args.Text("Notes")
	if utf8.RuneCountInString(text) > mostNotes {
		return "", org.Invalid("Notes", text, fmt.Sprintf("it may have at most %d characters", mostNotes))
	}
	return text, nil
}
