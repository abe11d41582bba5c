import Testing

@testable import Support

/// A YAML value without its lines, so that a table can say what is expected.
indirect enum Plain: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case null, bool(Bool), int(Int), double(Double), string(String), list([Plain]), map([String], [Plain])

    init(nilLiteral: ()) { self = .null }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .int(value) }
    init(floatLiteral value: Double) { self = .double(value) }
    init(stringLiteral value: String) { self = .string(value) }
    init(arrayLiteral elements: Plain...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Plain)...) { self = .map(elements.map(\.0), elements.map(\.1)) }

    init(_ yaml: YAML) {
        switch yaml.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .sequence(let items): self = .list(items.map(Plain.init))
        case .mapping(let members): self = .map(members.map(\.key), members.map { Plain($0.value) })
        }
    }
}

@Suite struct YAMLTests {
    @Test(arguments: [
        ("", nil), ("# only a comment\n\n", nil), ("---\n", nil), ("\u{FEFF}a: 1\r\nb: 2\r\n", ["a": 1, "b": 2]),
        ("a: 1", ["a": 1]), ("--- # start\na: 1\n...\n", ["a": 1]),
        ("a:\n  b:\n    c: x\n  d: y\ne: z", ["a": ["b": ["c": "x"], "d": "y"], "e": "z"]),
        ("a:\nb: 1", ["a": nil, "b": 1]), ("a: # nothing\nb: 1", ["a": nil, "b": 1]),
        ("a:\n  value\nb: 1", ["a": "value", "b": 1]),
        ("- a\n- b", ["a", "b"]), ("-\n- ~", [nil, nil]), ("-\n  a: 1", [["a": 1]]),
        ("a:\n- 1\n- 2\nb: 3", ["a": [1, 2], "b": 3]), ("a:\n  - 1\n  - 2\nb: 3", ["a": [1, 2], "b": 3]),
        ("- a: 1\n  b: 2\n- a: 3", [["a": 1, "b": 2], ["a": 3]]),
        ("-   a: 1\n    b:\n      - x\n    c: 2", [["a": 1, "b": ["x"], "c": 2]]),
        ("- - 1\n  - 2\n- - 3", [[1, 2], [3]]), ("- a:\n  - 1\n  b: 2", [["a": [1], "b": 2]]),
        ("connectors:\n  - connector_id: dbx\n    service_type: dropbox\n\n  # next\n  - connector_id: 2\n",
            ["connectors": [["connector_id": "dbx", "service_type": "dropbox"], ["connector_id": 2]]]),
        ("elasticsearch.host: https://es.example.net:9243", ["elasticsearch.host": "https://es.example.net:9243"]),
        ("a: b#c # d", ["a": "b#c"]), ("a: b:c", ["a": "b:c"]), ("a b c: d e", ["a b c": "d e"]), ("a:   x   ", ["a": "x"]),
        ("a: -x", ["a": "-x"]), ("a: ?x", ["a": "?x"]), ("a: x, [y] {z}", ["a": "x, [y] {z}"]), ("a: $$x", ["a": "$$x"]),
        (#"a: "x: y # z""#, ["a": "x: y # z"]), ("a: 'it''s' # c", ["a": "it's"]), ("a: ''", ["a": ""]),
        (#"a: "\t\n\\\"\/\x41\u00e9\U0001F600\ud83d\ude00\e\0""#, ["a": "\t\n\\\"/Aé😀😀\u{1B}\0"]),
        (#"'a: b': 1"#, ["a: b": 1]), (#""k" : v"#, ["k": "v"]), ("1: a\ntrue: b\n~: c", ["1": "a", "true": "b", "~": "c"]),
        ("a: [1, x, 'y, z', \"]\"] # c", ["a": [1, "x", "y, z", "]"]]), ("a: []\nb: {}", ["a": [], "b": [:]]),
        ("a: [1, 2, ]", ["a": [1, 2]]), ("[[1], {a: [2]}]", [[1], ["a": [2]]]),
        (#"{a: 1, "b":2, c: {d: http://x:9200/p}, e: , f: null}"#,
            ["a": 1, "b": 2, "c": ["d": "http://x:9200/p"], "e": nil, "f": nil]),
        ("a: |\n  x\n   y\n\n  # z\nb: 1", ["a": "x\n y\n\n# z\n", "b": 1]), ("a: |-\n  x\n\n", ["a": "x"]),
        ("a: |+\n  x\n\nb: 1", ["a": "x\n\n", "b": 1]), ("a: |2\n   x\n", ["a": " x\n"]), ("a: |\nb: 1", ["a": "", "b": 1]),
        ("a: >\n  x\n  y\n\n  z\n", ["a": "x y\nz\n"]), ("a: >-\n  x\n    i\n  y", ["a": "x\n  i\ny"]),
        ("- |\n  x\n- >-\n  a\n  b", ["x\n", "a b"]), ("a:\n  - b: |\n      x\n    c: 1", ["a": [["b": "x\n", "c": 1]]]),
        ("größe: 😀", ["größe": "😀"]),
    ] as [(String, Plain)])
    func `a text and its value`(text: String, value: Plain) throws {
        #expect(Plain(try YAML.parse(text)) == value)
    }

    /// What PyYAML's resolver makes of a plain scalar, but for base 60 and dates, which are texts.
    @Test(arguments: [
        ("~", nil), ("null", nil), ("Null", nil), ("NULL", nil), ("nULL", "nULL"),
        ("true", true), ("Yes", true), ("ON", true), ("off", false), ("No", false), ("FALSE", false),
        ("tRue", "tRue"), ("y", "y"), ("n", "n"), ("T", "T"),
        ("0", 0), ("-7", -7), ("+7", 7), ("10_485_760", 10_485_760), ("0123", 83), ("0x1F", 31), ("0b101", 5), ("-0x10", -16),
        ("089", "089"), ("0o17", "0o17"), ("0x", "0x"), ("0xG", "0xG"), ("_1", "_1"), ("-x", "-x"), ("+-1", "+-1"), ("1-1", "1-1"),
        ("0.15", 0.15), (".5", 0.5), ("1.", 1.0), ("-1.5e+3", -1500.0), ("1.5e3", "1.5e3"), ("1e3", "1e3"), (".", "."),
        (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), ("99999999999999999999", 99_999_999_999_999_999_999.0),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("1:30", "1:30"), ("2026-11-21", "2026-11-21"), ("1.2.3", "1.2.3"), ("127.0.0.1", "127.0.0.1"), ("=", "="), ("١", "١"),
    ] as [(String, Plain)])
    func `a plain scalar and what it means`(text: String, value: Plain) throws {
        let member = try #require(try YAML.parse("a: \(text)")["a"])
        #expect(Plain(member) == value)
        #expect(member.text == text)
    }

    @Test func `a quoted scalar is a text`() throws {
        for text in ["1", "true", "~", ""] {
            #expect(try YAML.parse("a: \"\(text)\"")["a"]?.value == .string(text))
        }
    }

    @Test func `every node knows its line`() throws {
        let yaml = try YAML.parse("# c\na: 1\nb:\n\n  - x\n  - c: 2\n    d: |\n      t\n      u\n    e: [3]\n")
        #expect(yaml.line == 2)
        #expect(yaml["a"]?.line == 2)
        guard case .mapping(let members) = yaml.value, case .sequence(let items) = yaml["b"]?.value else {
            Issue.record("not a mapping with a list")
            return
        }
        #expect(members.map(\.line) == [2, 3])
        #expect(items.map(\.line) == [5, 6])
        #expect(items.last?["d"]?.line == 7)
        #expect(items.last?["e"]?.line == 10)
    }

    @Test func `lines that were left out before keep the numbers of the others`() throws {
        let lines = [NumberedLine(number: 3, text: "a: 1"), NumberedLine(number: 9, text: "a: 2")]
        #expect(throws: YAMLError(line: 9, problem: "the key `a` a second time; the first is on line 3", remedy: "Keep one of them")) {
            try YAML.parse(lines)
        }
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2", 2, "tab"), ("a:\n \tb: 1", 2, "tab"), ("a:\tx", 1, "tab"), ("-\tx", 1, "tab"),
        ("a: 1\nb: 2\na: 3", 3, "`a` a second time; the first is on line 1"), ("{a: 1, a: 2}", 1, "a second time"),
        ("a:\n  b: 1\n  b: 2", 3, "`b` a second time; the first is on line 2"),
        ("a: &x 1", 1, "anchor"), ("a: *x", 1, "alias"), ("a: !!str 1", 1, "tag"), ("&a b: 1", 1, "anchor"), ("!t a: 1", 1, "tag"),
        ("<<: x", 1, "merge"), ("a: {<<: b}", 1, "merge"), ("? a\n: b", 1, "complex key"),
        ("a: 1\n---\nb: 2", 2, "second document"), ("a: 1\n...\nb: 2", 3, "second document"), ("--- a", 1, "line of `---`"),
        ("%YAML 1.1\n---\na: 1", 1, "directive"),
        ("a: b: c", 1, "second `: `"), ("a: 'x' y", 1, "after the end"), (#"a: "x"#, 1, "not closed"), ("a: 'x''", 1, "not closed"),
        ("a: [1, 2", 1, "bracket that is not closed"), ("a: [1,\n  2]", 1, "bracket that is not closed"), ("a: {b: 1", 1, "not closed"),
        ("a: [1 , , 2]", 1, "two commas"), ("a: {b}", 1, "without a value"), ("a: {b:1}", 1, "without a value"),
        ("a: [b: 1]", 1, "key inside a list"), ("a: ['x' y]", 1, "no comma"), ("a: [x[0]]", 1, "bracket inside"), ("a: ]", 1, "closes nothing"),
        ("a: 1\n  b: 2", 2, "2 spaces of indentation where the lines of this level, from line 1 on, have 0"),
        ("a:\n    b: 1\n  c: 2", 3, "2 spaces of indentation"), ("a:\n  b: 1\n   c: 2", 3, "3 spaces of indentation"),
        ("a: x\n  y", 2, "indentation"), ("- a\n  - b", 2, "indentation"), ("a: 1\n- b", 2, "list item among the keys"),
        ("- a\nb: 1", 2, "belongs to nothing"), ("a: 1\nb", 2, "neither `key: value`"), ("a: 1\nb:2", 2, "neither `key: value`"),
        ("a\nb: 1", 2, "belongs to nothing"), ("a: - b", 1, "list item on the line"), ("a: @b", 1, "reserved"), ("a: `b`", 1, "reserved"),
        ("a: %b", 1, "reserved"), ("a: | x", 1, "something else"), ("a: |--\n  x", 1, "something else"), ("a: [|]", 1, "text block"),
        (#"a: "\q""#, 1, "begins no escape"), (#"a: "\x4""#, 1, "too few"), (#"a: "\ud83d""#, 1, "no character"), ("a: \u{7}", 1, "control character"),
        ("a: " + String(repeating: "[", count: 10_000), 1, "64 levels"), (String(repeating: "- ", count: 10_000), 1, "64 levels"),
    ])
    func `what is wrong is told with its line`(text: String, line: Int, fragment: String) throws {
        let error = try #require(throws: YAMLError.self) { try YAML.parse(text) }
        #expect(error.line == line)
        #expect(error.problem.contains(fragment), "\(error)")
        #expect(!error.remedy.isEmpty)
    }

    @Test func `an error never shows a value`() throws {
        for text in ["password: sEcr3t: x", "password: 'sEcr3t' x", "password: \"sEcr3t", "password: [sEcr3t", "a: 1\nsEcr3t", "p: sEcr3t\n  sEcr3t"] {
            let error = try #require(throws: YAMLError.self) { try YAML.parse(text) }
            #expect(!error.description.contains("sEcr3t"))
        }
    }
}
