/// The header fields of a request or an answer. Names are case-insensitive and keep their order.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// The fields in order, as they were set.
    public private(set) var fields: [(name: String, value: String)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Fields as they came, without looking for repeated names.
    init(distinct fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The value of the field; setting replaces it, nil removes it.
    public subscript(_ name: String) -> String? {
        get { fields.first { $0.name.caseInsensitiveCompare(with: name) }?.value }
        set {
            let index = fields.firstIndex { $0.name.caseInsensitiveCompare(with: name) }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
    }

    public static func == (lhs: HTTPHeaders, rhs: HTTPHeaders) -> Bool {
        lhs.fields.elementsEqual(rhs.fields) { $0 == $1 }
    }
}

extension String {
    /// Field names are ASCII tokens (RFC 9110, 5.1), so bytes are enough and nothing is allocated.
    fileprivate func caseInsensitiveCompare(with other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
