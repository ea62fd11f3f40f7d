package seed

import "example.org/exosh/internal/directory"

// A person is an account of the demo with a mailbox.
type person struct {
	first, last, alias  string
	display             string // "" means first and last
	title, dept, office string
	place               int    // index into places
	manager             string // alias
	plan                string // name of the mailbox plan; "" means ExchangeOnlineEnterprise, "-" none
	created             string // date
	attr                string // CustomAttribute1: cost centre
}

// A place is where people work.
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

const (
	kiosk      = "ExchangeOnlineDeskless"
	planOne    = "ExchangeOnline"
	essentials = "ExchangeOnlineEssentials"
	noPlan     = "-"
)

func people() []person {
	return []person{
		{"Navin", "Rao", "navin", "", "IT Director", "IT", "Harbor 4.01", 0, "beatrix", "", "2023-02-13", "CC-1000"},
		{"Amara", "Okafor", "amara", "", "Messaging Engineer", "IT", "Harbor 4.02", 0, "navin", "", "2023-02-13", "CC-1000"},
		{"Jonas", "Weber", "jonas", "", "Messaging Engineer", "IT", "Isar 2.11", 3, "navin", "", "2023-03-01", "CC-1000"},
		{"Priya", "Nair", "priya", "", "Security Analyst", "IT", "Harbor 4.03", 0, "navin", "", "2023-06-19", "CC-1010"},
		{"Hana", "Sato", "hana", "", "Help Desk Lead", "IT", "Marunouchi 7", 5, "navin", "", "2023-05-08", "CC-1020"},
		{"Olivia", "Martin", "olivia", "", "Account Manager", "Sales", "Lake 9.12", 1, "marcus", "", "2024-01-15", "CC-2000"},
		{"Beatrix", "Holloway", "beatrix", "", "Chief Executive Officer", "Executive", "Harbor 9.01", 0, "", "", "2023-02-13", "CC-0001"},
		{"Marcus", "Bell", "marcus", "", "Vice President, Sales", "Sales", "Lake 9.01", 1, "beatrix", "", "2023-02-20", "CC-2000"},
		{"Siobhan", "O'Connor", "siobhan.oconnor", "", "Counsel", "Legal", "Curtain 3.04", 2, "beatrix", "", "2023-04-03", "CC-3000"},
		{"Jürgen", "Müller", "juergen.mueller", "", "Werkleiter", "Operations", "Isar 1.01", 3, "ines", "", "2023-09-11", "CC-4000"},
		{"Inès", "Lefèvre", "ines", "", "Vice President, Operations", "Operations", "Opéra 5", 4, "beatrix", "", "2023-02-27", "CC-4000"},
		{"Alex", "Kim", "alex.kim", "", "Sales Representative", "Sales", "Lake 9.14", 1, "marcus", "", "2024-03-04", "CC-2000"},
		{"Alex", "Kim", "alex.kim2", "Alex Kim", "Buyer", "Operations", "Marunouchi 3", 5, "ines", planOne, "2024-07-22", "CC-4010"},
		{"Grace", "Mbeki", "grace", "", "Controller", "Finance", "Curtain 2.10", 2, "victor", "", "2023-08-14", "CC-5000"},
		{"Victor", "Almeida", "victor", "", "Chief Financial Officer", "Finance", "Harbor 8.02", 0, "beatrix", "", "2023-02-20", "CC-5000"},
		{"Dmitri", "Volkov", "dmitri", "", "Data Engineer", "IT", "Harbor 4.10", 0, "navin", "", "2024-10-07", "CC-1000"},
		{"Lucía", "Fernández", "lucia", "", "Recruiter", "Human Resources", "Opéra 2", 4, "ruth", planOne, "2024-02-12", "CC-6000"},
		{"Ruth", "Abrams", "ruth", "", "Head of People", "Human Resources", "Harbor 7.07", 0, "beatrix", "", "2023-03-27", "CC-6000"},
		{"Tomasz", "Zieliński", "tomasz", "", "Warehouse Clerk", "Operations", "Isar 0.02", 3, "juergen.mueller", kiosk, "2025-01-20", "CC-4020"},
		{"Mei", "Tanaka", "mei", "", "Shop Assistant", "Retail", "Marunouchi 1", 5, "ines", kiosk, "2025-05-12", "CC-7000"},
		{"Owen", "Price", "owen", "", "Field Technician", "Operations", "Curtain 0.01", 2, "ines", essentials, "2025-03-17", "CC-4030"},
		{"Chloe", "Dubois", "chloe", "", "Designer", "Marketing", "Opéra 3", 4, "samir", essentials, "2025-09-01", "CC-8000"},
		{"Samir", "Haddad", "samir", "", "Head of Marketing", "Marketing", "Curtain 4.01", 2, "beatrix", "", "2023-11-06", "CC-8000"},
		{"Peter", "Novak", "peter", "", "Consultant", "Sales", "Lake 9.20", 1, "marcus", "", "2023-07-10", "CC-2010"},
		{"Ellen", "Brandt", "ellen", "", "Archivist", "Legal", "Isar 3.05", 3, "siobhan.oconnor", "", "2023-10-02", "CC-3000"},
		{"Kofi", "Mensah", "kofi", "", "Account Manager", "Sales", "Curtain 1.07", 2, "marcus", planOne, "2025-11-03", "CC-2000"},
	}
}

