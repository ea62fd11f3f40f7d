package wire_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// What an encoder remembers never shows: a run of objects is written as each alone would be.
func TestEncoderRemembersNothingWrong(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		fields := wire.SelectFields([]string{"", "a1,A3,a7,none", "a0"}[seed%3])
		e := wire.NewEncoder(fields)
		var o *object.Object
		for range 20 {
			o = next(r, o)
			var v object.Value = o
			if r.IntN(10) == 0 {
				v = "text between"
			}
			if got, want := string(e.Append(nil, v)), string(wire.AppendValue(nil, v, fields)); got != want {
				t.Fatalf("seed %d:\n got %s\nwant %s", seed, got, want)
			}
		}
	}
}

// next returns an object that is much like the one before.
func next(r *rand.Rand, before *object.Object) *object.Object {
	o := &object.Object{}
	n := r.IntN(12)
	if before != nil && r.IntN(4) > 0 {
		n = len(before.Props)
	}
	for i := range n {
		p := object.Property{Name: fmt.Sprint("a", i), Value: anything(r)}
		if before != nil && i < len(before.Props) && r.IntN(3) > 0 {
			p = before.Props[i]
		}
		if r.IntN(40) == 0 {
			p.Name = []string{"", "other", fmt.Sprint("A", i)}[r.IntN(3)]
		}
		o.Props = append(o.Props, p)
	}
	return o
}

func anything(r *rand.Rand) object.Value {
	at := time.Unix(int64(r.IntN(2)), 0)
	values := []object.Value{
		nil, true, false, "", "x", "é\"", int32(1), int32(2), int64(1), uint8(1), 0.0, 1.5, at, at.UTC(), at.In(time.FixedZone("", 3600)),
		guid, object.GUID{}, object.Switch(true), object.Unlimited{}, object.Unlimited{Value: int32(1)}, object.Unlimited{Value: []any{1.5}},
		object.ByteQuantifiedSize(1), object.TimeSpan(1), object.EnhancedTimeSpan(1), object.SmtpAddress("x"), object.ADObjectID{Name: "x"},
		[]any{}, []any{"a", int32(1)}, []any{"a", nil}, []any{[]any{"a"}}, []any{object.NewDict("k", "v")}, []byte{1},
		&object.List{Items: []any{"a"}}, object.NewDict("k", int32(1)), decimal.New(110, -2), float32(1), int16(1), uint32(1), uint64(1),
	}
	return values[r.IntN(len(values))]
}
