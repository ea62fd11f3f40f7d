package builtin

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	randv2 "math/rand/v2"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// valueCommands make and take apart values.
func valueCommands(env *Env) []*command.Command {
	return []*command.Command{
		newObject(env), addMember(), getMember(),
		simple(`
			ConvertTo-SecureString <Secure> [-String] <string>{ByValue} [[-SecureKey] <securestring>]
			ConvertTo-SecureString <PlainText> [-String] <string>{ByValue} -AsPlainText [-Force]
			ConvertTo-SecureString <Open> [-String] <string>{ByValue} -Key <byte[]>`, toSecureString),
		simple("ConvertFrom-SecureString [-SecureString] <securestring>{ByValue} [[-SecureKey] <securestring>] [-AsPlainText] [-Key <byte[]>]", fromSecureString),
		simple("New-Guid [-Empty]", newGUID(env)),
		getRandom(env),
	}
}

func toSecureString(_ context.Context, c *command.Call) error {
	if !c.Args.Flag("AsPlainText") {
		return &command.Error{Category: command.NotImplemented, ID: "ImportSecureStringNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
			Message: "ConvertTo-SecureString reads encrypted text on the machine that wrote it only, which is not supported here.", Advice: "Use Read-Host -AsSecureString, or -AsPlainText -Force."}
	}
	return c.Output(&object.SecureString{Plain: c.Args.Text("String")})
}

func fromSecureString(_ context.Context, c *command.Call) error {
	if !c.Args.Flag("AsPlainText") {
		return &command.Error{Category: command.NotImplemented, ID: "ExportSecureStringNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
			Message: "ConvertFrom-SecureString does not write encrypted text here.", Advice: "Keep secrets in a vault; -AsPlainText shows one."}
	}
	v, _ := c.Args.Get("SecureString")
	return c.Output(v.(*object.SecureString).Plain)
}

func newGUID(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		if c.Args.Flag("Empty") {
			return c.Output(object.GUID{})
		}
		r, err := env.random()
		if err != nil {
			return err
		}
		g, err := object.NewGUID(r)
		if err != nil {
			return err
		}
		return c.Output(g)
	}
}

func (e *Env) random() (io.Reader, error) {
	if e.Rand == nil {
		return nil, absent("source of random numbers")
	}
	return e.Rand, nil
}

func getRandom(env *Env) *command.Command {
	return staged(`
		Get-Random <RandomNumber> [[-Maximum] <object>] [-Minimum <object>] [-SetSeed <int>] [-Count <int>]
		Get-Random <RandomListItem> [-InputObject] <object[]>{ByValue} [-Count <int>] [-SetSeed <int>]
		Get-Random <Shuffle> [-InputObject] <object[]>{ByValue} -Shuffle [-SetSeed <int>]`, func() command.Stage {
		var items []object.Value
		return command.Stage{
			Process: func(_ context.Context, c *command.Call) error {
				items = append(items, list(c.Args, "InputObject")...)
				return nil
			},
			End: func(_ context.Context, c *command.Call) error {
				r, err := env.generator(c.Args)
				if err != nil {
					return err
				}
				if items == nil {
					return randomNumbers(c, r)
				}
				r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
				if !c.Args.Flag("Shuffle") {
					items = items[:min(len(items), max(integer(c.Args, "Count", 1), 0))]
				}
				return command.OutputAll(c, items)
			},
		}
	})
}

// generator is seeded by -SetSeed or by the world's randomness.
func (e *Env) generator(a command.Args) (*randv2.Rand, error) {
	var seed [16]byte
	if a.Has("SetSeed") {
		binary.LittleEndian.PutUint64(seed[:], uint64(integer(a, "SetSeed", 0)))
	} else if r, err := e.random(); err != nil {
		return nil, err
	} else if _, err := io.ReadFull(r, seed[:]); err != nil {
		return nil, err
	}
	return randv2.New(randv2.NewPCG(binary.LittleEndian.Uint64(seed[:8]), binary.LittleEndian.Uint64(seed[8:]))), nil
}

func randomNumbers(c *command.Call, r *randv2.Rand) error {
	low, high := object.Value(int32(0)), object.Value(int32(math.MaxInt32))
	if v, ok := c.Args.Get("Minimum"); ok && v != nil {
		low = v
	}
	if v, ok := c.Args.Get("Maximum"); ok && v != nil {
		high = v
	}
	for range max(1, integer(c.Args, "Count", 1)) {
		v, err := randomBetween(r, low, high)
		if err != nil {
			return err
		}
		if err := c.Output(v); err != nil {
			return err
		}
	}
	return nil
}

func randomBetween(r *randv2.Rand, low, high object.Value) (object.Value, error) {
	a, err := object.Convert(low, "double")
	if err != nil {
		return nil, err
	}
	b, err := object.Convert(high, "double")
	if err != nil {
		return nil, err
	}
	if !(a.(float64) < b.(float64)) {
		return nil, invalid("MinGreaterThanOrEqualMax", "The Minimum value (%s) cannot be greater than or equal to the Maximum value (%s).", object.String(low), object.String(high))
	}
	if isReal(low) || isReal(high) {
		return a.(float64) + r.Float64()*(b.(float64)-a.(float64)), nil
	}
	x, errX := object.Convert(low, "long")
	y, errY := object.Convert(high, "long")
	if errX != nil || errY != nil {
		return nil, invalid("RangeTooLarge", "Minimum and Maximum are whole numbers of at most 64 bits.")
	}
	n := x.(int64) + int64(r.Uint64N(uint64(y.(int64)-x.(int64))))
	if n == int64(int32(n)) && y.(int64) <= math.MaxInt32 {
		return int32(n), nil
	}
	return n, nil
}

func isReal(v object.Value) bool {
	switch t := v.(type) {
	case float64, float32:
		return true
	case string:
		return strings.ContainsAny(t, ".eE")
	}
	return false
}
