import Foundation

/// What a file is, told by its extension: for facets and for the icon beside a search result.
struct FileKind: Equatable {
    /// A coarse kind: `document`, `pdf`, `spreadsheet`, `presentation`, `image`, `audio`, `video`, `archive`,
    /// `code`, `paper`, `folder`, or `other`.
    enum Category: String, CaseIterable {
        case folder, document, pdf, spreadsheet, presentation, image, audio, video, archive, code, paper, other
    }

    var category: Category
    /// The MIME type, as registered with IANA where it is.
    var mimeType: String
    /// A short name of the picture to show: `pdf`, `docx`, `photo`, `folder` ...
    var icon: String

    static let folder = FileKind(category: .folder, mimeType: "application/x-directory", icon: "folder")
    private static let unknown = FileKind(category: .other, mimeType: "application/octet-stream", icon: "file")

    /// - Parameter extension: Lower case, without the dot; empty when there is none.
    init(extension name: String) {
        self = Self.table[name] ?? Self.unknown
    }

    private init(category: Category, mimeType: String, icon: String) {
        self.category = category
        self.mimeType = mimeType
        self.icon = icon
    }
}

/// The extension of a file name: what stands behind the last dot, in lower case.
///
/// A dot at the start of the name begins no extension: `.profile` has none.
func fileExtension(of name: String) -> String {
    let base = name.drop { $0 == "." }
    guard let dot = base.lastIndex(of: ".") else { return "" }
    return base[base.index(after: dot)...].lowercased()
}

extension FileKind {
    private static let table: [String: FileKind] = {
        var table: [String: FileKind] = [:]
        for row in rows.split(separator: "\n") {
            let columns = row.split(separator: " ")
            guard columns.count == 4, let category = Category(rawValue: String(columns[0])) else { continue }
            for name in columns[3].split(separator: ",") {
                table[String(name)] = FileKind(
                    category: category, mimeType: String(columns[2]), icon: String(columns[1]))
            }
        }
        return table
    }()

    /// How many extensions are known.
    static var knownExtensions: Int { table.count }

    // category, icon, MIME type, extensions
    private static let rows = """
        pdf pdf application/pdf pdf
        document docx application/msword doc,dot
        document docx application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        document docx application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
        document docx application/vnd.ms-word.document.macroenabled.12 docm
        document document application/vnd.oasis.opendocument.text odt
        document document application/rtf rtf
        document document text/plain txt,text,log
        document document text/markdown md,markdown
        document document text/x-rst rst
        document document application/epub+zip epub
        document document application/vnd.apple.pages pages
        document document message/rfc822 eml
        document document application/vnd.ms-outlook msg
        document document application/vnd.visio vsd
        document document application/vnd.ms-visio.drawing vsdx
        document document application/vnd.ms-visio.drawing.macroenabled.12 vsdm
        document document application/x-tex tex
        document gdoc application/vnd.google-apps.document gdoc
        document document text/calendar ics
        document document text/vcard vcf
        spreadsheet xlsx application/vnd.ms-excel xls
        spreadsheet xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        spreadsheet xlsx application/vnd.ms-excel.sheet.macroenabled.12 xlsm
        spreadsheet xlsx application/vnd.ms-excel.sheet.binary.macroenabled.12 xlsb
        spreadsheet xlsx application/vnd.oasis.opendocument.spreadsheet ods
        spreadsheet xlsx text/csv csv
        spreadsheet xlsx text/tab-separated-values tsv
        spreadsheet xlsx application/vnd.apple.numbers numbers
        spreadsheet gexcel application/vnd.google-apps.spreadsheet gsheet
        presentation pptx application/vnd.ms-powerpoint ppt,pps
        presentation pptx application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        presentation pptx application/vnd.openxmlformats-officedocument.presentationml.template potx
        presentation pptx application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
        presentation pptx application/vnd.oasis.opendocument.presentation odp
        presentation pptx application/vnd.apple.keynote key
        presentation gppt application/vnd.google-apps.presentation gslides
        paper paper application/vnd.dropbox.paper paper,papert
        image photo image/jpeg jpg,jpeg,jpe
        image photo image/png png
        image photo image/gif gif
        image photo image/webp webp
        image photo image/heic heic,heif
        image photo image/tiff tif,tiff
        image photo image/bmp bmp
        image photo image/svg+xml svg
        image photo image/vnd.adobe.photoshop psd
        image photo image/x-icon ico
        image photo image/avif avif
        image photo application/postscript ai,eps
        audio audio audio/mpeg mp3
        audio audio audio/mp4 m4a
        audio audio audio/wav wav
        audio audio audio/flac flac
        audio audio audio/ogg ogg,oga
        audio audio audio/aac aac
        audio audio audio/aiff aif,aiff
        video video video/mp4 mp4,m4v
        video video video/quicktime mov
        video video video/x-msvideo avi
        video video video/x-matroska mkv
        video video video/webm webm
        video video video/mpeg mpg,mpeg
        video video video/x-ms-wmv wmv
        archive zip application/zip zip
        archive zip application/gzip gz,tgz
        archive zip application/x-tar tar
        archive zip application/x-7z-compressed 7z
        archive zip application/vnd.rar rar
        archive zip application/x-bzip2 bz2
        archive zip application/x-xz xz
        archive zip application/zstd zst
        archive zip application/x-apple-diskimage dmg
        archive zip application/x-iso9660-image iso
        archive zip application/java-archive jar
        code code text/html html,htm,xhtml
        code code application/json json,jsonl,ipynb
        code code application/xml xml,xsd,xsl
        code code application/yaml yaml,yml
        code code application/toml toml
        code code text/css css,scss,less
        code code text/javascript js,mjs,cjs
        code code text/x-typescript ts,tsx,jsx
        code code text/x-python py
        code code text/x-ruby rb
        code code text/x-java java
        code code text/x-kotlin kt,kts
        code code text/x-swift swift
        code code text/x-go go
        code code text/x-rust rs
        code code text/x-c c,h
        code code text/x-c++ cpp,cc,cxx,hpp
        code code text/x-csharp cs
        code code text/x-php php
        code code text/x-perl pl,pm
        code code text/x-scala scala
        code code text/x-sql sql
        code code text/x-shellscript sh,bash,zsh
        code code text/x-powershell ps1
        code code text/x-aspnet aspx
        code code text/x-ini ini,cfg,conf,properties
        other link application/x-url web,url,webloc
        """
}
