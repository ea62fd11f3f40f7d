package queue

import (
	"bytes"
	"io"
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// chunks reads a message within a transaction. One that is damaged ends where it is.
type chunks struct {
	mail    mail.Tx
	message org.ID
	offset  int64
	rest    []byte
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		b, err := c.mail.Chunk(c.message, c.offset)
		if err != nil || len(b) == 0 {
			return 0, io.EOF
		}
		c.rest, c.offset = b, c.offset+int64(len(b))
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// header returns the header of a message, as much of it as its first chunk holds.
func header(r io.Reader) io.Reader {
	first, _ := io.ReadAll(io.LimitReader(r, mail.ChunkSize)) // chunks fail at nothing
	if head, _, found := bytes.Cut(first, []byte("\r\n\r\n")); found {
		first = append(head[:len(head):len(head)], "\r\n"...)
	}
	return bytes.NewReader(first)
}

// toOrCc says whether the header of a message names one of the addresses as To or Cc. A header that cannot be read
// is taken for one that does.
func toOrCc(m mail.Tx, id org.ID, addresses []string) (bool, error) {
	read, err := message.Read(header(&chunks{mail: m, message: id}))
	if err != nil {
		return true, nil
	}
	defer read.Close()
	for _, field := range []string{"To", "Cc"} {
		list, err := read.Root.Header.Addresses(field)
		if err != nil {
			return true, nil
		}
		for _, a := range list {
			if slices.ContainsFunc(addresses, func(b string) bool { return org.Matches(a.Address, b) }) {
				return true, nil
			}
		}
	}
	return false, nil
}
