import Testing

@testable import Gateway

@Suite("Room in Redis")
struct StorageRoomTests {
    private func info(used: Int, limit: Int, buffers: Int = 0, policy: String = "noeviction") -> String {
        "# Memory\r\nused_memory:\(used)\r\nused_memory_human:1K\r\nmaxmemory:\(limit)\r\n"
            + "maxmemory_policy:\(policy)\r\nmem_not_counted_for_evict:\(buffers)\r\n"
    }

    @Test func itIsFullAboveItsLimit() {
        #expect(
            StorageRoom.trouble(info: info(used: 1001, limit: 1000))
                == "Redis is full: 1001 bytes of 1000, so changes are refused")
        #expect(StorageRoom.trouble(info: info(used: 1000, limit: 1000)) == nil)
    }

    @Test func withoutALimitOrWithEvictionItIsNot() {
        #expect(StorageRoom.trouble(info: info(used: 1001, limit: 0)) == nil)
        #expect(StorageRoom.trouble(info: info(used: 1001, limit: 1000, policy: "allkeys-lru")) == nil)
        #expect(StorageRoom.trouble(info: "") == nil)
    }

    @Test func buffersDoNotCount() {
        #expect(StorageRoom.trouble(info: info(used: 1001, limit: 1000, buffers: 1)) == nil)
    }
}
