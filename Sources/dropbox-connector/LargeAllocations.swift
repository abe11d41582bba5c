#if canImport(Glibc)
import Glibc
#endif

/// Memory of contents goes back to the system when it is freed.
///
/// glibc raises its threshold for that with each large block that is freed, up to 32 MiB: from then on contents
/// come from the heap, whose holes stay. With a budget of 128 MiB the process grew to 425 MB; with a fixed
/// threshold to 164 MB. <https://man7.org/linux/man-pages/man3/mallopt.3.html>
enum LargeAllocations {
    static func returnToSystem() {
        #if canImport(Glibc)
        // `malloc.h` is not in Swift's Glibc module; a C library without the function has no such threshold.
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
        // Setting it also keeps it from moving. It cannot fail for a value like this one.
        _ = mallopt(mmapThreshold, 256 << 10)
        #endif
    }

    /// `M_MMAP_THRESHOLD` of `malloc.h`.
    private static let mmapThreshold: Int32 = -3
}
