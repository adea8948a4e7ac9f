/** The menu. The last dish costs enough for an AMOUNT alert by itself. */
export const dishes = [
    { item: "Tonkotsu ramen", price: 14.5 },
    { item: "Katsu curry", price: 13 },
    { item: "Salmon nigiri", price: 18.9 },
    { item: "Vegetable gyoza", price: 7.5 },
    { item: "Miso soup", price: 4.2 },
    { item: "Matcha cake", price: 6.8 },
    { item: "Sencha tea", price: 3.5 },
    { item: "Omakase for two", price: 108 },
];
