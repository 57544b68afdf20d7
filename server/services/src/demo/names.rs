//! Names of people and companies that do not exist, from many places, short and long. Lists are kept many to a line.

use std::collections::HashSet;

use super::rng::Rng;

#[rustfmt::skip]
const FIRST: &[&str] = &[
    "Aaliyah", "Adrián", "Agnieszka", "Ahmed", "Aiko", "Alba", "Amara", "Amélie", "Andrei", "Anika", "Anneke",
    "Arjun", "Astrid", "Aylin", "Beatriz", "Bogdan", "Camila", "Carmen", "Chidi", "Chiara", "Ciarán", "Daniela",
    "Deepa", "Diego", "Dylan", "Ebba", "Eduardo", "Elena", "Emeka", "Emre", "Enzo", "Esra", "Eva-Maria",
    "Fatima", "Felix", "Fiona", "Florian", "Francesca", "Gael", "Georgios", "Grace", "Gudrun", "Hana", "Haruto",
    "Hassan", "Helena", "Henrik", "Ingrid", "Irina", "Isabel", "Ivan", "Jan-Willem", "Jasmine", "Javier",
    "Jelena", "João", "Jomo", "Julia", "Kaisa", "Karim", "Katarzyna", "Kenji", "Khadija", "Kofi", "Lars",
    "Laura", "Leila", "Leopold", "Lin", "Linnea", "Lucía", "Luka", "Maëlle", "Magdalena", "Malik", "Manuela",
    "Marek", "Mariana", "Mateo", "Matilda", "Mei", "Miguel", "Milena", "Mohamed", "Nadia", "Naledi", "Natalia",
    "Nikolai", "Noor", "Olga", "Omar", "Oskar", "Pablo", "Paola", "Pedro", "Petra", "Priya", "Rafael", "Rania",
    "Renske", "Roberto", "Roksana", "Rosa", "Samuel", "Sanjay", "Santiago", "Saoirse", "Selin", "Sergio",
    "Shreya", "Sibusiso", "Silvia", "Sofia", "Stefan", "Sven", "Tamsin", "Tariq", "Teresa", "Thandiwe", "Theo",
    "Tomás", "Ursula", "Valeria", "Viktor", "Wanjiru", "Wei", "Xavier", "Yara", "Yusuf", "Zanele", "Zofia",
    "Żaneta",
];

#[rustfmt::skip]
const LAST: &[&str] = &[
    "Abara", "Acosta", "Adeyemi", "Aguilar", "Almeida", "Andersson", "Antonopoulou", "Arslan", "Baptista",
    "Barzani", "Becker", "Benítez", "Bergström", "Bianchi", "Blanc", "Borowska", "Brandt", "Brennan", "Bruun",
    "Cabrera", "Cardoso", "Castellanos", "Chakraborty", "Chen", "Cisneros", "Clarke", "Colombo", "Contreras",
    "Costa", "Dahl", "Danjuma", "de la Vega y Ordóñez", "Delacroix", "Demir", "Diallo", "Dimitrova",
    "Domínguez", "Dubois", "Dvořák", "Eriksen", "Escobar", "Fernandes", "Fischer", "Fontaine", "Fujimoto",
    "Gallagher", "García", "Georgiou", "Gómez", "Gonçalves", "Grabowski", "Grimaldi", "Gupta", "Haddad",
    "Hakimi", "Hansen", "Hartmann", "Hernández", "Hoffmann", "Horvat", "Ibáñez", "Igwe", "Ilić", "Iyer",
    "Jansen", "Jimenez", "Johansson", "Kamau", "Kaplan", "Karlsson", "Kaya", "Keller", "Khalil", "Kimura",
    "Kowalczyk", "Kruger", "Laurent", "Lehtonen", "Lindholm", "Lombardi", "Lozano", "Mahlangu", "Marchetti",
    "Marín", "Martens", "Mazur", "Mbeki-Nkosi", "Medina", "Meyer", "Moreau", "Moreno", "Murphy", "Mwangi",
    "Nakamura", "Navarro", "Ndiaye", "Nielsen", "Nikolaidis", "Novak", "Nowicka", "O'Connell", "Okonkwo",
    "Olsen", "Ortega", "Öztürk", "Papadimitriou", "Pascual", "Patel", "Pereira", "Petrov", "Pires", "Popescu",
    "Quintero", "Rahman", "Ramírez", "Reddy", "Ribeiro", "Richter", "Rinaldi", "Romero", "Rossi", "Ruiz",
    "Sánchez", "Santoro", "Sato", "Schneider", "Serrano", "Sharma", "Silva", "Simonsen", "Singh", "Soto",
    "Stojanović", "Suzuki", "Szabó", "Tanaka", "Tavares", "Thomsen", "Torres", "Traoré", "Van den Berghe",
    "Vargas", "Vasquez", "Virtanen", "Vogel", "Wagner", "Wang", "Weber", "Wójcik", "Yamada", "Yıldız", "Zhang",
    "Zimmermann",
];

