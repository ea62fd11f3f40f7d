package adminapi

// nextChunk is the size of the pieces after the first, which is small: most answers are one object.
const nextChunk = 256 << 10

// A chunks keeps a long text in pieces, so that it does not move while it grows.
type chunks struct {
	full [][]byte
	last []byte
}

// room returns the piece that the next text is appended to; put takes it back.
func (c *chunks) room() []byte {
	if c.last == nil {
		c.last = make([]byte, 0, usualObject)
	}
	if cap(c.last)-len(c.last) < usualObject && len(c.last) > 0 {
		c.full = append(c.full, c.last)
		c.last = make([]byte, 0, nextChunk)
	}
	return c.last
}

func (c *chunks) put(b []byte) { c.last = b }
