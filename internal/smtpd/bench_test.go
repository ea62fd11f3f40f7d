package smtpd

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
)

// bareSession takes mail as fast as go-smtp can.
type bareSession struct{}

func (bareSession) Reset()                               { _ = 0 }
func (bareSession) Logout() error                        { return nil }
func (bareSession) Mail(string, *smtp.MailOptions) error { return nil }
func (bareSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (bareSession) Data(r io.Reader) error               { _, err := io.Copy(io.Discard, r); return err }

// BenchmarkSubmit is P-16 without the store: messages of 4 KiB over connections that stay, through the door and
// through go-smtp alone.
func BenchmarkSubmit(b *testing.B) {
	text := "From: hana@contoso.com\r\nSubject: x\r\n\r\n" + strings.Repeat(strings.Repeat("x", 62)+"\r\n", 63) + ".\r\n"
	w := start(b, func(s *Server) { s.Known = (&desk{}).known; s.Record = nil; s.Log = nil })
	bare := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return bareSession{}, nil }))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = bare.Serve(l) }()
	b.Cleanup(func() { bare.Close() })
	for name, address := range map[string]string{"door": w.address, "bare": l.Addr().String()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.RunParallel(func(pb *testing.PB) {
				c := dial(b, address)
				c.want("", "220")
				c.want("EHLO bench", "250")
				for pb.Next() {
					c.want("MAIL FROM:<hana@contoso.com>", "250")
					c.want("RCPT TO:<olivia@contoso.com>", "250")
					c.want("DATA", "354")
					c.send(text)
					c.want("", "250")
				}
			})
		})
	}
}

// BenchmarkConnect is P-18 without the store: STARTTLS, XOAUTH2 and one message per connection, against TLS
// connections alone.
func BenchmarkConnect(b *testing.B) {
	w := start(b, func(s *Server) { s.Record = nil; s.Log = nil })
	l, err := tls.Listen("tcp", "127.0.0.1:0", strict(w.TLS))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.WriteString(c, "220 hello\r\n")
				_, _ = bufio.NewReader(c).ReadString('\n')
				c.Close()
			}()
		}
	}()
	b.Run("bare", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				c := dial(b, l.Addr().String())
				c.handshake()
				c.want("", "220")
				c.send("QUIT\r\n")
				c.conn.Close()
			}
		})
	})
	response := xoauth2(user, token)
	b.Run("door", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				c := w.secured(b)
				c.want("AUTH XOAUTH2 "+response, "235")
				c.send(fmt.Sprintf("MAIL FROM:<%s>\r\nRCPT TO:<olivia@contoso.com>\r\nDATA\r\n", user))
				c.want("", "250")
				c.want("", "250")
				c.want("", "354")
				c.send(letterText + ".\r\n")
				c.want("", "250")
				c.want("QUIT", "221")
				c.conn.Close()
			}
		})
	})
}
