package smtpreply

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/internal/nearest"
)

// An Explanation says what a reply means.
type Explanation struct {
	Reply // Name is "" where no table has the reply, and the standards alone explain its code
	// Near are known codes that differ little from an unknown one, or nothing.
	Near []string
}

// maxExplained is how much of a text is looked at, in bytes.
const maxExplained = 64 << 10

// Explain finds the replies of a text (a code such as "5.7.60", a pasted line, a whole notification) and says
// what they mean, those that fit the text's words best first for each code. It returns nil where the text holds
// neither a code nor the words of a known reply.
func Explain(text string) []Explanation {
	text = text[:min(len(text), maxExplained)]
	var list []Explanation
	for _, f := range find(text) {
		list = append(list, f.explain(text)...)
	}
	if list == nil {
		list = byWords(text)
	}
	return list
}

// ExplainReply explains one reply of a server.
func ExplainReply(code int, enhanced, text string) Explanation {
	f := found{code: strconv.Itoa(code), enhanced: enhanced}
	return f.explain(text)[0]
}

func (f found) explain(text string) []Explanation {
	list := fitting(known(f), text)
	if len(list) == 0 {
		return []Explanation{f.standard()}
	}
	return list
}

// known lists the replies of the tables that have the code.
func known(f found) []Reply {
	var list []Reply
	for _, r := range everyReply() {
		if f.enhanced != "" && covers(r.Enhanced, f.enhanced) || f.enhanced == "" && strconv.Itoa(r.Code) == f.code {
			list = append(list, r)
		}
	}
	return list
}

func everyReply() []Reply { return slices.Concat(All(), Elsewhere()) }

// covers says whether an enhanced code of a table, which may end with a range, is or holds a code. Tables name
// the permanent or the temporary form; a reply may come in either, but one form is enough for the exact code.
func covers(of, code string) bool {
	if of == code {
		return true
	}
	head, last, ok := cutLast(of)
	codeHead, codeLast, _ := cutLast(code)
	low, high, ranged := strings.Cut(last, "-")
	if !ok || !ranged || head != codeHead {
		return false
	}
	n, _ := strconv.Atoi(codeLast)
	from, _ := strconv.Atoi(low)
	to, _ := strconv.Atoi(high)
	return from <= n && n <= to
}

func cutLast(code string) (head, last string, ok bool) {
	i := strings.LastIndexByte(code, '.')
	if i < 0 {
		return code, "", false
	}
	return code[:i], code[i+1:], true
}

// fitting keeps those of several replies with one code whose words the text has; all of them where it has too few
// of them, as when only a code is given. Words that all of them have say nothing.
func fitting(list []Reply, text string) []Explanation {
	var common, every []string
	for i, r := range list {
		w := words(r.Text)
		every = append(every, w...)
		if i == 0 {
			common = slices.Clone(w)
		}
		common = slices.DeleteFunc(common, func(c string) bool { return !slices.Contains(w, c) })
	}
	telling := func(w string) bool { return slices.Contains(every, w) && !slices.Contains(common, w) }
	have := keep(words(text), telling)
	best, scores := 0, make([]int, len(list))
	for i, r := range list {
		scores[i] = alike(keep(words(r.Text), telling), have)
		best = max(best, scores[i])
	}
	var fits []Explanation
	for i, r := range list {
		if best < enough || scores[i] == best {
			fits = append(fits, Explanation{Reply: r})
		}
	}
	return fits
}

// enough is how alike a text and a reply of its code have to be, in percent, to rule the code's other replies out.
const enough = 30

func keep(list []string, of func(string) bool) []string {
	return slices.DeleteFunc(list, func(w string) bool { return !of(w) })
}

// alike is how many percent of two lists of words are in both (Dice's coefficient).
func alike(a, b []string) int {
	if len(a)+len(b) == 0 {
		return 0
	}
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return 200 * n / (len(a) + len(b))
}

// likely is the share of a reply's words, in percent, from which on a text is taken to be that reply.
const likely = 60

// byWords explains a text without a code: by what it says, or by the name of a reply.
func byWords(text string) []Explanation {
	have := words(text)
	best, list := likely-1, []Explanation(nil)
	for _, r := range everyReply() {
		want := words(r.Text)
		n := share(want, have)
		if len(want) < 2 && n < 100 || n < best || n < likely {
			continue
		}
		if n > best {
			best, list = n, nil
		}
		list = append(list, Explanation{Reply: r})
	}
	if list != nil {
		return list
	}
	return byName(text)
}

func byName(text string) []Explanation {
	var names []string
	for _, r := range everyReply() {
		names = append(names, r.Name)
	}
	name, ok := nearest.Word(strings.TrimSpace(text), names)
	if !ok {
		return nil
	}
	return []Explanation{{Reply: everyReply()[slices.Index(names, name)]}}
}

// standard explains a code by the standards alone.
func (f found) standard() Explanation {
	e := Explanation{Reply: Reply{Enhanced: f.enhanced, Source: "RFC 5321, 4.2"}}
	e.Code, _ = strconv.Atoi(f.code)
	first := f.code
	if f.enhanced != "" {
		first, e.Source = f.enhanced, "RFC 3463"
		e.Near = near(f.enhanced)
	}
	e.Meaning = strings.TrimSpace(f.detail() + " " + class(first[0]))
	switch first[0] {
	case '4':
		e.Advice = "Wait. If it stays so, ask the administrator of the server that gave the reply, with its whole text."
	case '5':
		e.Advice = "Read the text behind the code: it is the server's own word. Its administrator knows more."
	}
	return e
}

func (f found) detail() string {
	if f.enhanced == "" {
		return meaning(f.code)
	}
	x := "x" + f.enhanced[1:]
	if m := meaning(x); m != "" {
		return m
	}
	subject, _, _ := cutLast(x)
	if m := meaning(subject); m != "" {
		return fmt.Sprintf("It is about this: %s%s", strings.ToLower(m[:1]), m[1:])
	}
	return ""
}

// near finds the known code that an unknown one may have been meant to be: one digit differs.
func near(code string) []string {
	var list []string
	for _, r := range everyReply() {
		if r.Enhanced != "" && !strings.Contains(r.Enhanced, "-") && len(r.Enhanced) == len(code) {
			list = append(list, r.Enhanced)
		}
	}
	if i := slices.IndexFunc(list, func(x string) bool { return x[:len(x)-1] == code[:len(code)-1] }); i >= 0 {
		return list[i : i+1]
	}
	word, ok := nearest.Word(code, list)
	if !ok || word[:4] != code[:4] || differ(word, code) > 1 {
		return nil
	}
	return []string{word}
}

// differ is how many places of two texts of the same length differ.
func differ(a, b string) int {
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
