import ConnectorProtocol
import Support
import Testing

private func read(
    _ field: JSON, environment: @escaping ConnectorConfiguration.Environment = { _ in nil }
) throws -> ConnectorConfiguration {
    try ConnectorConfiguration(
        stored: ["f": field], schema: ConfigurationSchema(["f": field.without("value")]), environment: environment)
}

private func problems(_ stored: JSON, schema: JSON? = nil, extensions: JSON = [:]) -> [String] {
    do throws(ConnectorConfigurationError) {
        try ConnectorConfiguration(
            stored: stored.objectValue ?? [:], schema: ConfigurationSchema(schema ?? stored, extensions: extensions)
        ).validate()
        return []
    } catch {
        return error.problems
    }
}

struct ConfigurationConversionTests {
    @Test(arguments: [
        (nil, ""), ("", ""), ("x", "x"), (7, "7"), (true, "true"), (1.5, "1.5"), ([1], "[1]"),
    ] as [(JSON, String)])
    func `text fields`(value: JSON, expected: String) throws {
        #expect(try read(["type": "str", "value": value]).string("f") == expected)
    }

    @Test(arguments: [
        (nil, nil), ("", nil), (7, 7), ("7", 7), (" -7 ", -7), (true, 1), (3.0, 3),
    ] as [(JSON, Int?)])
    func `whole-number fields`(value: JSON, expected: Int?) throws {
        #expect(try read(["type": "int", "value": value]).int("f") == expected)
    }

    @Test(arguments: [
        (nil, false), ("", false), (true, true), (false, false), ("true", true), ("false", false), ("Yes", true),
        ("NO", false), ("1", true), ("0", false), (1, true), (0, false), (0.5, true),
    ] as [(JSON, Bool)])
    func `boolean fields, written as text too`(value: JSON, expected: Bool) throws {
        #expect(try read(["type": "bool", "value": value]).bool("f") == expected)
    }

    @Test(arguments: [
        (nil, []), ("", []), ("a, b,,c ", ["a", "b", "c"]), (["x", 1], ["x", 1]), (5, [5]),
        (["k": "v"], [["k", "v"]]), (true, [true]),
    ] as [(JSON, [JSON])])
    func `list fields`(value: JSON, expected: [JSON]) throws {
        #expect(try read(["type": "list", "value": value]).list("f") == expected)
    }

    @Test(arguments: [("1.5", 1.5), (2, 2), (nil, nil)] as [(JSON, Double?)])
    func `number fields`(value: JSON, expected: Double?) throws {
        #expect(try read(["type": "float", "value": value]).double("f") == expected)
    }

    @Test(arguments: [
        ("int", "seven", "a whole number"), ("int", 1.5, "a whole number"), ("int", [], "a whole number"),
        ("bool", "perhaps", "true or false"), ("bool", [true], "true or false"), ("float", "x", "a number"),
    ] as [(JSON, JSON, String)])
    func `what cannot be read is named`(type: JSON, value: JSON, expected: String) {
        let error = #expect(throws: ConnectorConfigurationError.self) {
            try read(["type": type, "value": value, "label": "Limit"])
        }
        #expect(error?.description.contains("'Limit' must be \(expected), not ") == true)
    }

    @Test(arguments: [
        (["required": false, "default_value": 3, "type": "int", "value": ""], 3),
        (["required": false, "default_value": "3", "type": "int", "value": nil], 3),
        (["required": false, "default_value": 3, "type": "int", "value": 5], 5),
        (["required": false, "default_value": 3, "type": "int", "value": 0], 0),
        (["required": true, "default_value": 3, "type": "int", "value": ""], nil),
        (["required": false, "type": "int", "value": ""], nil),
    ] as [(JSON, Int?)])
    func `a default counts when nothing was entered and nothing is required`(field: JSON, expected: Int?) throws {
        #expect(try read(field).int("f") == expected)
    }

    @Test func `the source's type wins over the stored one`() throws {
        let configuration = try ConnectorConfiguration(
            stored: ["f": ["type": "str", "value": "7"]], schema: ConfigurationSchema(["f": ["type": "int"]]))
        #expect(configuration.int("f") == 7)
    }

    @Test func `an entry that is no object is a value`() throws {
        let configuration = try ConnectorConfiguration(
            stored: ["path": "/Sales"], schema: ConfigurationSchema(["path": ["label": "Path"]]))
        #expect(configuration.string("path") == "/Sales")
    }
}

struct ConfigurationReferenceTests {
    private let sensitive: JSON = ["sensitive": true, "label": "App secret"]
    private func field(_ value: JSON) -> JSON { sensitive.overlaid(["value": value]) }

    @Test func `a sensitive value may come from the environment`() throws {
        let configuration = try read(field("${DBX_SECRET}")) { $0 == "DBX_SECRET" ? "s3cret" : nil }
        #expect(configuration.secret("f").reveal() == "s3cret")
    }

