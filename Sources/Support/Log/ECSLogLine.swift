/// One JSON object in the fields of the Elastic Common Schema, names dotted, the three that its logging
/// specification wants first in front.
///
/// ECS logging: <https://github.com/elastic/ecs-logging/tree/main/spec>
struct ECSLogLine {
    var service: String

    func text(of event: Log.Event) -> String {
        let head = [
            ("@timestamp", Timestamp.formatMilliseconds(event.time)),
            ("log.level", event.level.rawValue),
            ("message", event.message),
            ("ecs.version", "8.11.0"),
            ("service.name", service),
        ]
        let reserved = Set(head.map(\.0))
        let labels = event.labels.map { key, value in
            // A dotted key is an ECS field already (`url.path`); a bare one is ours and lives under `labels`.
            (key.contains(".") && !reserved.contains(key) ? key : "labels.\(key)", value)
        }
        let members = (head + labels.sorted { $0.0 < $1.0 }).map { "\(quoted($0.0)):\(quoted($0.1))" }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): result += "\\n".utf8
            case UInt8(ascii: "\r"): result += "\\r".utf8
            case UInt8(ascii: "\t"): result += "\\t".utf8
            case 0..<0x20: result += "\\u00\([byte].hexadecimal)".utf8
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}
