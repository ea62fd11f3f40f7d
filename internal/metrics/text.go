package metrics

import (
	"math"
	"strconv"
	"strings"
)

// contentType is that of the text format (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
const contentType = "text/plain; version=0.0.4; charset=utf-8"

// append writes a family: what it is, then its series.
func (f *family) append(b []byte) []byte {
	all := f.sorted()
	if len(all) == 0 {
		return b
	}
	b = append(b, "# HELP "+f.name+" "+escapedHelp(f.help)+"\n# TYPE "+f.name+" "+string(f.kind)+"\n"...)
	for _, s := range all {
		if f.kind == histograms {
			b = f.appendBuckets(b, s)
			continue
		}
		b = f.appendSample(b, "", s.values, "", s.number.get())
	}
	return b
}

// appendBuckets writes a histogram's series: each bucket counts what is not above its bound.
func (f *family) appendBuckets(b []byte, s *series) []byte {
	var count int64
	for i := range s.buckets {
		count += s.buckets[i].Load()
		bound := math.Inf(1)
		if i < len(f.bounds) {
			bound = f.bounds[i]
		}
		b = f.appendSample(b, "_bucket", s.values, number(bound), float64(count))
	}
	b = f.appendSample(b, "_sum", s.values, "", s.number.get())
	return f.appendSample(b, "_count", s.values, "", float64(count))
}

// appendSample writes one line. le is the bound of a bucket, "" for none.
func (f *family) appendSample(b []byte, suffix string, values []string, le string, v float64) []byte {
	b = append(b, f.name+suffix...)
	sep := byte('{')
	label := func(name, value string) {
		b = append(append(b, sep), name...)
		b = append(b, `="`+escapedValue(value)+`"`...)
		sep = ','
	}
	for i, name := range f.labels {
		label(name, values[i])
	}
	if le != "" {
		label("le", le)
	}
	if sep == ',' {
		b = append(b, '}')
	}
	b = append(b, ' ')
	return append(append(b, number(v)...), '\n')
}

// number writes a number as the format has it.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func escapedHelp(text string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(text)
}

func escapedValue(text string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(strings.ToValidUTF8(text, "\uFFFD"))
}