    @Test(arguments: ["x${DBX}", "$DBX", "${DBX", "${D-X}"])
    func `only a whole value is a reference`(value: String) throws {
        #expect(try read(field(.string(value))) { _ in "no" }.string("f") == value)
    }

    @Test func `a value that others may see is no reference`() throws {
        #expect(try read(["value": "${DBX}"]) { _ in "no" }.string("f") == "${DBX}")
    }

    @Test func `a variable that is not set is named`() {
        let error = #expect(throws: ConnectorConfigurationError.self) { try read(field("${DBX_SECRET}")) }
        #expect(error?.description.contains("DBX_SECRET") == true)
    }

    @Test func `no text shows a sensitive value`() throws {
        let stored: JSON = ["sensitive": true, "type": "int", "value": "s3cret", "validations": []]
        let error = #expect(throws: ConnectorConfigurationError.self) { try read(stored) }
        let configuration = try read(field("s3cret"))
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(ConfigurationField(name: "f", stored), to: &dumped)
        let printed = "\(configuration) \(String(reflecting: configuration)) \(error?.description ?? "") " + dumped
        #expect(!printed.contains("s3cret"))
        #expect(
            problems(["f": stored.overlaid(["type": "str", "validations": [["type": "regex", "constraint": "[0-9]+"]]])])
                == ["'F' must match [0-9]+, and •••••• does not."])
    }
}

struct ConfigurationValidationTests {
    @Test func `every field of the protocol must be there`() {
        #expect(
            problems(["b": [:]], schema: ["a": [:], "b": [:], "c": [:]]) == ["These fields are missing: a, c."])
    }

    @Test func `our own fields may be missing, and take their default`() throws {
        let schema = ConfigurationSchema(
            ["a": [:]], extensions: ["own": ["type": "int", "required": false, "default_value": 25]])
        let configuration = try ConnectorConfiguration(stored: ["a": ["value": "x"]], schema: schema)
        try configuration.validate()
        #expect(configuration.int("own") == 25)
    }

    @Test func `fields that the source does not know are ignored`() {
        #expect(problems(["a": ["value": "x"], "old": ["type": "int", "value": "?"]], schema: ["a": [:]]) == [])
    }

    @Test(arguments: [
        (["type": "str", "value": ""], ["'F' cannot be empty."]),
        (["type": "list", "value": [nil, ""]], ["'F' cannot be empty."]),
        (["type": "int", "value": nil, "label": "Limit"], ["'Limit' cannot be empty."]),
        (["type": "str", "value": "", "required": false], []),
        (["type": "bool", "value": false], []),
        (["type": "int", "value": 0], []),
    ] as [(JSON, [String])])
    func `required fields`(field: JSON, expected: [String]) {
        #expect(problems(["f": field]) == expected)
    }

    @Test(arguments: [
        ("less_than", 10, 9, []),
        ("less_than", 10, 10, ["'F' must be less than 10, not 10."]),
        ("less_than", 10, nil, ["'F' must be less than 10, not null."]),
        ("less_than", "many", 1, ["'F' has a validation less_than whose constraint must be a number, not many."]),
        ("greater_than", 10, 11, []),
        ("greater_than", 10, 10, ["'F' must be greater than 10, not 10."]),
        ("greater_than", nil, 1, ["'F' has a validation greater_than whose constraint must be a number, not null."]),
    ] as [(String, JSON, JSON, [String])])
    func `bounds`(type: String, constraint: JSON, value: JSON, expected: [String]) {
        #expect(validation(type, constraint, ["type": "int", "value": value, "required": false]) == expected)
    }

    @Test(arguments: [
        ("list_type", "str", ["a", "b"], []),
        ("list_type", "int", [1, 2], []),
        ("list_type", "int", [1, "b", "c"], [
            "'F' may hold elements of type int only, not b.", "'F' may hold elements of type int only, not c.",
        ]),
        ("list_type", "float", [1], ["'F' has a validation list_type whose constraint must be \"str\" or \"int\", not float."]),
        ("included_in", ["a", "b"], ["a"], []),
        ("included_in", ["a", "b"], ["a", "c"], ["'F' must be one of [\"a\",\"b\"], not c."]),
        ("included_in", "a", ["a"], ["'F' has a validation included_in whose constraint must be a list, not a."]),
    ] as [(String, JSON, JSON, [String])])
    func `lists`(type: String, constraint: JSON, value: JSON, expected: [String]) {
        #expect(validation(type, constraint, ["type": "list", "value": value]) == expected)
    }

    @Test(arguments: [
        ("list_type", "str", "a", ["'F' must be a list."]),
        ("included_in", ["a", "b"], "b", []),
        ("included_in", ["a", "b"], "c", ["'F' must be one of [\"a\",\"b\"], not c."]),
        ("regex", "[a-z]+", "abc", []),
        ("regex", "a|abc", "abc", []),
        ("regex", "[a-z]+", "abc1", ["'F' must match [a-z]+, and abc1 does not."]),
        ("regex", "[a-z]+", "abc\n", ["'F' must match [a-z]+, and abc\n does not."]),
        ("regex", "(", "abc", ["'F' has a validation regex whose constraint must be a regular expression, not (."]),
        ("phase_of_moon", 1, "abc", ["'F' has a validation of a kind that does not exist: phase_of_moon."]),
    ] as [(String, JSON, JSON, [String])])
    func `texts`(type: String, constraint: JSON, value: JSON, expected: [String]) {
        #expect(validation(type, constraint, ["type": "str", "value": value]) == expected)
    }

    private func validation(_ type: String, _ constraint: JSON, _ field: JSON) -> [String] {
        problems(["f": field.overlaid(["validations": [["type": .string(type), "constraint": constraint]]])])
    }

    @Test(arguments: [
        (true, ["'F' cannot be empty."]), ("true", ["'F' cannot be empty."]), (false, []), (nil, []),
    ] as [(JSON, [String])])
    func `a field is checked when what it depends on is met`(value: JSON, expected: [String]) {
        let stored: JSON = [
            "switch": ["type": "bool", "value": value, "required": false],
            "f": ["value": "", "depends_on": [["field": "switch", "value": true]]],
        ]
        #expect(problems(stored) == expected)
    }

    @Test func `true is not the text true`() {
        let stored: JSON = [
            "switch": ["type": "bool", "value": true],
            "f": ["value": "", "depends_on": [["field": "switch", "value": "true"]]],
        ]
        #expect(problems(stored) == [])
    }

    @Test func `a dependency on nothing is an error`() {
        #expect(
            problems(["f": ["value": "x", "depends_on": [["field": "g", "value": 1]]]])
                == ["'F' depends on a field that does not exist: g."])
    }

    @Test func `all problems are one message`() {
        let error = ConnectorConfigurationError(problems: ["'A' cannot be empty.", "'B' cannot be empty."])
        #expect(
            error.description == "The configuration is not valid: 'A' cannot be empty.; 'B' cannot be empty.")
    }
}