/// Titles of every rank, so that the score has something to read.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "Head of Learning and Development", "HR Manager", "Training Coordinator", "Chief People Officer",
    "Talent Development Lead", "Operations Director", "CFO", "Finance Manager", "Head of IT", "IT Manager",
    "Managing Director", "Office Manager", "Sales Director", "Customer Service Manager", "Data Analyst",
    "Procurement Specialist", "Plant Manager", "VP Human Resources", "People Partner", "Junior HR Assistant",
    "Team Lead Controlling", "Founder and CEO", "Academy Manager", "Director of Nursing",
    "Project Management Officer",
];

#[rustfmt::skip]
const ROOTS: &[&str] = &[
    "Alder", "Altura", "Amberline", "Anker", "Arcadia", "Argenta", "Aurelia", "Bahía", "Birchwood", "Blauwal",
    "Borealis", "Brisa", "Calder", "Candela", "Cantábrica", "Cedar Hill", "Cobalto", "Corvus", "Delfin",
    "Dorado", "Eastgate", "Eiger", "Encina", "Estrela", "Falken", "Faro", "Fjordlys", "Granit", "Grünwald",
    "Halcyon", "Harbour", "Helios", "Horizonte", "Iberis", "Isar", "Juniper", "Kestrel", "Kite", "Lagoon",
    "Lapis", "Linden", "Lumen", "Marisma", "Meridian", "Mistral", "Montaña", "Nimbus", "Nordlicht", "Oakfield",
    "Olivar", "Orion", "Osprey", "Palisade", "Peregrine", "Pinar", "Polaris", "Quarry", "Quercus", "Rialto",
    "Rowan", "Saffron", "Sierra", "Silva Verde", "Solana", "Sorrento", "Tajo", "Tamarind", "Tidewater",
    "Tramontana", "Umbra", "Valdés", "Verano", "Vesta", "Vidrio", "Westerly", "Windrose", "Zephyr", "Zafiro",
];

/// What a company does, its usual name endings, and how well it fits what is sold here.
pub(super) const INDUSTRIES: &[(&str, &[&str])] = &[
    ("Manufacturing", &["Precision Works", "Maschinenbau GmbH", "Industrias S.A.", "Metalworks"]),
    ("Software", &["Software", "Labs", "Systems", "Digital B.V."]),
    ("Financial services", &["Capital", "Insurance Group", "Seguros", "Bank AG"]),
    ("Health care", &["Clinics", "Hospital Group", "Salud", "Medical Care Foundation"]),
    ("Retail", &["Stores", "Mercados", "Home & Garden", "Fashion Group"]),
    ("Logistics", &["Logistics", "Freight", "Transportes", "Shipping and Forwarding Company Ltd"]),
    ("Energy", &["Energy", "Renovables", "Power & Grid", "Energie"]),
    ("Public sector", &["City Council", "Regional Authority", "Health Trust"]),
    ("Hospitality", &["Hotels", "Resorts", "Catering"]),
    ("Professional services", &["Consulting", "& Partners", "Advisory", "Ingenieros Asociados"]),
];

