/// The named character references that are met in texts: those of XML, of Latin-1, and of typography.
///
/// HTML knows 2,231 of them: <https://html.spec.whatwg.org/multipage/named-characters.html>. What is not here
/// stays as it is written.
enum HTMLEntities {
    static let characters: [String: String] = {
        var characters = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "OElig": "Œ", "oelig": "œ", "Scaron": "Š",
            "scaron": "š", "Yuml": "Ÿ", "fnof": "ƒ", "circ": "ˆ", "tilde": "˜", "ensp": " ", "emsp": " ",
            "thinsp": " ", "zwnj": "", "zwj": "", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’",
            "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "dagger": "†", "Dagger": "‡", "bull": "•",
            "hellip": "…", "permil": "‰", "prime": "′", "Prime": "″", "lsaquo": "‹", "rsaquo": "›", "euro": "€",
            "trade": "™", "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "minus": "−",
            "infin": "∞", "ne": "≠", "le": "≤", "ge": "≥", "asymp": "≈", "sum": "∑", "radic": "√", "alpha": "α",
            "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "lambda": "λ", "mu": "μ", "pi": "π",
            "sigma": "σ", "Sigma": "Σ", "omega": "ω", "Omega": "Ω",
        ]
        for (index, name) in latin1.enumerated() {
            guard let scalar = Unicode.Scalar(UInt32(0xA0 + index)) else { continue }
            characters[String(name)] = name == "nbsp" ? " " : name == "shy" ? "" : String(Character(scalar))
        }
        return characters
    }()

    /// U+00A0 to U+00FF, in their order.
    private static let latin1 = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
        micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
        AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
        times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
        egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
        ugrave uacute ucirc uuml yacute thorn yuml
        """.split(separator: " ")
}
