package smtpclient

import (
	"bufio"
	"strings"
	"testing"
)

func FuzzReply(f *testing.F) {
	for _, s := range []string{"250 OK\r\n", "250-a\r\n250 2.1.0 b\r\n", "550-5.7.60 a\r\n550 5.7.60 b\r\n", "250\r\n", "25\n", "250-a\n550 b\n", "\x00", "250 5.7.60 other class\n", "599-\r\n599\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := readReply(bufio.NewReaderSize(strings.NewReader(text), maxLine), func(string) {})
		if err != nil {
			return
		}
		if r.Code < 200 || r.Code > 599 || len(r.Lines) == 0 || len(r.Lines) > maxLines {
			t.Errorf("%q is %+v", text, r)
		}
		if r.Enhanced != "" && r.Enhanced[0] != byte('0'+r.Code/100) {
			t.Errorf("%q has the enhanced code %s", text, r.Enhanced)
		}
		if strings.ContainsAny(r.String(), "\n") {
			t.Errorf("%q has a line end", r.String())
		}
	})
}