// A thing is a mailbox that belongs to nobody.
type thing struct {
	details, name, alias string
	place                int
	capacity             int32
	created              string
	hidden               bool
}

func things() []thing {
	return []thing{
		{directory.SharedMailbox, "Sales Enquiries", "enquiries", 1, 0, "2023-03-06", false},
		{directory.SharedMailbox, "Invoices", "invoices", 2, 0, "2023-03-06", false},
		{directory.SharedMailbox, "Executive Office", "executive.office", 0, 0, "2023-05-15", true},
		{directory.RoomMailbox, "Room Harbor", "room.harbor", 0, 12, "2023-04-17", false},
		{directory.RoomMailbox, "Room Isar", "room.isar", 3, 6, "2023-04-17", false},
		{directory.EquipmentMailbox, "Projector Lake", "projector.lake", 1, 0, "2023-04-17", false},
		{directory.EquipmentMailbox, "Van Munich", "van.munich", 3, 0, "2024-05-06", false},
	}
}

// A group is a group of the demo. Its members are aliases.
type group struct {
	details, name, alias string
	owner                string
	members              []string
	filter               string // RecipientFilter of a dynamic group
	created              string
}

func groups() []group {
	return []group{
		{directory.DistributionGroup, "All Sales", "all.sales", "marcus", []string{"olivia", "alex.kim", "peter", "kofi", "marcus"}, "", "2023-03-13"},
		{directory.DistributionGroup, "Munich Office", "munich.office", "juergen.mueller", []string{"jonas", "juergen.mueller", "tomasz", "ellen"}, "", "2023-09-18"},
		{directory.SecurityGroup, "Finance Readers", "finance.readers", "victor", []string{"victor", "grace", "beatrix"}, "", "2023-08-21"},
		{directory.DynamicGroup, "Everybody in London", "london", "samir", nil, "(RecipientTypeDetails -eq 'UserMailbox') -and (City -eq 'London')", "2024-04-08"},
		{directory.UnifiedGroup, "Project Lighthouse", "lighthouse", "samir", []string{"samir", "chloe", "navin", "olivia"}, "", "2024-06-03"},
		{directory.RoomList, "Rooms Worldwide", "rooms", "navin", []string{"room.harbor", "room.isar"}, "", "2023-04-24"},
	}
}

// An outsider is somebody outside with an entry in the address book.
type outsider struct {
	details, name, alias, address string
	company                       string
	created                       string
}

func outsiders() []outsider {
	return []outsider{
		{directory.MailContact, "Nora Lindgren (Fabrikam)", "nora.lindgren", "nora@fabrikam.example", "Fabrikam", "2023-05-22"},
		{directory.MailContact, "Print Shop", "printshop", "orders@printshop.example", "Brightside Print", "2024-08-12"},
		{directory.MailUser, "Hugo Castellan", "hugo", "hugo.castellan@tailspin.example", "Tailspin Toys", "2024-11-18"},
		{directory.GuestMailUser, "Iris Vandenberg", "iris.vandenberg", "iris@woodgrove.example", "Woodgrove Bank", "2025-06-16"},
	}
}
