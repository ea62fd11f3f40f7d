package password

import "testing"

func TestApp(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		p, err := App(nil)
		if err != nil || seen[p] {
			t.Fatalf("App = %q, %v", p, err)
		}
		seen[p] = true
		if id, ok := AppID(p); !ok || id != p[:4] {
			t.Errorf("AppID(%q) = %q, %v", p, id, ok)
		}
	}
	for _, not := range []string{"", "abcdefghjkmnpqr", "abcdefghjkmnpqrst", "Abcdefghjkmnpqrs", "abcdefghjkmn pqr", "abcdefghjkmnpqr1", "abcdefghjkmnpqro"} {
		if id, ok := AppID(not); ok {
			t.Errorf("AppID(%q) = %q", not, id)
		}
	}
}
