package seed

import "strings"

// A job is what somebody does, and where in the company.
type job struct{ title, dept string }

// The tables that a crowd is made of.
type tables struct {
	first, last []string
	places      []place
	jobs        []job
}

func newTables() tables {
	return tables{first: strings.Fields(firstNames), last: strings.Fields(lastNames), places: places(), jobs: jobs()}
}

const firstNames = `Aaliyah Abel Ada Adam Aisha Alan Alba Albert Alice Amelia Amir Ana Andrei Anja Anton Arjun Arthur
	Astrid Aurora Bao Bartosz Bella Benoît Bianca Björn Bruno Camille Carla Carlos Cecilia Chidi Clara Clement Dalia Damien
	Daniel Daria David Diego Elena Eli Elias Elif Emil Emma Erik Esther Eva Farid Fatima Felicia Finn Flora Francesca Gabriel
	Georg Gina Hanna Hassan Hector Helena Henrik Hugh Ida Igor Ilse Imani Ingrid Isaac Isla Ivan Jakob Jana Jasmin Joana João
	Joel Julia Kai Kamala Karim Katja Kenji Lara Lars Layla Leah Leo Lina Louis Luca Lukas Magda Malik Mara Marco Maria Marta
	Mateo Mila Minh Mona Nadia Nelson Nia Nils Nina Noah Nora Olga Omar Oscar Paula Pavel Petra Rafael Rania Rosa Ruben Sara
	Selma Simon Sofia Stefan Sven Tara Teo Theo Uma Vera Viktor Wanda Yasmin Yusuf Zara Zoe`

const lastNames = `Aaltonen Abbott Acosta Adeyemi Aguilar Ahmed Albrecht Andersen Arnaud Baptiste Barros Bauer Beck Benali Berg
	Bianchi Blake Bosch Brandão Bright Brooks Byrne Caruso Castro Chandra Chen Clarke Conti Cooper Costa Cruz Dalton Das Diaz
	Diop Doyle Duarte Eriksen Esposito Evans Farrell Fischer Fontaine Foster Fuchs Garcia Gatti Ghosh Gomez Grant Greco Gruber
	Haas Hale Hansen Hart Hayes Hoffmann Horvat Hughes Iyer Jansen Jensen Joshi Kaplan Kaur Keller Khan Koch Kovács Kowalski
	Kuznetsova Laine Lambert Larsen Laurent Lee Lehmann Lewis Lind Lopez Lund Maier Malik Marin Marino Mehta Meyer Molina
	Moreau Morgan Mwangi Nakamura Navarro Neumann Nguyen Nielsen Novotná Nowak Obi Olsen Ortega Osei Park Patel Perez Petrov
	Pham Pinto Popa Quinn Ramos Reyes Richter Rivera Romano Rossi Roth Ruiz Ryan Salas Santos Schmidt Sharma Silva Singh Sousa
	Stone Suzuki Svensson Takahashi Tan Torres Tran Ueda Vargas Vasquez Vogel Wagner Walsh Wang Watanabe Weiss Wolf Wong Wright
	Yamamoto Yilmaz Young Zhang Zimmermann`

func jobs() []job {
	return []job{
		{"Account Manager", "Sales"}, {"Sales Representative", "Sales"}, {"Key Account Manager", "Sales"},
		{"Software Engineer", "IT"}, {"Systems Administrator", "IT"}, {"Data Engineer", "IT"}, {"Service Desk Analyst", "IT"},
		{"Accountant", "Finance"}, {"Controller", "Finance"}, {"Counsel", "Legal"}, {"Paralegal", "Legal"},
		{"Recruiter", "Human Resources"}, {"Designer", "Marketing"}, {"Campaign Manager", "Marketing"},
		{"Buyer", "Operations"}, {"Planner", "Operations"}, {"Warehouse Clerk", "Operations"}, {"Field Technician", "Operations"},
		{"Shop Assistant", "Retail"}, {"Store Manager", "Retail"}, {"Researcher", "Research"}, {"Lab Technician", "Research"},
	}
}
