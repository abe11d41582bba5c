/// The fields by which the index finds what a source says of a path, and what a path says of others.
///
/// A source that reports deletions by path writes both fields of every document that has one.
public enum ItemPath {
    /// The item's own path, a `keyword`.
    public static let field = "path_lower"
    /// The paths of all folders above it, a `keyword`: how everything below a folder is found with one term.
    public static let hierarchyField = "path_hierarchy"

    /// The path itself and those of the folders above it, the root left out: `/a/b`, `/a`.
    static func selfAndAncestors(of path: String) -> [String] {
        var paths = [path]
        for index in path.utf8.indices.dropFirst() where path.utf8[index] == UInt8(ascii: "/") {
            paths.append(String(path[..<index]))
        }
        return paths
    }
}
