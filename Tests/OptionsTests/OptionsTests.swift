import Options
import Testing

private func reader(_ arguments: [String] = [], _ environment: [String: String] = [:]) -> OptionReader {
    OptionReader(command: "dojo test", abstract: "Tests.", arguments: arguments, environment: environment)
}

private func problems(_ reader: OptionReader) -> [String] {
    do throws(OptionError) {
        try reader.finish()
        return []
    } catch {
        guard case .invalid(let message) = error else { return ["help"] }
        return message.split(separator: "\n").map(String.init)
    }
}

private enum Colour: String, CaseIterable, OptionValue { case red, green }

@Suite("Options") struct OptionsTests {
    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheDefault() throws {
        var both = reader(["--fail-rate", "0.5"], ["FAIL_RATE": "0.4"])
        #expect(both.option("fail-rate", default: 0.3, help: "") == 0.5)
        try both.finish()
        var environment = reader([], ["FAIL_RATE": "0.4"])
        #expect(environment.option("fail-rate", default: 0.3, help: "") == 0.4)
        var empty = reader([], ["FAIL_RATE": ""])
        #expect(empty.option("fail-rate", default: 0.3, help: "") == 0.3)
    }

    @Test func bothSpellingsCountAndTheLastOneWins() throws {
        var reader = reader(["--port=1", "--port", "2", "--offset", "-3"])
        #expect(reader.option("port", default: 0, help: "") == 2)
        #expect(reader.option("port", default: 0, help: "") == 2, "a second reader of the same option gets the same")
        #expect(reader.option("offset", default: 0, help: "") == -3)
        #expect(reader.descriptions.map(\.name) == ["port", "offset"])
        try reader.finish()
    }

    @Test func aSwitchHasAnOppositeAndAVariable() throws {
        var flags = reader(["--watch", "--no-colour"], ["QUIET": "yes"])
        #expect(flags.flag("watch", help: "") == true)
        #expect(flags.flag("colour", default: true, help: "") == false)
        #expect(flags.flag("quiet", help: "") == true)
        #expect(flags.flag("other", help: "") == false)
        try flags.finish()
        var overruled = reader(["--no-quiet"], ["QUIET": "1"])
        #expect(overruled.flag("quiet", help: "") == false)
    }

    @Test func aVariableMayHaveAnotherNameOrNone() {
        var reader = reader([], ["NOTIFICATION_GROUP": "g", "FROM": "somebody"])
        #expect(reader.option("group", default: "x", help: "", environment: "NOTIFICATION_GROUP") == "g")
        #expect(reader.option("from", as: String.self, help: "", environment: "") == nil)
        #expect(reader.descriptions.map(\.environment) == ["NOTIFICATION_GROUP", nil])
    }

    @Test func positionalArgumentsAreWhatOptionsLeave() throws {
        var reader = reader(["notification", "--port", "1", "a", "--", "swift", "--version"])
        _ = reader.option("port", default: 0, help: "")
        #expect(reader.argument("service", help: "") == "notification")
        #expect(reader.arguments("command", help: "") == ["a", "swift", "--version"])
        try reader.finish()
    }

