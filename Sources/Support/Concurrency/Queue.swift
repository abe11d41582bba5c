/// First in, first out, both ends in constant time on average: `Array.removeFirst` moves all others.
struct Queue<Element> {
    private var items: [Element?] = []
    private var head = 0

    var count: Int { items.count - head }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        if head > 32, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func removeFirst(where isWanted: (Element) -> Bool) -> Element? {
        let wanted = items.indices.dropFirst(head).first { index in items[index].map(isWanted) ?? false }
        return wanted.flatMap { items.remove(at: $0) }
    }

    mutating func takeAll() -> [Element] {
        defer {
            items = []
            head = 0
        }
        return items[head...].compactMap { $0 }
    }
}
