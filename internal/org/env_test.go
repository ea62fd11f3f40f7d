package org

import (
	"context"
	"testing"

	"example.org/exosh/catalog"
)

func TestEnvOf(t *testing.T) {
	t.Parallel()
	if got := EnvOf(t.Context()); got != catalog.EXO {
		t.Errorf("nobody: %d", got)
	}
	for given, want := range map[catalog.Env]catalog.Env{0: catalog.EXO, catalog.EXO: catalog.EXO, catalog.SCC: catalog.SCC, catalog.EOP: catalog.EOP} {
		if got := EnvOf(WithCaller(context.Background(), &Caller{Env: given})); got != want {
			t.Errorf("%d: %d, want %d", given, got, want)
		}
	}
}

// A kind belongs to one environment; EOP shares those of Exchange Online.
func TestKindIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  catalog.Env
		want string
		back catalog.Env
	}{
		{catalog.EXO, "rolegroup", catalog.EXO}, {catalog.EOP, "rolegroup", catalog.EXO}, {catalog.SCC, "rolegroup.scc", catalog.SCC},
	} {
		kind := KindIn(c.env, KindRoleGroup)
		plain, env := CutKind(kind)
		if kind != c.want || plain != KindRoleGroup || env != c.back {
			t.Errorf("%d: %s, %s, %d", c.env, kind, plain, env)
		}
	}
}
