import Dropbox

/// One place in Dropbox that lets somebody see a file or folder, or does not.
struct AccessStep: Sendable, Hashable {
    /// `the file itself`, `shared folder "Plans" (84528192421)`.
    var place: String
    /// What the person is there, in words: `editor, as a member of Engineers`; nil for nothing.
    var membership: String?
    /// Whether that lets them see it.
    var isGranting = false
    /// Whether they are listed there without the right to read: then no place above lets them in.
    var isDenying = false
    /// What could not be read there.
    var problem: String?
    /// What else there is to know, such as where access goes on from here.
    var remark: String?
}

/// The members of one place, as far as they concern one person.
struct Memberships: Sendable {
    private let person: Person
    private var found: [(words: String, canRead: Bool)] = []
    private var isInvited = false
    /// Names of everybody and every group that was listed, by identity.
    private(set) var names: [String: String] = [:]

    init(of person: Person) {
        self.person = person
    }

    mutating func add(_ page: SharedMembersPage) {
        for user in page.users {
            names["user_id:\(user.accountID)"] = user.email
            if user.accountID == person.accountID { found.append((user.accessType.tag, user.canRead)) }
        }
        for group in page.groups {
            names["group:\(group.groupID)"] = group.groupName
            guard person.groups.contains(group.groupID) else { continue }
            found.append(("\(group.accessType.tag), as a member of the group \(group.groupName)", group.canRead))
        }
        isInvited = isInvited || page.invitees.contains { $0.email?.lowercased() == person.email }
    }

    func step(at place: String) -> AccessStep {
        var step = AccessStep(place: place)
        var words = found.map(\.words)
        if isInvited { words.append("invited, and has not accepted yet, which is no access") }
        step.membership = words.isEmpty ? nil : words.joined(separator: "; ")
        step.isGranting = person.isActive && found.contains(where: \.canRead)
        step.isDenying = !found.isEmpty && !found.contains(where: \.canRead)
        return step
    }
}
