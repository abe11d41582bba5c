public import Support

/// When syncs of each type start by themselves: the `scheduling` object of a connector.
public struct Scheduling: Sendable, Hashable {
    /// One type's schedule.
    public struct Entry: Sendable, Hashable {
        public var enabled: Bool
        /// A Quartz cron expression, evaluated in UTC. Anybody can have written it: see ``CronExpression``.
        public var interval: String

        public init(enabled: Bool, interval: String) {
            self.enabled = enabled
            self.interval = interval
        }
    }

    public var full: Entry?
    public var incremental: Entry?
    public var accessControl: Entry?

    public init(full: Entry? = nil, incremental: Entry? = nil, accessControl: Entry? = nil) {
        self.full = full
        self.incremental = incremental
        self.accessControl = accessControl
    }

    /// Reads the object. A part that is missing or has no interval is no schedule.
    public init(_ json: JSON?) {
        self.init(
            full: Entry(json?["full"]), incremental: Entry(json?["incremental"]),
            accessControl: Entry(json?["access_control"]))
    }

    /// The schedule of a type, when there is one and it is switched on.
    public subscript(_ type: SyncJobType) -> Entry? {
        let entry =
            switch type {
            case .full: full
            case .incremental: incremental
            case .accessControl: accessControl
            }
        return entry.flatMap { $0.enabled ? $0 : nil }
    }
}

extension Scheduling.Entry {
    init?(_ json: JSON?) {
        guard let interval = json?.text("interval") else { return nil }
        self.init(enabled: json?.flag("enabled") ?? false, interval: interval)
    }
}
