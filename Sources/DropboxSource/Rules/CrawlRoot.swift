/// A folder to list, and how deep.
struct CrawlRoot: Sendable, Hashable {
    var path: DropboxPath
    var isRecursive = true
    /// The folder itself is wanted too, or it may be a file: a listing only tells what is in a folder.
    var includesItself = false
}

extension AdvancedRules {
    /// The folders in which a local rule can match something: what lies elsewhere is not listed.
    ///
    /// - Parameter configured: The connector's path. Nothing outside of it is listed.
    func crawlRoots(under configured: DropboxPath) -> [CrawlRoot] {
        if selectsEverything { return [CrawlRoot(path: configured)] }
        let includes = locals.compactMap(\.include)
        let wanted = includes.flatMap { include in
            include.paths.map { $0.map(CrawlRoot.init) } ?? [CrawlRoot(path: configured)]
        }
        return Self.outermost(wanted.compactMap { $0.limited(to: configured) })
    }

    /// Without those that lie in another one that is listed with everything below it.
    private static func outermost(_ roots: [CrawlRoot]) -> [CrawlRoot] {
        var kept: [CrawlRoot] = []
        for root in roots.sorted(by: { ($0.depth, $1.isRecursive ? 1 : 0) < ($1.depth, $0.isRecursive ? 1 : 0) }) {
            let covering = kept.firstIndex { other in
                other.isRecursive ? other.path.contains(root.path) : other.path.isSame(as: root.path)
            }
            if let covering, kept[covering].path.isSame(as: root.path) {
                kept[covering].includesItself = kept[covering].includesItself || root.includesItself
            } else if covering == nil {
                kept.append(root)
            }
        }
        return kept
    }
}

extension CrawlRoot {
    /// What a pattern can match lies in the folder before its first wildcard.
    fileprivate init(_ pattern: PathGlob) {
        path = DropboxPath(configured: pattern.literalPrefix.joined(separator: "/"))
        isRecursive = pattern.isDeep
        includesItself = pattern.isLiteral
    }

    fileprivate var depth: Int { path.text.split(separator: "/").count }

    /// Nil when nothing is left.
    fileprivate func limited(to configured: DropboxPath) -> CrawlRoot? {
        if configured.contains(path) { return self }
        // The pattern begins above the folder: all that can match lies in the folder, if anything.
        return path.contains(configured) ? CrawlRoot(path: configured) : nil
    }
}

extension DropboxPath {
    /// Whether `other` is this folder or lies in it. Case does not count.
    func contains(_ other: DropboxPath) -> Bool {
        let (own, others) = (names, other.names)
        return others.count >= own.count && zip(own, others).allSatisfy { $0 == $1 }
    }

    func isSame(as other: DropboxPath) -> Bool { names == other.names }

    private var names: [String] { PathGlob.normalized(text).split(separator: "/").map(String.init) }
}
