/// The folders above an item, told by its `path_lower`.
///
/// Of a display path only the last component's letter case is reliable, so facets made of it would split.
struct PathHierarchy: Equatable {
    /// The folder that holds the item; `/` for the account's root.
    var parent: String
    /// Every folder above the item, the root first: `/`, `/sales`, `/sales/2026`.
    var ancestors: [String]

    init(path: String) {
        ancestors = ["/"]
        for index in path.indices.dropFirst() where path[index] == "/" {
            ancestors.append(String(path[..<index]))
        }
        parent = ancestors[ancestors.endIndex - 1]
    }
}
