package seed

// The plans of mailboxes that scale makes.
const (
	kiosk   = "ExchangeOnlineDeskless"
	planOne = "ExchangeOnline"
)

// A place is where one of many works.
type place struct{ city, state, country, postal, street, phone string }

func places() []place {
	return []place{
		{"Seattle", "WA", "United States", "98101", "1200 Harbor Steps", "+1 206 555 01"},
		{"Chicago", "IL", "United States", "60601", "77 Lakeside Row", "+1 312 555 01"},
		{"London", "", "United Kingdom", "EC2A 4NE", "14 Curtain Yard", "+44 20 7946 00"},
		{"Munich", "Bavaria", "Germany", "80331", "Sendlinger Gasse 8", "+49 89 5550 01"},
		{"Paris", "", "France", "75009", "22 rue des Tisserands", "+33 1 55 50 01"},
		{"Tokyo", "", "Japan", "100-0005", "2-7 Marunouchi", "+81 3 5550 01"},
	}
}
