import Testing

@testable import Gateway

@Suite("What commands are given")
struct CommandInputTests {
    private func input(_ json: String?, _ parameters: [String: String] = [:]) throws(Problem) -> CommandInput {
        try CommandInput(object: json.map { Array($0.utf8) }, parameters: parameters)
    }

    private enum Word: String, CaseIterable { case up, down }

    @Test func fieldsAndParametersAreOneObject() throws {
        let input = try input(#"{"count":3,"flag":true,"name":"a\u0041","list":["x","y"],"id":"body"}"#, ["id": "path"])
        #expect(try input.integer("count", in: 0...5) == 3)
        #expect(try input.flag("flag"))
        #expect(try input.text("name") == "aA")
        #expect(try input.texts(ifPresent: "list") == ["x", "y"])
        #expect(try input.text("id") == "path")
        #expect(input.names == ["count", "flag", "name", "list", "id"])
    }

    @Test func parametersReadAsWhatIsAskedFor() throws {
        let input = try input(nil, ["limit": "5", "on": "false", "ids": "a,b", "id": "17"])
        #expect(try input.integer("limit", in: 1...200) == 5)
        #expect(try input.flag("on") == false)
        #expect(try input.texts(ifPresent: "ids") == ["a", "b"])
        #expect(try input.text("id") == "17")
        #expect(input.object == nil)
    }

    @Test func nullIsAsIfItWereNotThere() throws {
        let input = try input(#"{"count":null}"#)
        #expect(try input.integer(ifPresent: "count", in: 0...5) == nil)
        #expect(input.contains("count") == false)
    }

    @Test(arguments: ["[]", "5", #""text""#, "null"])
    func whatIsNoObjectIsRefused(_ json: String) throws {
        let problem = try #require(throws: Problem.self) { try input(json) }
        #expect(problem.code == "json.malformed")
    }

    @Test(arguments: [
        (#"{}"#, "count is required"), (#"{"count":6}"#, "count must be a whole number from 0 to 5"),
        (#"{"count":"3"}"#, "count must be a whole number from 0 to 5"),
        (#"{"count":1.5}"#, "count must be a whole number from 0 to 5"),
        (#"{"count":true}"#, "count must be a whole number from 0 to 5"),
    ])
    func whatMakesNoSenseIsNamed(_ json: String, _ sentence: String) throws {
        let problem = try #require(throws: Problem.self) { try input(json).integer("count", in: 0...5) }
        #expect(problem.status == 400)
        #expect(problem.code == "input.invalid")
        #expect(problem.message == sentence)
        #expect(problem.details.map(\.field) == ["count"])
    }

    @Test func aChoiceSaysWhatThereIs() throws {
        #expect(try input(#"{"state":"down"}"#).choice("state", of: Word.self) == .down)
        let problem = try #require(throws: Problem.self) {
            try input(#"{"state":"sideways"}"#).choice("state", of: Word.self)
        }
        #expect(problem.message == "state must be one of up, down")
    }
}
