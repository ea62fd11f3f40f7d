package smtpclient

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	maxLine  = 2048 // bytes of a line of a reply; RFC 5321, 4.5.3.1.5 asks for 512
	maxLines = 128  // of a reply
)

func itoa(n int) string { return strconv.Itoa(n) }

// readReply reads a reply with all its lines (RFC 5321, 4.2.1).
func readReply(r *bufio.Reader, trace func(string)) (Reply, error) {
	var reply Reply
	for {
		line, err := readLine(r)
		if err != nil {
			return reply, err
		}
		trace(line)
		if len(reply.Lines) == maxLines {
			return reply, fmt.Errorf("a reply has more than %d lines: %w", maxLines, ErrProtocol)
		}
		more, err := reply.add(line)
		if err != nil {
			return reply, err
		}
		if !more {
			return reply, nil
		}
	}
}

// add takes a line "250-5.7.1 text" and says whether more follow.
func (r *Reply) add(line string) (more bool, err error) {
	if len(line) < 3 || strings.Trim(line[:3], "0123456789") != "" || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return false, fmt.Errorf("%q: %w", line, ErrProtocol)
	}
	code, _ := strconv.Atoi(line[:3])
	if code < 200 || code > 599 || r.Code != 0 && r.Code != code {
		return false, fmt.Errorf("%q: %w", line, ErrProtocol)
	}
	r.Code = code
	more = len(line) > 3 && line[3] == '-'
	text := strings.TrimSpace(line[min(len(line), 4):])
	if enhanced, rest, _ := strings.Cut(text, " "); isEnhanced(enhanced, line[0]) {
		if r.Enhanced == "" {
			r.Enhanced = enhanced
		}
		text = rest
	}
	r.Lines = append(r.Lines, text)
	return more, nil
}

// isEnhanced says whether a word is an enhanced code of the reply's class (RFC 2034, 4).
func isEnhanced(w string, class byte) bool {
	parts := strings.Split(w, ".")
	if len(parts) != 3 || len(w) > 10 || w[0] != class || len(parts[0]) != 1 {
		return false
	}
	for _, p := range parts {
		if p == "" || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return true
}

// readLine reads a line without its end.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("a line has more than %d bytes: %w", maxLine, ErrProtocol)
	case errors.Is(err, io.EOF) && len(line) > 0:
		return "", io.ErrUnexpectedEOF
	case err != nil:
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}
