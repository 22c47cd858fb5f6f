// Intrusive doubly linked lists: an object is on as many lists as it has Link bases (one tag each),
// and leaves each in O(1) without knowing which list it is on. Nothing is allocated; the owner of
// an object unlinks it before freeing it.
#pragma once

namespace gyre::loop {

template <class Tag>
struct Link {
  Link* next_link = this;
  Link* previous_link = this;

  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool linked() const noexcept { return next_link != this; }
  void unlink() noexcept {
    next_link->previous_link = previous_link;
    previous_link->next_link = next_link;
    next_link = previous_link = this;
  }
};

template <class T, class Tag>
class List {
 public:
  bool empty() const noexcept { return !head_.linked(); }
  void push_back(T& item) noexcept { insert(item, *head_.previous_link, head_); }
  void push_front(T& item) noexcept { insert(item, head_, *head_.next_link); }
  // Null when empty. The item is off the list afterwards.
  T* pop_front() noexcept {
    if (empty()) return nullptr;
    Link<Tag>* first = head_.next_link;
    first->unlink();
    return static_cast<T*>(first);
  }
  T* front() const noexcept { return empty() ? nullptr : static_cast<T*>(head_.next_link); }
  // The one behind item, null at the end.
  T* after(T& item) const noexcept {
    Link<Tag>* next = static_cast<Link<Tag>&>(item).next_link;
    return next == &head_ ? nullptr : static_cast<T*>(next);
  }
  // Moves all that is on other, in order, to the end of this list.
  void take(List& other) noexcept {
    if (other.empty()) return;
    Link<Tag>* first = other.head_.next_link;
    Link<Tag>* last = other.head_.previous_link;
    other.head_.next_link = other.head_.previous_link = &other.head_;
    first->previous_link = head_.previous_link;
    head_.previous_link->next_link = first;
    last->next_link = &head_;
    head_.previous_link = last;
  }

 private:
  static void insert(Link<Tag>& item, Link<Tag>& before, Link<Tag>& behind) noexcept {
    item.previous_link = &before;
    item.next_link = &behind;
    before.next_link = behind.previous_link = &item;
  }
  Link<Tag> head_;
};

}  // namespace gyre::loop
