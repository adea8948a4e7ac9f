import State

/// A fault that a drill injects: what it does, what the room is to find, and when it counts as mended. Pure.
struct DrillFault: Sendable {
    let id: String
    /// One of ``kinds``, and one of ``places``: what the room has to name.
    let kind: String
    let place: String
    let disturbance: Disturbance
    /// What it was, where it was to be seen, and how it is mended: for the debrief.
    let what: String
    let evidence: String
    let repair: String
    /// - Parameter undo: what was done, and how it was before.
    let isRepaired: @Sendable (_ undo: Undo, _ situation: Situation) -> Bool

    /// What can be wrong, for people.
    static let kinds: [(id: String, title: String)] = [
        ("killed", "Its processes were killed"), ("frozen", "It stands still"), ("gone", "Nobody runs it any more"),
        ("failing", "Every attempt fails"), ("slow", "It takes far too long"),
        ("flooded", "One key gets nearly everything"), ("limits", "Its limits are wrong"),
        ("synchronous", "It calls the services instead of using Kafka"),
    ]

    /// Where, for people.
    static let places: [(id: String, title: String)] = [
        ("notification", "Notification"), ("fraud", "Fraud"), ("analytics", "Analytics"), ("audit", "Audit"),
        ("orders", "The topic orders"), ("broker", "The broker"), ("gateway", "The gateway"),
    ]

    /// What a seed draws. What cannot be done now is drawn again, so that a seed means the same fault wherever that is possible.
    static func draw(seed: Int, in situation: Situation) -> DrillFault? {
        guard all.contains(where: { situation.obstacle(to: $0.disturbance) == nil }) else { return nil }
        var draws = SeededDraw(seed: seed, number: 0)
        while true {
            let fault = draws.one(of: all)
            if situation.obstacle(to: fault.disturbance) == nil { return fault }
        }
    }

    /// As many of a service run as before, whichever they are.
    private static func runsAgain(_ service: String) -> @Sendable (Undo, Situation) -> Bool {
        { undo, situation in situation.wellAndRunning(service).count >= max(1, undo.instances.count) }
    }

    /// A setting is as it was, however that was, or as it may well be.
    private static func setting(
        _ name: String, _ isGood: @escaping @Sendable (Double) -> Bool
    ) -> @Sendable (Undo, Situation) -> Bool {
        { undo, situation in
            guard let value = situation.settings[name] else { return false }
            return value == undo.was || Double(value).map(isGood) ?? false
        }
    }

    static let all: [DrillFault] = [
        DrillFault(
            id: "notification-killed", kind: "killed", place: "notification",
            disturbance: .service("notification", .killed),
            what: "Every instance of notification was ended with kill -9, as if its machine had lost power.",
            evidence:
                "On Flow the lag of notification-group grew on every partition and nobody owned them; in the trace of a "
                + "new order nothing by notification came. Orders were taken all the same.",
            repair: "Start the instances again. They go on at the offset that was committed last: nothing is lost, and "
                + "nobody is notified twice.",
            isRepaired: runsAgain("notification")),
        DrillFault(
            id: "fraud-frozen", kind: "frozen", place: "fraud", disturbance: .service("fraud", .frozen),
            what:
                "Fraud was stopped in its tracks (SIGSTOP): the process is there and does nothing, as with a full disk or "
                + "an endless pause of its memory.",
            evidence:
                "No verdict in the trace of new orders, and the lag of fraud-group grew. The process was there; its "
                + "heartbeat was not, so after 6 s the group took its partitions away.",
            repair: "Thaw it, or kill and start it, or scale fraud up: another instance takes the partitions over.",
            isRepaired: runsAgain("fraud")),
        DrillFault(
            id: "audit-gone", kind: "gone", place: "audit", disturbance: .scale("audit", 0),
            what: "Audit was scaled to nobody.",
            evidence: "The topic audit went on growing, and audit-group had no member: its lag grew as fast.",
            repair: "Scale audit to 1. It reads all that it has missed: Kafka kept it.",
            isRepaired: runsAgain("audit")),
        DrillFault(
            id: "notifications-fail", kind: "failing", place: "notification", disturbance: .setting(.failRate, "1"),
            what: "FAIL_RATE was 1: every attempt to notify failed.",
            evidence:
                "In every trace RETRY, RETRY and DLQ by notification; the dead letters grew, the success rate fell. "
                + "There was no lag: failing is fast.",
            repair: "Set failRate back. Then redrive the dead letters: they were kept for that.",
            isRepaired: setting("failRate") { $0 <= 0.5 }),
        DrillFault(
            id: "analytics-slow", kind: "slow", place: "analytics", disturbance: .setting(.delayAnalytics, "3000"),
            what: "Analytics took three seconds for each record: a slow consumer.",
            evidence:
                "Only the lag of analytics-group grew; all others kept up, and orders were as fast as ever. Consumers do "
                + "not wait for each other.",
            repair: "Set delayAnalytics back to 0. In life: find out what takes so long, or scale, as far as there are "
                + "partitions.",
            isRepaired: setting("delayAnalytics") { $0 <= 100 }),
        DrillFault(
            id: "notification-slow", kind: "slow", place: "notification",
            disturbance: .setting(.delayNotification, "2000"),
            what: "Notification took two seconds for each record.",
            evidence:
                "The lag of notification-group grew, on all partitions, though its instances ran and reported no error.",
            repair: "Set delayNotification back to 0. More instances help up to three, one a partition.",
            isRepaired: setting("delayNotification") { $0 <= 100 }),
        DrillFault(
            id: "hot-order", kind: "flooded", place: "orders", disturbance: .hotOrder,
            what: "Somebody changed one order, of the customer Rush Hour, twenty times a second.",
            evidence:
                "On Flow one partition of orders grew far faster than the others: the key is the order's id, and a key "
                + "has one partition. The audit feed was full of updates of one order.",
            repair: "Delete that order. More instances would not have helped: one partition has one reader in a group.",
            isRepaired: { undo, situation in undo.order != nil && !situation.hasHotOrder }),
        DrillFault(
            id: "broker-slow", kind: "slow", place: "broker", disturbance: .broker(.slow(milliseconds: 1500)),
            what: "Every answer of the broker took a second and a half longer.",
            evidence:
                "Everything came late, at every service alike, and in every trace the first record already. Placing "
                + "orders was as fast as ever: the outbox takes them.",
            repair: "Set the broker to up.",
            isRepaired: { _, situation in situation.desired.broker ?? .up == .up }),
        DrillFault(
            id: "fraud-limits", kind: "limits", place: "fraud", disturbance: .setting(.fraudVelocity, "0"),
            what: "The limit of orders of one customer was 0: every order is too many.",
            evidence: "A VELOCITY alert for every order; its sentence says the count and the limit: 1 and 0.",
            repair: "Set fraudVelocity back to 5. Verdicts that were given stand.",
            isRepaired: setting("fraudVelocity") { $0 >= 2 }),
        DrillFault(
            id: "without-kafka", kind: "synchronous", place: "gateway", disturbance: .setting(.mode, "sync"),
            what: "The gateway called the services one after another before it stored an order.",
            evidence:
                "Placing an order took a second or more, its trace had nobody but the order service, and the records "
                + "had the header sync.",
            repair: "Set mode back to kafka.",
            isRepaired: { _, situation in situation.settings["mode"] == "kafka" }),
    ]
}
