const NAMES = [
    "Aiko", "Amara", "Anouk", "Ben", "Bruno", "Carla", "Chidi", "Dario", "Dunja", "Elif", "Emre", "Farah", "Finn",
    "Goran", "Greta", "Hana", "Hugo", "Ines", "Ivo", "Jamal", "Jun", "Kaya", "Kenji", "Lara", "Leo", "Maja", "Mateo",
    "Nadia", "Noor", "Olga", "Omar", "Paula", "Pavel", "Quinn", "Rania", "Rosa", "Samir", "Sofia", "Tariq", "Uma",
    "Vera", "Viktor", "Wanda", "Xenia", "Yara", "Yusuf", "Zara", "Zeno", "Imani", "Thea",
];

export const MOST = NAMES.length;

/** The customer of an order of a rush by so many customers. */
export const customerOf = (index, customers) => NAMES[index % Math.min(MOST, Math.max(1, customers))];