/// City, country, time zone.
pub(super) const PLACES: &[(&str, &str, &str)] = &[
    ("Madrid", "Spain", "Europe/Madrid"),
    ("Barcelona", "Spain", "Europe/Madrid"),
    ("Bilbao", "Spain", "Europe/Madrid"),
    ("Valencia", "Spain", "Europe/Madrid"),
    ("Sevilla", "Spain", "Europe/Madrid"),
    ("Lisbon", "Portugal", "Europe/Lisbon"),
    ("Porto", "Portugal", "Europe/Lisbon"),
    ("Lyon", "France", "Europe/Paris"),
    ("Toulouse", "France", "Europe/Paris"),
    ("Milan", "Italy", "Europe/Rome"),
    ("Turin", "Italy", "Europe/Rome"),
    ("Munich", "Germany", "Europe/Berlin"),
    ("Hamburg", "Germany", "Europe/Berlin"),
    ("Leipzig", "Germany", "Europe/Berlin"),
    ("Rotterdam", "Netherlands", "Europe/Amsterdam"),
    ("Gothenburg", "Sweden", "Europe/Stockholm"),
    ("Aarhus", "Denmark", "Europe/Copenhagen"),
    ("Kraków", "Poland", "Europe/Warsaw"),
    ("Dublin", "Ireland", "Europe/Dublin"),
    ("Leeds", "United Kingdom", "Europe/London"),
    ("Athens", "Greece", "Europe/Athens"),
    ("Zürich", "Switzerland", "Europe/Zurich"),
];

/// A person's first and last name.
pub(super) fn person(rng: &mut Rng) -> (&'static str, String) {
    let first = rng.word(FIRST);
    let last = rng.word(LAST);
    // Some people carry both parents' names.
    let last = if rng.hit(0.12) { format!("{last} {}", rng.word(LAST)) } else { last.to_owned() };
    (first, last)
}

/// How often a name is drawn again when it is taken.
const DRAWS: i64 = 12;

/// A company's name in its line of business, which no other company has.
pub(super) fn company(
    rng: &mut Rng,
    endings: &[&'static str],
    city: &str,
    taken: &mut HashSet<String>,
) -> String {
    let mut name = String::new();
    for draw in 0..DRAWS {
        let root = rng.word(ROOTS);
        let ending = rng.word(endings);
        // The longer the search, the longer the name.
        name = match rng.between(0, 9) + draw / 3 * 10 {
            0 | 10..20 => format!("{root} & {} {ending}", rng.word(ROOTS)),
            1 => format!("{root} {} {ending}", rng.word(REGIONS)),
            2..10 => format!("{root} {ending}"),
            20..30 => format!("{root} & {} {ending} {city}", rng.word(ROOTS)),
            _ => format!("{root}, {} & {} {ending} {city}", rng.word(ROOTS), rng.word(ROOTS)),
        };
        if taken.insert(name.clone()) {
            break;
        }
    }
    name
}

const REGIONS: &[&str] = &["International", "Iberia", "Nordic", "Europe", "Group"];

/// A number that nobody has, in the country's way.
pub(super) fn phone(country: &str, rng: &mut Rng) -> String {
    let code = match country {
        "Portugal" => "351",
        "France" => "33",
        "Italy" => "39",
        "Germany" => "49",
        "Netherlands" => "31",
        "Sweden" => "46",
        "Denmark" => "45",
        "Poland" => "48",
        "Ireland" => "353",
        "United Kingdom" => "44",
        "Greece" => "30",
        "Switzerland" => "41",
        _ => "34",
    };
    format!("+{code} 555 {:03} {:03}", rng.between(0, 999), rng.between(0, 999))
}