struct ConfigurationUpgradeTests {
    private let schema = ConfigurationSchema([
        "path": ["label": "Path", "order": 1, "required": false, "tooltip": "Where"],
        "limit": ["label": "Limit", "order": 2, "type": "int", "default_value": 3],
    ])

    private var stored: [String: JSON] { schema.json.objectValue ?? [:] }

    @Test func `a complete configuration needs nothing`() {
        #expect(schema.upgrade(of: stored) == nil)
        var used = stored
        used["path"]?["value"] = "/Sales"
        used["path"]?["label"] = "A label of somebody else"
        used["path"]?["placeholder"] = "of a later version"
        #expect(schema.upgrade(of: used) == nil)
    }

    @Test func `a dropped null property comes back alone`() {
        var stored = stored
        stored["limit"]?["tooltip"] = Optional.none
        stored["limit"]?["value"] = 7
        #expect(schema.upgrade(of: stored)?.fields == ["limit": ["tooltip": nil]])
        #expect(schema.upgrade(of: stored)?.added == [])
    }

    @Test func `a missing field brings the others up to date, except their values`() {
        var stored = stored
        stored["limit"] = nil
        stored["path"]?["value"] = "/Sales"
        stored["path"]?["label"] = "Old label"
        stored["path"]?["tooltip"] = "Old tooltip"
        stored["path"]?["display"] = "textarea"
        let upgrade = schema.upgrade(of: stored)
        #expect(upgrade?.added == ["limit"])
        #expect(
            upgrade?.fields == [
                "path": ["label": "Path", "tooltip": "Where"],
                "limit": [
                    "default_value": 3, "depends_on": [], "display": "text", "label": "Limit", "options": [],
                    "order": 2, "required": true, "sensitive": false, "tooltip": nil, "type": "int",
                    "ui_restrictions": [], "validations": [], "value": "",
                ],
            ])
    }

    @Test func `an upgraded configuration needs nothing`() {
        let old: [String: JSON] = ["path": ["value": "/Sales"], "limit": "7"]
        let upgrade = schema.upgrade(of: old)
        let merged = JSON.object(old).overlaid(.object(upgrade?.fields ?? [:])).objectValue ?? [:]
        #expect(schema.upgrade(of: merged) == nil)
        #expect(merged["path"]?["value"] == "/Sales" && merged["limit"]?["value"] == "7")
    }

    @Test func `our own fields are added too`() {
        let extended = ConfigurationSchema(schema.json, extensions: ["own": ["required": false]])
        #expect(extended.upgrade(of: stored)?.added == ["own"])
    }
}
