/// A table's ``HotPlan``, kept where profiles in view can reach it.
///
/// SAFETY: made and freed by the table that owns it; what holds a copy lives no longer than that.
@safe
struct HotPlanReference: BitwiseCopyable {
    private let memory: UnsafeMutablePointer<HotPlan>

    /// Keeps a plan.
    init(_ plan: consuming HotPlan) {
        unsafe memory = .allocate(capacity: 1)
        unsafe memory.initialize(to: plan)
    }

    /// Gives the plan's memory back.
    func free() {
        unsafe memory.deinitialize(count: 1)
        unsafe memory.deallocate()
    }

    /// The plan.
    @inline(__always)
    var plan: HotPlan {
        _read { yield unsafe memory.pointee }
    }
}
