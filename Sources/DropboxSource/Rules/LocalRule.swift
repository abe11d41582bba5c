import Dropbox

/// A rule that is decided from an item's metadata alone: at once, for every item, and without asking Dropbox.
struct LocalRule: Sendable, Hashable {
    /// Where it stands in the snippet: `data[1]`.
    var place: String
    /// Selects what meets every one of them. Nil: the rule only excludes.
    var include: LocalCriteria?
    /// Leaves out what meets any one of them.
    var exclude: LocalCriteria?
}

/// What a local rule asks of an item. Nil asks nothing; a list asks for one of its members.
struct LocalCriteria: Sendable, Hashable {
    var paths: [PathGlob]?
    /// Lower case, without the dot.
    var extensions: Set<String>?
    var categories: Set<FileKind.Category>?
    /// Bytes, both ends included. Only files have a size.
    var size: ClosedRange<Int>?
    /// Only files have a time.
    var modified: ModifiedSpan?

    /// From a time, included, to a time, not included; in Dropbox's form, which sorts as text.
    struct ModifiedSpan: Sendable, Hashable {
        var after: String?
        var before: String?

        func contains(_ time: String) -> Bool {
            if let after, time < after { return false }
            if let before, time >= before { return false }
            return true
        }
    }
}

/// What of an item the rules look at.
struct ItemFacts: Sendable {
    var path: PathGlob.Path?
    /// The extension: lower case, without the dot.
    var suffix: String
    var category: FileKind.Category
    /// Nil for folders.
    var size: Int?
    var modified: String?

    init(_ file: FileMetadata) {
        path = Self.path(file.pathLower, file.pathDisplay)
        suffix = fileExtension(of: file.name)
        category = FileKind(extension: suffix).category
        size = file.size
        modified = DropboxDocument.timestamp(of: file)
    }

    init(_ folder: FolderMetadata) {
        path = Self.path(folder.pathLower, folder.pathDisplay)
        suffix = ""
        category = .folder
    }

    /// A rule means the path that people see.
    private static func path(_ lower: String?, _ display: String?) -> PathGlob.Path? {
        let isSeen = lower?.hasPrefix("/") ?? false
        return (isSeen ? lower : display ?? lower).map(PathGlob.Path.init)
    }
}

extension LocalCriteria {
    /// The criteria, one by one: the key it has in a rule, and whether the item meets it. Those that ask
    /// nothing are left out.
    private func tests(_ item: ItemFacts) -> [(key: String, isMet: Bool)] {
        var tests: [(key: String, isMet: Bool)] = []
        if let paths { tests.append(("path", item.path.map { path in paths.contains { $0.matches(path) } } ?? false)) }
        if let extensions { tests.append(("extension", extensions.contains(item.suffix) && item.size != nil)) }
        if let categories { tests.append(("category", categories.contains(item.category))) }
        if let size { tests.append(("size", item.size.map(size.contains) ?? false)) }
        if let modified { tests.append(("modified", item.modified.map(modified.contains) ?? false)) }
        return tests
    }

    func areAllMet(by item: ItemFacts) -> Bool { tests(item).allSatisfy(\.isMet) }

    /// The key of the first criterion that the item meets.
    func firstMet(by item: ItemFacts) -> String? { tests(item).first(where: \.isMet)?.key }
}