    @Test func everyProblemIsNamedAtOnce() {
        var reader = reader(
            ["--port", "many", "--rate=2", "--name", "--shards", "99", "--wrong", "x"], ["WINDOW": "60"])
        #expect(reader.option("port", default: 1, help: "") == 1)
        #expect(reader.option("rate", default: 0.3, in: 0...1, help: "") == 0.3)
        #expect(reader.option("window", default: Duration.seconds(60), help: "") == .seconds(60))
        #expect(reader.option("name", default: "n", help: "") == "n")
        #expect(reader.option("shards", as: Int.self, in: 1...8, help: "") == nil)
        reader.reject("<service>", "is missing")
        #expect(
            problems(reader) == [
                "--port: expected a whole number, not 'many'", "--rate: expected 0 to 1, not '2'",
                "WINDOW: expected a time with its unit, such as 250ms, 60s or 24h, not '60'", "--name: needs a value",
                "--shards: expected 1 to 8, not '99'",
                "<service>: is missing", "unknown option --wrong", "See dojo test --help.",
            ])
    }

    @Test func whatNobodyReadIsAnError() {
        var extra = reader(["one", "two"])
        _ = extra.argument("first", help: "")
        #expect(problems(extra) == ["unexpected argument 'two'", "See dojo test --help."])
    }

    @Test func anOptionMayComeSeveralTimes() throws {
        var several = reader(["--header", "a=1", "--header=b=2", "--header", "a=3"])
        #expect(several.options("header", help: "", placeholder: "name=value") == ["a=1", "b=2", "a=3"])
        try several.finish()
        var none = reader([], ["HEADER": "a=1"])
        #expect(none.options("header", help: "", placeholder: "name=value") == [])
        var empty = reader(["--header"])
        #expect(empty.options("header", help: "", placeholder: "name=value") == [])
        #expect(problems(empty) == ["--header: needs a value", "See dojo test --help."])
    }

    @Test func theUsageSaysWhatMayBeLeftOut() throws {
        var reader = reader(["slow"])
        #expect(reader.argument("state", help: "") == "slow")
        #expect(reader.argument("milliseconds", isOptional: true, help: "How many.") == nil)
        #expect(reader.arguments("more", isOptional: true, help: "") == [])
        #expect(reader.helpText.contains("Usage: dojo test <state> [<milliseconds>] [<more>…] [options]\n"))
        try reader.finish()
    }

    @Test func helpNamesVariableAndDefaultAndWinsOverProblems() {
        var reader = reader(["--port", "many", "-h"])
        _ = reader.option("port", default: 3001, help: "Port to serve on.")
        reader.section("More")
        _ = reader.option("colour", default: Colour.red, help: "Which colour.")
        _ = reader.flag("a-switch-with-a-rather-long-name", help: String(repeating: "word ", count: 20))
        _ = reader.argument("service", help: "Which service.")
        #expect(throws: OptionError.help(reader.helpText)) { try reader.finish() }
        let expected = """
            Tests.

            Usage: dojo test <service> [options]

            Arguments:
              <service>                         Which service.

            Options:
              --port <number>                   Port to serve on. [PORT, default: 3001]

            More:
              --colour <red|green>              Which colour. [COLOUR, default: red]
              --[no-]a-switch-with-a-rather-long-name
                                                word word word word word word word word word word word word word
                                                word word word word word word word
                                                [A_SWITCH_WITH_A_RATHER_LONG_NAME, default: false]

              -h, --help                        Show this.

            """
        #expect(reader.helpText == expected)
    }
}

@Suite("Option values") struct OptionValueTests {
    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("60s", .seconds(60)), ("1.5h", .seconds(5400)),
        ("24h", .seconds(86400)),
        ("7d", .seconds(604800)), ("0", .zero), ("0s", .zero), ("0.5ms", .microseconds(500)),
    ])
    func aTimeIsANumberAndItsUnit(text: String, duration: Duration) {
        #expect(Duration(optionText: text) == duration)
        #expect(Duration(optionText: duration.optionText) == duration)
    }

    @Test(arguments: ["", "60", "s", "1y", "-1s", "1 s", "1.2.3s", "1e3s", "99999999999999999999d"])
    func anythingElseIsNoTime(text: String) {
        #expect(Duration(optionText: text) == nil)
    }

    @Test func timesAreWrittenInTheLargestUnitThatFits() {
        let texts = [Duration.seconds(60), .seconds(90), .seconds(86400), .milliseconds(1500), .zero].map(\.optionText)
        #expect(texts == ["1m", "90s", "1d", "1500ms", "0ms"])
    }

    @Test func listsNumbersAndEnumsReadBack() {
        #expect([String](optionText: " a, b ,,c") == ["a", "b", "c"])
        #expect(["a", "b"].optionText == "a,b")
        #expect(1.0.optionText == "1")
        #expect(0.3.optionText == "0.3")
        #expect(Double(optionText: "nan") == nil)
        #expect(Bool(optionText: "Yes") == true)
        #expect(Bool(optionText: "maybe") == nil)
        #expect(Colour(optionText: "green") == .green)
        #expect(Colour(optionText: "blue") == nil)
    }
}
