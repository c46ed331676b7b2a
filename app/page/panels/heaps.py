"""A long list in the document, drawn where it is seen: its rows lie in heaps, and a heap is filled while it is near what is seen."""

import js

from app.page import dom
from app.page.facts.heaping import WHOLE, cuts, moves

__all__ = ["Heaps"]

NEAR = "600px 0px"  # beyond what is seen
ROW = 92  # CSS pixels of a row that was never seen, on average


class Heap:
    """One heap: its element, the keys of the rows that are drawn in it, and how high it was."""

    def __init__(self, box):
        self.box = box
        self.held = []
        self.near = False
        self.height = None


class Heaps:
    """The heaps of one list. `draw(row, element)` gives the element of a row, new where that is None; `gone(key, element)` hears that it went."""

    def __init__(self, target, scroller, draw, gone=None, *, tag="div", style="heap", side_by_side=1):
        self.target, self.draw, self.gone, self.tag, self.style = target, draw, gone, tag, style
        self.side_by_side = side_by_side
        self.heaps, self.rows, self.bounds, self.elements = [], (), (), {}
        options = js.Object.new()
        options.root = scroller
        options.rootMargin = NEAR
        self.observer = js.IntersectionObserver.new(dom.guard(self.seen), options)

    def clear(self):
        self.show(())

    def show(self, rows):
        """Show these rows, (key, kind, …) each; what was drawn and is near stays, and is brought up to date."""
        self.rows, self.bounds = rows, cuts(rows)
        while len(self.heaps) > len(self.bounds):
            heap = self.heaps.pop()
            self.observer.unobserve(heap.box)
            self.empty(heap)
            heap.box.remove()
        while len(self.heaps) < len(self.bounds):
            heap = Heap(dom.make(self.tag, self.style, None, self.target))
            heap.box.setAttribute("data-heap", str(len(self.heaps)))
            self.heaps.append(heap)
            self.observer.observe(heap.box)
        held = js.document.activeElement
        left = []
        for number, heap in enumerate(self.heaps):
            if self.due(heap):
                self.fill(number, left)
            elif heap.held:
                self.empty(heap)
            else:
                self.reserve(number)
        for key, heap in left:
            self.take_away(key, heap)
        if held is not None and self.target.contains(held) and not held.isSameNode(js.document.activeElement):
            held.focus()  # its row went into another heap

    def due(self, heap):
        """Whether a heap is to be drawn; the one with the keyboard in it stays."""
        return heap.near or len(self.rows) <= WHOLE or (heap.held and heap.box.contains(js.document.activeElement))

    def seen(self, entries, _):
        """Heaps came near, or went away."""
        for at in range(entries.length):
            number = int(entries[at].target.getAttribute("data-heap"))
            if number < len(self.heaps):
                heap = self.heaps[number]
                heap.near = bool(entries[at].isIntersecting)
                if self.due(heap):
                    if not heap.held:
                        self.fill(number)
                elif heap.held:
                    self.empty(heap)

    def fill(self, number, left=None):
        """Draw the rows of a heap, or bring them up to date; left: takes what is no longer in it, which may come into the next one."""
        heap = self.heaps[number]
        start, end = self.bounds[number]
        wanted = {row[0]: row for row in self.rows[start:end]}
        keys = [row[0] for row in self.rows[start:end]]
        for key, place in moves(heap.held, keys):
            if place is None:
                if left is None:
                    self.take_away(key, heap)
                else:
                    left.append((key, heap))
                continue
            element = self.elements.get(key)
            if element is None:
                element = self.draw(wanted[key], None)
                self.elements[key] = element
            wanted.pop(key)
            if place == 0:
                heap.box.prepend(element)
            else:
                self.elements[keys[place - 1]].after(element)
        for key, row in wanted.items():
            self.draw(row, self.elements[key])
        heap.held = keys
        if heap.height is not None:
            heap.height = None
            heap.box.style.minHeight = ""

    def take_away(self, key, heap):
        """Take away the element of a row, unless it lies in another heap by now."""
        element = self.elements.get(key)
        if element is not None and heap.box.isSameNode(element.parentElement):
            self.elements.pop(key)
            if self.gone is not None:
                self.gone(key, element)
            element.remove()

    def empty(self, heap):
        """Take away what is drawn of a heap; it stays as high as it was."""
        height = heap.box.offsetHeight
        for key in heap.held:
            self.take_away(key, heap)
        heap.held = []
        heap.height = height
        heap.box.style.minHeight = str(height) + "px"

    def reserve(self, number):
        """Keep the room of a heap that is not drawn."""
        heap = self.heaps[number]
        start, end = self.bounds[number]
        height = (end - start) * ROW // self.side_by_side
        if heap.height is None or abs(heap.height - height) > height // 2:
            heap.height = height
            heap.box.style.minHeight = str(height) + "px"

    def reach(self, key):
        """Give the element of a row, drawn for that where it is far away; None where there is no such row."""
        if key not in self.elements:
            for number, (start, end) in enumerate(self.bounds):
                if any(row[0] == key for row in self.rows[start:end]):
                    self.fill(number)
                    break
        return self.elements.get(key)
