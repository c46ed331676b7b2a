"""Two processes run the tests at once, file by file: one from the first file on, the other from the last, until they meet.

The tests in browsers come first in the alphabet and take half of the time; so most of it a browser, which waits often, has only one
neighbor that computes, and none that is a browser as well.
"""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

__all__ = ["Ends"]


class Ends(LoadFileScheduling):
    """The queue of files, in their order; the first process takes from its head, all others from its tail."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node.gateway.id != "gw0":
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)
