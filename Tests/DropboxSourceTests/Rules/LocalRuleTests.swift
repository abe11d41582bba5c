import Dropbox
import Foundation
import Support
import Testing

@testable import DropboxSource

@Suite struct LocalRuleTests {
    private func file(
        _ path: String, size: Int = 1000, modified: String = "2026-01-05T09:00:00Z"
    ) -> Metadata {
        .file(
            FileMetadata(
                id: "id:\(path)", name: String(path.split(separator: "/").last ?? ""), pathLower: path.lowercased(),
                pathDisplay: path, clientModified: modified, serverModified: modified, rev: "1", size: size))
    }

    private let folder = Metadata.folder(
        FolderMetadata(id: "id:f", name: "Sales", pathLower: "/sales", pathDisplay: "/Sales"))

    @Test(arguments: [
        (#"{"include":{"path":["/Sales/**"]}}"#, "/Sales/a.pdf", "data.include"),
        (#"{"include":{"path":["/Sales/**"]}}"#, "/Legal/a.pdf", nil),
        (#"{"include":{"path":"/Sales/**","extension":"pdf"}}"#, "/Sales/a.txt", nil),
        (#"{"include":{"extension":[".PDF"]}}"#, "/Sales/a.pdf", "data.include"),
        (#"{"include":{"category":["document","pdf"]}}"#, "/a.docx", "data.include"),
        (#"{"include":{"category":["others"]}}"#, "/a.unknown", "data.include"),
        (#"{"include":{"category":["image"]}}"#, "/a.docx", nil),
        (#"{"include":{"size":{"max":"1KB"}}}"#, "/a.txt", "data.include"),
        (#"{"include":{"size":{"max":999}}}"#, "/a.txt", nil),
        (#"{"include":{"size":{"min":"0.5 KiB","max":"1MB"}}}"#, "/a.txt", "data.include"),
        (#"{"include":{"modified":{"after":"2026-01-05"}}}"#, "/a.txt", "data.include"),
        (#"{"include":{"modified":{"after":"2026-01-06"}}}"#, "/a.txt", nil),
        (#"{"include":{"modified":{"before":"2026-01-05T09:00:00Z"}}}"#, "/a.txt", nil),
        (#"{"include":{"modified":{"before":"2026-01-05T11:00:01+02:00"}}}"#, "/a.txt", "data.include"),
        (#"{"exclude":{"extension":["tmp"]}}"#, "/a.txt", "no rule excludes it"),
        (#"{"exclude":{"extension":["tmp"]}}"#, "/a.tmp", nil),
        (#"{"exclude":{"path":["/x/**"],"extension":["tmp"]}}"#, "/a.tmp", nil),
        (#"{"include":{"path":["/Sales/**"]},"exclude":{"path":["**/old/**"]}}"#, "/Sales/old/a.pdf", nil),
        (#"[{"include":{"path":["/a/**"]}},{"include":{"path":["/b/**"]}}]"#, "/b/x", "data[1].include"),
        (#"[{"include":{"path":["/a/**"]}},{"exclude":{"path":["/a/x"]}}]"#, "/a/x", nil),
        (#"[]"#, "/a.txt", "no rule excludes it"),
    ] as [(String, String, String?)])
    func `a rule selects files by their metadata, and names itself`(
        snippet: String, path: String, rule: String?
    ) throws {
        let rules = try AdvancedRules(snippet: JSON(parsing: Data(snippet.utf8)))
        let decision = rules.decision(on: file(path), foundBy: nil)
        #expect((decision.isIncluded ? decision.reason : nil) == rule)
    }

    @Test func `a folder has a path and a category, and neither size nor time`() throws {
        func isIncluded(_ snippet: JSON) throws -> Bool {
            try AdvancedRules(snippet: snippet).decision(on: folder, foundBy: nil).isIncluded
        }
        #expect(try isIncluded(["include": ["path": "/Sales"]]))
        #expect(try isIncluded(["include": ["category": "folder"]]))
        #expect(try !isIncluded(["include": ["size": ["max": "1GB"]]]))
        #expect(try isIncluded(["exclude": ["size": ["min": 0]]]))
    }

    @Test func `what a query found is indexed unless a local rule excludes it`() throws {
        let rules = try AdvancedRules(snippet: [["query": "budget"], ["exclude": ["extension": "tmp"]]])
        #expect(rules.decision(on: file("/a.txt"), foundBy: "data[0].query").isIncluded)
        #expect(!rules.decision(on: file("/a.tmp"), foundBy: "data[0].query").isIncluded)
        #expect(!rules.decision(on: file("/a.txt"), foundBy: nil).isIncluded)
    }

    @Test(arguments: [
        (#"{"include":{"paths":["/a"]}}"#, #"data.include must not have "paths": there are path"#),
        (#"{"include":{"path":[]}}"#, "data.include.path must have at least one element"),
        (#"{"include":{"path":[7]}}"#, "data.include.path[0] must be a text, not 7"),
        (#"{"include":{"path":"/a/**b"}}"#, "data.include.path must have ** alone between slashes"),
        (#"{"include":{"extension":["*.pdf"]}}"#, "data.include.extension[0] must be what stands behind the last dot"),
        (#"{"include":{"category":["png"]}}"#, "data.include.category[0] must be one of folder, document"),
        (#"{"include":{"size":"50MB"}}"#, #"data.include.size must be an object, not "50MB""#),
        (#"{"include":{"size":{"max":"50 parsecs"}}}"#, "data.include.size.max must be a size such as"),
        (#"{"include":{"size":{"max":-1}}}"#, "data.include.size.max must be a size such as"),
        (#"{"include":{"size":{"max":"9e99TB"}}}"#, "data.include.size.max must be a size such as"),
        (#"{"include":{"size":{"min":2,"max":1}}}"#, "data.include.size can match no file"),
        (#"{"include":{"size":{}}}"#, "data.include.size asks for nothing"),
        (#"{"include":{"modified":{"after":"yesterday"}}}"#, "data.include.modified.after must be a day or a time"),
        (#"{"include":{"modified":{"after":"2024-13-01"}}}"#, "data.include.modified.after must be a day or a time"),
        (#"{"include":{"modified":{"after":"2024-02-01","before":"2024-01-01"}}}"#, "data.include.modified can match no file"),
        (#"{"include":{}}"#, "data.include asks for nothing"),
        (#"{"include":[]}"#, "data.include must be an object, not []"),
        (#"{"include":{"path":"/a"},"query2":"x"}"#, #"data must not have "query2""#),
        (#"[{"query":"a"},{"exclude":{"size":{"min":"x"}}}]"#, "data[1].exclude.size.min must be a size"),
        (#"[{"query":"a","options":{"max_results":1001}}]"#, "data[0].options.max_results must be a number from 1 to 1000"),
        (#"[{"query":"a","options":{"file_categories":[{".tag":"png"}]}}]"#, "data[0].options.file_categories must have one of image"),
        (#"[{"query":"a","options":{"order_by":{".tag":"size"}}}]"#, "data[0].options.order_by must be relevance or last_modified_time"),
        (#"[7]"#, "data[0] must be an object, not 7"),
        (#""budget""#, "data must be array"),
    ])
    func `a malformed rule is named, with what would be right`(snippet: String, beginning: String) throws {
        let json = try JSON(parsing: Data(snippet.utf8))
        let error = #expect(throws: AdvancedRules.Invalid.self) { try AdvancedRules(snippet: json) }
        #expect(error?.problems.first?.description.hasPrefix(beginning) ?? false, "\(String(describing: error))")
    }

    @Test(arguments: 0..<40)
    func `whatever is done to a valid snippet, it is read or refused with a place`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let valid: JSON = [
            ["query": "budget", "options": ["file_extensions": ["pdf"], "max_results": "10", "path": "/a", "order_by": [".tag": "relevance"], "file_categories": [[".tag": "pdf"]]]],
            ["include": ["path": ["/Sales/**"], "extension": ["pdf"], "category": ["document"], "size": ["min": 1, "max": "50MB"], "modified": ["after": "2024-01-01"]], "exclude": ["path": "/x"]],
        ]
        for _ in 0..<200 {
            let snippet = valid.mutated(&random)
            do {
                _ = try AdvancedRules(snippet: snippet).decision(on: file("/Sales/a.pdf"), foundBy: nil)
            } catch {
                #expect(!error.problems.isEmpty)
                #expect(error.problems.allSatisfy { $0.place.hasPrefix("data") && $0.message.count > 10 })
            }
        }
    }
}

struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
    }
}

extension JSON {
    private static let oddities: [JSON] = [
        .null, true, -1, 3.5, "", "x", "**", "/", "9999999999999999999GB", "2024-02-30", [], [:], [[]], [.null], ["include": 1],
        ["size": "50MB"], ["path": [["a"]]], .string(String(repeating: "é", count: 2000)),
    ]

    /// This value with one thing in it replaced, taken away or added.
    func mutated(_ random: inout SeededGenerator) -> JSON {
        switch self {
        case .array(let elements) where !elements.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            var elements = elements
            let index = Int.random(in: 0..<elements.count, using: &random)
            elements[index] = elements[index].mutated(&random)
            return .array(elements)
        case .object(var members) where !members.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            let key = members.keys.sorted().randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<5, using: &random) {
            case 0: members[key] = Optional.none
            case 1: members[key + "s"] = members[key]
            default: members[key] = members[key]?.mutated(&random)
            }
            return .object(members)
        default: return Self.oddities.randomElement(using: &random) ?? .null
        }
    }
}
