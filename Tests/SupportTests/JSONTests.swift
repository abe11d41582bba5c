import Foundation
import Support
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        ("null", .null), ("true", true), ("1", 1), ("-7", -7), ("1.5", 1.5), (#""a\u00e9😀""#, "aé😀"),
        ("[]", []), (#"[1,"x",null]"#, [1, "x", nil]), (#"{"a":{"b":[false]}}"#, ["a": ["b": [false]]]),
    ] as [(String, JSON)])
    func `a text becomes the value and the value the same text`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: Data(text.utf8)) == value)
        #expect(try JSON(parsing: value.data()) == value)
    }

    @Test func `keys are sorted so that equal values have equal texts`() throws {
        let value: JSON = ["b": 1, "a": "x/y"]
        #expect(String(decoding: try value.data(), as: UTF8.self) == #"{"a":"x/y","b":1}"#)
    }

    @Test(arguments: ["", "{", "[1 2]", "{'a':1}", "nul"])
    func `what is not JSON throws`(text: String) {
        #expect(throws: (any Error).self) { try JSON(parsing: Data(text.utf8)) }
    }
}

@Suite struct SecretTests {
    @Test func `however a secret is printed it shows as dots`() throws {
        let secret = Secret("sl.u.TOKEN")
        var dumped = ""
        dump(secret, to: &dumped)
        let texts = [
            "\(secret)", String(reflecting: secret), dumped,
            String(decoding: try JSONEncoder().encode([secret]), as: UTF8.self), "\(["key": secret])",
        ]
        for text in texts { #expect(!text.contains("TOKEN")) }
        #expect(secret.reveal() == "sl.u.TOKEN")
    }
}
