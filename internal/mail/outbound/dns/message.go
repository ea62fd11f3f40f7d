package dns

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// A question is one query as it is sent.
type question struct {
	id     uint16
	ask    dnsmessage.Question
	packet []byte
}

// newQuestion makes a query. It asks for the AD flag (RFC 6840, 5.7) and allows larger datagrams (RFC 6891).
func newQuestion(name string, kind dnsmessage.Type) (question, error) {
	n, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return question{}, err
	}
	q := question{id: uint16(rand.Uint32()), ask: dnsmessage.Question{Name: n, Type: kind, Class: dnsmessage.ClassINET}}
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: q.id, RecursionDesired: true, AuthenticData: true})
	var opt dnsmessage.ResourceHeader
	err = errors.Join(b.StartQuestions(), b.Question(q.ask), b.StartAdditionals(), opt.SetEDNS0(maxDatagram, dnsmessage.RCodeSuccess, false),
		b.OPTResource(opt, dnsmessage.OPTResource{}))
	if err != nil {
		return q, err
	}
	q.packet, err = b.Finish()
	return q, err
}

// answeredBy says whether a packet answers the question: with its number, and repeating it.
func (q *question) answeredBy(packet []byte) bool {
	var p dnsmessage.Parser
	h, err := p.Start(packet)
	if err != nil || !h.Response || h.ID != q.id {
		return false
	}
	is, err := p.Question()
	return err == nil && is.Type == q.ask.Type && is.Class == q.ask.Class && strings.EqualFold(is.Name.String(), q.ask.Name.String())
}

func truncated(packet []byte) bool {
	var p dnsmessage.Parser
	h, err := p.Start(packet)
	return err == nil && h.Truncated
}

// Limits of an answer.
const (
	maxRecords = 200
	maxAliases = 8
)

// read returns the records that answer the question, at the end of their aliases.
func (q *question) read(packet []byte) ([]dnsmessage.Resource, Origin, error) {
	origin := Origin{Canonical: plain(q.ask.Name)}
	var p dnsmessage.Parser
	h, err := p.Start(packet)
	if err == nil {
		err = p.SkipAllQuestions()
	}
	if err != nil {
		return nil, origin, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	origin.Secure = h.AuthenticData
	switch h.RCode {
	case dnsmessage.RCodeSuccess:
	case dnsmessage.RCodeNameError:
		return nil, origin, ErrNoDomain
	default:
		return nil, origin, fmt.Errorf("%w: %s", ErrFailed, strings.TrimPrefix(h.RCode.String(), "RCode"))
	}
	all, err := answers(&p, q.ask.Type)
	if err != nil {
		return nil, origin, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	origin.Canonical, err = follow(all, origin.Canonical)
	return at(all, origin.Canonical, q.ask.Type), origin, err
}

// answers reads the records of a type, and the aliases.
func answers(p *dnsmessage.Parser, kind dnsmessage.Type) ([]dnsmessage.Resource, error) {
	var list []dnsmessage.Resource
	for range maxRecords {
		h, err := p.AnswerHeader()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Class != dnsmessage.ClassINET || h.Type != kind && h.Type != dnsmessage.TypeCNAME {
			if err := p.SkipAnswer(); err != nil {
				return nil, err
			}
			continue
		}
		r, err := resource(p, h)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return nil, fmt.Errorf("more than %d records", maxRecords)
}

func resource(p *dnsmessage.Parser, h dnsmessage.ResourceHeader) (dnsmessage.Resource, error) {
	if h.Type != typeTLSA {
		return p.Answer()
	}
	u, err := p.UnknownResource()
	return dnsmessage.Resource{Header: h, Body: &u}, err
}

// follow returns the name at the end of the aliases.
func follow(records []dnsmessage.Resource, name string) (string, error) {
	alias := map[string]string{}
	for _, r := range records {
		if c, ok := r.Body.(*dnsmessage.CNAMEResource); ok {
			alias[plain(r.Header.Name)] = plain(c.CNAME)
		}
	}
	for range maxAliases {
		next, ok := alias[name]
		if !ok {
			return name, nil
		}
		name = next
	}
	return name, fmt.Errorf("%w: the aliases of the name lead in a circle, or too far", ErrBadAnswer)
}

func at(records []dnsmessage.Resource, name string, kind dnsmessage.Type) []dnsmessage.Resource {
	var list []dnsmessage.Resource
	for _, r := range records {
		if r.Header.Type == kind && plain(r.Header.Name) == name {
			list = append(list, r)
		}
	}
	return list
}
