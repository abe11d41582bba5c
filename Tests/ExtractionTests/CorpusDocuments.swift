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

    /// A Word document of one paragraph.
    static func word(_ text: String) -> Data {
        openXML(
            "word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            """
            <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>\
            <w:p><w:r><w:t>\(text)</w:t></w:r></w:p></w:body></w:document>
            """)
    }

    /// A workbook with one sheet, whose first row has these cells. Tika begins with the sheet's name.
    static func workbook(sheet: String, _ cells: [String], hasMacros: Bool = false) -> Data {
        let type = hasMacros
            ? "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        let letters = Array("ABCDEFGH")
        let row = cells.enumerated().map { #"<c r="\#(letters[$0])1" t="inlineStr"><is><t>\#($1)</t></is></c>"# }.joined()
        let namespace = #"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#
        return openXML(
            "xl/workbook.xml", type,
            #"<workbook \#(namespace) xmlns:r="\#(officeRelations)"><sheets><sheet name="\#(sheet)" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            [
                OpenXMLPart(
                    name: "worksheets/sheet1.xml", relation: "worksheet",
                    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
                    content: "<worksheet \(namespace)><sheetData><row r=\"1\">\(row)</row></sheetData></worksheet>"),
            ])
    }

    /// A presentation of one slide, on an empty layout of an empty master: Tika reads none without.
    static func slides(_ text: String) -> Data {
        let namespaces = """
            xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="\(officeRelations)" \
            xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
            """
        func drawing(_ element: String, _ shape: String = "") -> String {
            """
            <p:\(element) \(namespaces)><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>\
            </p:nvGrpSpPr><p:grpSpPr/>\(shape)</p:spTree></p:cSld></p:\(element)>
            """
        }
        let shape = """
            <p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>\
            <a:p><a:r><a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp>
            """
        let type = "application/vnd.openxmlformats-officedocument.presentationml"
        return openXML(
            "ppt/presentation.xml", "\(type).presentation.main+xml",
            #"<p:presentation \#(namespaces)><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>"#,
            [
                OpenXMLPart(
                    name: "slides/slide1.xml", relation: "slide", type: "\(type).slide+xml", content: drawing("sld", shape),
                    needs: ("slideLayout", "../slideLayouts/slideLayout1.xml")),
                OpenXMLPart(
                    name: "slideLayouts/slideLayout1.xml", type: "\(type).slideLayout+xml", content: drawing("sldLayout"),
                    needs: ("slideMaster", "../slideMasters/slideMaster1.xml")),
                OpenXMLPart(name: "slideMasters/slideMaster1.xml", type: "\(type).slideMaster+xml", content: drawing("sldMaster")),
            ])
    }

    /// An OpenDocument text of one paragraph.
    static func openDocument(_ text: String) -> Data {
        let type = "application/vnd.oasis.opendocument.text"
        return archive([
            // First and stored, so that it can be found without reading the archive.
            ("mimetype", type),
            (
                "META-INF/manifest.xml",
                """
                <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">\
                <manifest:file-entry manifest:full-path="/" manifest:media-type="\(type)"/>\
                <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
                """
            ),
            (
                "content.xml",
                """
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
                xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>\
                <text:p>\(text)</text:p></office:text></office:body></office:document-content>
                """
            ),
        ])
    }

    private struct OpenXMLPart {
        /// Below the folder of the main part.
        var name: String
        /// Of the main part to it.
        var relation: String?
        var type: String
        var content: String
        var needs: (relation: String, path: String)?
    }

    private static let officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packageTypes = "http://schemas.openxmlformats.org/package/2006"

    /// A package as ECMA-376 has it: what the parts are, which is the main one, and what belongs to which.
    private static func openXML(_ main: String, _ type: String, _ content: String, _ parts: [OpenXMLPart] = []) -> Data {
        let folder = main.split(separator: "/")[0]
        let overrides = ([("/\(main)", type)] + parts.map { ("/\(folder)/\($0.name)", $0.type) })
            .map { #"<Override PartName="\#($0)" ContentType="\#($1)"/>"# }.joined()
        var files = [
            (
                "[Content_Types].xml",
                """
                <Types xmlns="\(packageTypes)/content-types">\
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
                <Default Extension="xml" ContentType="application/xml"/>\(overrides)</Types>
                """
            ),
            ("_rels/.rels", relations([("officeDocument", main)])), (main, content),
        ]
        let ofMain = parts.compactMap { part in part.relation.map { ($0, part.name) } }
        if !ofMain.isEmpty { files.append((relationsPath(main), relations(ofMain))) }
        for part in parts {
            let path = "\(folder)/\(part.name)"
            files.append((path, part.content))
            if let needs = part.needs { files.append((relationsPath(path), relations([needs]))) }
        }
        return archive(files)
    }

    /// `word/document.xml` has its relations in `word/_rels/document.xml.rels`.
    private static func relationsPath(_ part: String) -> String {
        let path = part.split(separator: "/")
        return (path.dropLast() + ["_rels", path[path.count - 1] + ".rels"]).joined(separator: "/")
    }

    private static func relations(_ targets: [(relation: String, path: String)]) -> String {
        let list = targets.enumerated().map { index, target in
            #"<Relationship Id="rId\#(index + 1)" Type="\#(officeRelations)/\#(target.relation)" Target="\#(target.path)"/>"#
        }
        return "<Relationships xmlns=\"\(packageTypes)/relationships\">\(list.joined())</Relationships>"
    }

    /// A ZIP archive whose files are stored as they are.
    private static func archive(_ files: [(name: String, text: String)]) -> Data {
        var (locals, directory) = (Data(), Data())
        for file in files {
            let name = Data(file.name.utf8)
            let isXML = file.text.hasPrefix("<")
            let content = Data(((isXML ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" : "") + file.text).utf8)
            let fields = little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) + little(Int(crc32(content)), 4)
                + little(content.count, 4) + little(content.count, 4) + little(name.count, 2) + little(0, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + fields + little(0, 2) + little(0, 2)
                + little(0, 2) + little(0, 4) + little(locals.count, 4) + name
            locals += little(0x0403_4B50, 4) + little(20, 2) + fields + name + content
        }
        let end = little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(files.count, 2) + little(files.count, 2)
            + little(directory.count, 4) + little(locals.count, 4) + little(0, 2)
        return locals + directory + end
    }

    /// A picture of one pixel.
    static let pixel = Data(
        base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==") ?? Data()

    private static func little(_ value: Int, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    private static func crc32(_ data: Data) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
