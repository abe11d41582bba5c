import Foundation

extension Corpus {
    /// A PDF of one page whose content stream is not compressed.
    static func pdf(_ text: String) -> Data {
        let stream = text.isEmpty ? "" : "BT /F1 12 Tf 72 720 Td (\(text)) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(repeating: "0", count: 10 - "\(offset)".count) + "\(offset) 00000 n \n" }
        return Data((file + "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF").utf8)
    }

    /// A ZIP archive with one stored part, which is what Office documents are.
    static func office(_ part: String, _ xml: String) -> Data {
        let name = Data(part.utf8)
        let content = Data("<?xml version=\"1.0\" encoding=\"UTF-8\"?><document>\(xml)</document>".utf8)
        let fields = little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) + little(Int(crc32(content)), 4)
            + little(content.count, 4) + little(content.count, 4) + little(name.count, 2) + little(0, 2)
        let local = little(0x0403_4B50, 4) + little(20, 2) + fields + name + content
        let central = little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + fields + little(0, 2) + little(0, 2)
            + little(0, 2) + little(0, 4) + little(0, 4) + name
        let end = little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(1, 2) + little(1, 2)
            + little(central.count, 4) + little(local.count, 4) + little(0, 2)
        return local + central + end
    }

    private static func little(_ value: Int, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    private static func crc32(_ data: Data) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
