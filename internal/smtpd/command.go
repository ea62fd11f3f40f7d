package smtpd

import (
	"fmt"
	"strings"
)

// isVerb says whether there is such a command; everything else may be a secret that went astray.
func isVerb(verb string) bool {
	switch verb {
	case "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP":
		return true
	}
	return false
}

// parse takes a line apart and records it. The verb is "" for what is no command.
func (c *conn) parse(text string) (verb, arg string) {
	verb, arg, _ = strings.Cut(text, " ")
	verb = strings.ToUpper(verb)
	switch {
	case !isVerb(verb):
		c.record.heardSecret("", len(text), ", no command")
		return "", ""
	case verb == "AUTH":
		c.recordAuth(arg)
	default:
		c.record.heard(text)
	}
	return verb, strings.TrimSpace(arg)
}

// recordAuth keeps the mechanism and how long the initial response is.
func (c *conn) recordAuth(arg string) {
	mechanism, initial, ok := strings.Cut(strings.TrimSpace(arg), " ")
	begins := "AUTH " + printableMechanism(mechanism)
	if !ok {
		c.record.heard(begins)
		return
	}
	c.record.heardSecret(begins+" ", len(initial), " of a credential")
}

const (
	resetting = "250 2.0.0 Resetting"
	closing   = "221 2.0.0 Service closing transmission channel"
)

// courtesy answers commands that change nothing.
func (c *conn) courtesy(verb, arg string) outcome {
	switch verb {
	case "NOOP":
		c.answer("250 2.0.0 OK")
	case "VRFY":
		c.answer("252 2.1.5 Cannot VRFY user")
	case "HELP":
		c.answer("214 2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY QUIT")
	case "QUIT":
		if arg != "" {
			c.say("InvalidArguments")
			break
		}
		c.answer(closing)
		c.ended("quit")
		c.hangUp()
		return ends
	case "RSET":
		c.say("InvalidArguments")
	default:
		c.say("Unrecognized")
	}
	return stays
}

// greet answers EHLO and HELO.
func (c *conn) greet(verb, arg string) bool {
	if !goodHello(arg) {
		c.say("InvalidDomain")
		return false
	}
	c.hello = arg
	c.record.greeted(arg)
	first := fmt.Sprintf("%s Hello [%s]", c.server.Host, c.client.Addr())
	if verb == "HELO" {
		c.answer("250 " + first)
		return true
	}
	lines := append([]string{first}, c.extensions()...)
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		c.answer("250" + sep + l)
	}
	return true
}

// extensions are what EHLO lists, in the vendor's order.
func (c *conn) extensions() []string {
	list := []string{fmt.Sprintf("SIZE %d", c.server.Content.Size), "PIPELINING", "DSN", "ENHANCEDSTATUSCODES"}
	if c.cipher != "" {
		list = append(list, "AUTH LOGIN XOAUTH2")
	} else if c.server.tls != nil {
		list = append(list, "STARTTLS")
	}
	return append(list, "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")
}
