/// `team_log/get_events`: the team's audit log (reference section 7.9). Needs the scope `events.read`.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team_log-get_events>
public struct GetEvents: DropboxPagedEndpoint, Encodable {
    public static let route = "team_log/get_events"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = EventsPage

    /// Events per page, 1...1000.
    public var limit = 1000
    /// `sharing`, `groups`, `members`, `team_folders`, …; nil for all.
    public var category: String?
    /// `2026-01-05T09:00:00Z`: events from this time on.
    public var startTime: String?

    public init(category: String? = nil, startTime: String? = nil) {
        self.category = category
        self.startTime = startTime
    }

    public func continuation(from cursor: String) -> GetEventsContinue {
        GetEventsContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey { case limit, category, time }

    private enum TimeKey: String, CodingKey {
        case startTime = "start_time"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(limit, forKey: .limit)
        try container.encodeIfPresent(category, forKey: .category)
        guard let startTime else { return }
        var time = container.nestedContainer(keyedBy: TimeKey.self, forKey: .time)
        try time.encode(startTime, forKey: .startTime)
    }
}

/// `team_log/get_events/continue`: the events after a cursor, later ones than there were when it was made
/// included. `invalidCursor` and `cursorReset` mean to begin anew.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team_log-get_events-continue>
public struct GetEventsContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "team_log/get_events/continue"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = EventsPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> GetEventsContinue {
        GetEventsContinue(cursor: cursor)
    }
}

/// A page of events, in no order. May be empty although there is more.
public struct EventsPage: DropboxPage {
    public var events: [TeamEvent]
    /// Where later events will be found, on every page.
    public var cursor: String
    public var hasMore: Bool

    public var following: FollowingPage { hasMore ? .from(cursor: cursor) : .none }

    private enum CodingKeys: String, CodingKey {
        case events, cursor
        case hasMore = "has_more"
    }
}
