/// The keys of who is in the room and what of it is not shown.
enum RoomKeys {
    /// Orders placed by person.
    static let orders = "room:orders"
    /// What each person calls themselves.
    static let names = "room:names"
    /// Names and orders that are not shown; also the channel that tells of a change.
    static let hidden = "room:hidden"
}
