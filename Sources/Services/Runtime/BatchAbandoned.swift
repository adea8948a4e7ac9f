/// A partition of the batch in hand has gone to another instance; the rest of the batch is started anew.
struct BatchAbandoned: Error {}
