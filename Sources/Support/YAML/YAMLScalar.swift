/// What a plain scalar means; see ``YAML/Value``.
enum YAMLScalar {
    static func value(of text: String) -> YAML.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": .bool(false)
        default: number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> YAML.Value? {
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let isNegative = text.first == "-"
        guard let first = unsigned.utf8.first, first == UInt8(ascii: ".") || isDigit(first) else { return nil }
        if let value = integer(unsigned, isNegative) ?? fraction(unsigned, isNegative) { return value }
        switch unsigned {
        case ".inf", ".Inf", ".INF": return .double(isNegative ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return unsigned == text ? .double(.nan) : nil
        default: return nil
        }
    }

    private static func integer(_ text: Substring, _ isNegative: Bool) -> YAML.Value? {
        let (radix, digits): (Int, Substring) =
            if text.hasPrefix("0x") { (16, text.dropFirst(2)) }
            else if text.hasPrefix("0b") { (2, text.dropFirst(2)) }
            else if text.hasPrefix("0"), text.count > 1 { (8, text.dropFirst()) }
            else { (10, text) }
        let plain = digits.filter { $0 != "_" }
        guard !plain.isEmpty, plain.utf8.allSatisfy({ isDigit($0) || radix == 16 }) else { return nil }
        if let value = Int((isNegative ? "-" : "") + plain, radix: radix) { return .int(value) }
        guard radix == 10, let value = Double(plain) else { return nil }
        return .double(isNegative ? -value : value)
    }

    /// Digits and `_` around a point, then an exponent with a sign.
    private static func fraction(_ text: Substring, _ isNegative: Bool) -> YAML.Value? {
        var rest = text.utf8[...]
        let whole = takeDigits(&rest)
        guard rest.popFirst() == UInt8(ascii: ".") else { return nil }
        let part = takeDigits(&rest)
        guard !(whole.isEmpty && part.isEmpty) else { return nil }
        var exponent = ""
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            let sign = rest.popFirst()
            let digits = takeDigits(&rest)
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), !digits.isEmpty else { return nil }
            exponent = "e" + (sign == UInt8(ascii: "-") ? "-" : "") + digits
        }
        guard rest.isEmpty, let value = Double("0\(whole).\(part)0\(exponent)") else { return nil }
        return .double(isNegative ? -value : value)
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> String {
        let digits = rest.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        rest = rest.dropFirst(digits.count)
        return String(Substring(digits)).filter { $0 != "_" }
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
    }
}
