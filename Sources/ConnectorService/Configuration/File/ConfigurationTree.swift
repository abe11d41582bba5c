import Support

/// The values of a configuration as a tree: dotted and nested forms, and variables named like a key, in one.
///
/// Connector protocol: section 5.1 (1) to (5).
struct ConfigurationTree {
    private(set) var root = Node(content: .mapping([]), line: nil)

    struct Node {
        enum Content {
            case scalar(YAML)
            case list([Node])
            /// In the order in which the keys were first given.
            case mapping([(key: String, node: Node)])
        }

        var content: Content
        /// Nil for what comes from the environment.
        var line: Int?
    }

    init(_ text: String, file: String, environment: [String: String]) throws(ConfigurationError) {
        // Comments that begin their line are gone before variables are put in: they may name any.
        let lines = NumberedLine.lines(of: text).filter { !$0.text.hasPrefix("#") }
        let substituted = try EnvironmentSubstitution(file: file, environment: environment).apply(to: lines)
        let document: YAML
        do {
            document = try YAML.parse(substituted)
        } catch {
            throw ConfigurationError(file: file, line: error.line, problem: error.problem, remedy: error.remedy)
        }
        insertVariables(environment)
        switch document.value {
        case .null: break
        case .mapping(let members): insert(members)
        default:
            throw ConfigurationError(
                file: file, line: document.line, problem: "the file is not a list of `key: value` lines",
                remedy: "Write for example `elasticsearch.host: http://localhost:9200`")
        }
    }

    /// Of the many variables of a process only those that are named like a key of ours.
    private mutating func insertVariables(_ environment: [String: String]) {
        let sections = ["elasticsearch.", "service.", "extraction_service.", "dropbox."]
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            let isKey = sections.contains { name.hasPrefix($0) } || ["connector_id", "service_type"].contains(name)
            guard isKey else { continue }
            let scalar = YAML(.string(value), line: 0, text: value)
            root.insert(Node(content: .scalar(scalar), line: nil), at: path(name))
        }
    }

    private mutating func insert(_ members: [YAML.Member]) {
        for member in members {
            root.insert(Node(member.value, line: member.line), at: path(member.key))
        }
    }

    private func path(_ key: String) -> ArraySlice<String> {
        key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    }
}

extension ConfigurationTree.Node {
    fileprivate init(_ yaml: YAML, line: Int) {
        self.line = line
        switch yaml.value {
        case .sequence(let items): content = .list(items.map { Self($0, line: $0.line) })
        case .mapping(let members):
            content = .mapping(members.map { ($0.key, Self($0.value, line: $0.line)) })
        default: content = .scalar(yaml)
        }
    }

    /// Puts `node` at `path`: mappings merge, everything else replaces what was there.
    fileprivate mutating func insert(_ node: Self, at path: ArraySlice<String>) {
        guard let key = path.first else { return merge(node) }
        var members: [(key: String, node: Self)] = if case .mapping(let members) = content { members } else { [] }
        let index = members.firstIndex { $0.key == key } ?? members.endIndex
        if index == members.endIndex { members.append((key, Self(content: .mapping([]), line: node.line))) }
        members[index].node.insert(node, at: path.dropFirst())
        content = .mapping(members)
        line = line ?? node.line
    }

    private mutating func merge(_ node: Self) {
        guard case .mapping(let members) = node.content, case .mapping = content else {
            self = node
            return
        }
        for (key, child) in members { insert(child, at: [key]) }
        line = node.line
    }
}
