import Foundation
import Testing

@testable import Dropbox

@Suite struct HeaderSafeJSONTests {
    @Test(arguments: [
        ("/plain.txt", #"{"path":"/plain.txt"}"#),
        ("/Ünïx-\u{7F}-😀.txt", #"{"path":"/\u00dcn\u00efx-\u007f-\ud83d\ude00.txt"}"#),
        ("/a\"b ü.txt", #"{"path":"/a\"b \u00fc.txt"}"#),
        ("/back\\slash", #"{"path":"/back\\slash"}"#),
        ("/new\nline\ttab", #"{"path":"/new\nline\ttab"}"#),
        ("/bell\u{07}", #"{"path":"/bell\u0007"}"#),
        ("/~", #"{"path":"/~"}"#),
        ("/\u{80}\u{FFFF}", #"{"path":"/\u0080\uffff"}"#),
        ("/e\u{301}", #"{"path":"/e\u0301"}"#),
        ("/👩‍👧", #"{"path":"/\ud83d\udc69\u200d\ud83d\udc67"}"#),
    ])
    func `an argument is ASCII on one line and means the same`(path: String, expected: String) throws {
        let text = try HeaderSafeJSON.text(of: Download(path: path))
        #expect(text == expected)
        #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        let decoded = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(decoded["path"].map { Array($0.unicodeScalars) } == Array(path.unicodeScalars))
    }

    @Test(arguments: [
        (.home, #"{".tag":"home"}"#),
        (.root("7"), #"{".tag":"root","root":"7"}"#),
        (.namespace("8424155"), #"{".tag":"namespace_id","namespace_id":"8424155"}"#),
    ] as [(PathRoot, String)])
    func `a path root is the union of the reference`(root: PathRoot, expected: String) throws {
        #expect(try HeaderSafeJSON.text(of: root) == expected)
    }
}
