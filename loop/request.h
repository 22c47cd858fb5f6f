// A request: one operation that ends by itself, with one callback (a write, a connect, a call to
// the pool). Memory is the caller's from the start until that callback. A request under way keeps
// the loop alive. Base of Work and of the streams' requests; loop's thread only.
#pragma once

#include <cstdint>

namespace gyre::loop {

class Loop;

struct Request {
  Loop* loop = nullptr;  // null while not under way
  void* data = nullptr;  // the caller's

  Request() = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  bool under_way() const noexcept { return loop != nullptr; }

 protected:
  ~Request() = default;
  friend class Loop;
  // The operation is under way on this loop, and the loop alive for it.
  void begin(Loop& owner) noexcept;
  // To be called before the request's callback, which may free or reuse the request.
  void end() noexcept;
};

}  // namespace gyre::loop
