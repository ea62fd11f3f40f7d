package smtpd

import (
	"strings"
	"unicode/utf8"
)

// clean says whether a text is printable ASCII.
func clean(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// utf8Command says whether a line is a MAIL or RCPT that may hold UTF-8, and holds nothing worse: with SMTPUTF8
// (RFC 6531, 3.4).
func utf8Command(verb, line string, asked bool) bool {
	if verb == "MAIL" {
		_, options, _ := strings.Cut(strings.ToUpper(line), ">")
		asked = strings.Contains(options+" ", " SMTPUTF8 ")
	}
	if verb != "MAIL" && verb != "RCPT" || !asked || !utf8.ValidString(line) {
		return false
	}
	return strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) < 0
}

// The limits of RFC 5321, 4.5.3.1, in bytes.
const (
	maxLocal  = 64
	maxDomain = 255
	maxPath   = 254 // without the brackets
)

// goodHello says whether the argument of EHLO is a domain or an address literal, as far as clients keep to it:
// many send the bare name of a computer, some with an underscore.
func goodHello(arg string) bool {
	if arg == "" || len(arg) > maxDomain {
		return false
	}
	return strings.Trim(arg, hostLetters+"_:[]%") == ""
}

const (
	letters     = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	hostLetters = letters + "-."
	// RFC 5322, 3.2.3 (atext) without the per cent sign, which once routed mail.
	localLetters = letters + ".!#$&'*+-/=?^_`{|}~"
)

// goodPath says whether the argument of MAIL or RCPT has one plain address: no source route, no quotes, no
// routing by a per cent sign (S-76). go-smtp would take such apart and give away what they meant.
func goodPath(arg, prefix string, mayBeEmpty bool) bool {
	if len(arg) < len(prefix) || !strings.EqualFold(arg[:len(prefix)], prefix) {
		return false
	}
	rest := strings.TrimLeft(arg[len(prefix):], " ")
	address, _, _ := strings.Cut(rest, " ")
	if inside, ok := strings.CutPrefix(rest, "<"); ok {
		if address, rest, ok = strings.Cut(inside, ">"); !ok || rest != "" && rest[0] != ' ' {
			return false
		}
		if address == "" {
			return mayBeEmpty
		}
	}
	return goodAddress(address)
}

func goodAddress(a string) bool {
	at := strings.LastIndexByte(a, '@')
	if at < 1 || len(a) > maxPath {
		return false
	}
	local, domain := a[:at], a[at+1:]
	return len(local) <= maxLocal && goodDots(local) && only(local, localLetters) &&
		len(domain) <= maxDomain && goodDots(domain) && only(domain, hostLetters) && goodLabels(domain)
}

// goodDots says whether full stops separate something everywhere.
func goodDots(s string) bool {
	return s != "" && s[0] != '.' && s[len(s)-1] != '.' && !strings.Contains(s, "..")
}

// only says whether a text has no ASCII beyond some letters. Where UTF-8 may be was decided before.
func only(s, letters string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < utf8.RuneSelf && !strings.ContainsRune(letters, r) }) < 0
}

func goodLabels(domain string) bool {
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}
