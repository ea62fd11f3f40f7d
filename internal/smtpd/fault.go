package smtpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"syscall"

	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// fault is what a client hears of an error that no reply was made for.
func (c *conn) fault(err error, otherwise string) *smtpreply.Error {
	if m, ok := errors.AsType[*message.Error](err); ok {
		return unfit(m)
	}
	switch {
	case errors.Is(err, errBareEnding):
		return reply("BareLineFeed")
	case errors.Is(err, errTooMuch):
		return reply("TooLarge")
	case errors.Is(err, errSlow):
		return reply("Timeout")
	case errors.Is(err, errGone):
		return reply("Timeout")
	case c.server.ctx.Err() != nil, errors.Is(err, context.Canceled):
		return reply("ServiceUnavailable")
	case errors.Is(err, org.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		c.server.Log.Error("SMTP message refused: no room", "client", c.client, "err", err)
		return reply("InsufficientResources")
	}
	c.server.Log.Error("SMTP command failed", "client", c.client, "err", err)
	return reply(otherwise)
}

// unfit is the refusal of a message.
func unfit(e *message.Error) *smtpreply.Error {
	switch e.Kind {
	case message.BareCR, message.BareLF:
		return reply("BareLineFeed").Because(e)
	case message.TooLarge:
		return reply("TooLarge")
	case message.LargeHeader, message.ManyFields:
		return reply("HeaderTooLarge").Because(e)
	case message.Loop:
		return reply("Loop")
	}
	return reply("InvalidContent", "reason", e.Detail).Because(e)
}

// ambiguous says whether an error means that client and server may not agree on where messages end; then the
// connection must not go on (S-75), nor after content that did not come to its end.
func ambiguous(err error) bool {
	if m, ok := errors.AsType[*message.Error](err); ok {
		return m.Kind == message.BareCR || m.Kind == message.BareLF || m.Kind == message.NUL
	}
	return errors.Is(err, errBareEnding) || errors.Is(err, errTooMuch) || errors.Is(err, errSlow) || errors.Is(err, errGone)
}

// engineLog passes what go-smtp logs on: panics, above all.
type engineLog struct{ *slog.Logger }

// Printf implements smtp.Logger.
func (l engineLog) Printf(format string, v ...any) {
	l.Error("SMTP engine", "message", fmt.Sprintf(format, v...))
}

// Println implements smtp.Logger.
func (l engineLog) Println(v ...any) { l.Error("SMTP engine", "message", fmt.Sprint(v...)) }
