// The loop's timers by (deadline, start sequence): a 4-ary heap in an array, with the keys beside
// the pointers so that sifting reads consecutive memory and no timer. Timers know their index. Only
// the growth of the array allocates.
#pragma once

#include <cstdint>
#include <vector>

namespace gyre::loop {

class Timer;

class TimerHeap {
 public:
  bool empty() const noexcept { return entries_.empty(); }
  size_t size() const noexcept { return entries_.size(); }
  // Not when empty.
  Timer& first() const noexcept { return *entries_[0].timer; }
  void insert(Timer& timer, uint64_t deadline) noexcept;
  void remove(Timer& timer) noexcept;

 private:
  static constexpr size_t kArity = 4;
  struct Entry {
    uint64_t deadline;
    uint64_t sequence;
    Timer* timer;
    bool before(const Entry& other) const noexcept {
      return deadline != other.deadline ? deadline < other.deadline : sequence < other.sequence;
    }
  };
  void place(size_t index, const Entry& entry) noexcept;
  void sift_up(size_t index, Entry entry) noexcept;
  void sift_down(size_t index, Entry entry) noexcept;

  std::vector<Entry> entries_;
  uint64_t next_sequence_ = 0;
};

}  // namespace gyre::loop
