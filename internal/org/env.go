package org

import (
	"context"
	"strings"

	"example.org/exosh/catalog"
)

// EnvOf returns the environment of the connection that a call came through: catalog.EXO, catalog.SCC or
// catalog.EOP, and catalog.EXO where nobody said.
func EnvOf(ctx context.Context) catalog.Env {
	if c, ok := CallerFrom(ctx); ok && c.Env != 0 {
		return c.Env
	}
	return catalog.EXO
}

// What is added to a kind whose objects Security & Compliance keeps apart.
const complianceKind = ".scc"

// KindIn returns the kind of the objects that a cmdlet of an environment means. Security & Compliance has
// role groups, roles, assignments, scopes and policies of its own: "rolegroup" there is "rolegroup.scc".
// The other environments share theirs.
func KindIn(env catalog.Env, kind string) string {
	if env == catalog.SCC {
		return kind + complianceKind
	}
	return kind
}

// CutKind returns the plain kind of a kind, and the environment that keeps such objects apart: catalog.SCC,
// else catalog.EXO.
func CutKind(kind string) (plain string, env catalog.Env) {
	if plain, ok := strings.CutSuffix(kind, complianceKind); ok {
		return plain, catalog.SCC
	}
	return kind, catalog.EXO
}
