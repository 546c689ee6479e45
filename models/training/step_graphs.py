"""Training steps as CUDA graphs: a step launches thousands of small kernels, and Python takes longer to ask for them than the GPU to run them."""
from collections import Counter

import torch

# A step runs so often as usual first: cuDNN chooses its algorithms then, and the optimisers make their state.
WARM_UP = 2


class StepGraphs:
    """Calls `step(*kind)`; if `recorded` (on CUDA), each kind of step is recorded once and replayed from then on.

    What it returns is overwritten by the next call. Nothing in a step may read a value back or depend on Python's own randomness.
    """

    def __init__(self, step, recorded):
        self._step, self._recorded = step, recorded
        self._seen, self._graphs = Counter(), {}
        if recorded:
            self._pool, self._side = torch.cuda.graph_pool_handle(), torch.cuda.Stream()

    def __call__(self, *kind):
        if not self._recorded:
            return self._step(*kind)
        self._seen[kind] += 1
        if self._seen[kind] <= WARM_UP:
            return self._beside(kind)
        if kind not in self._graphs:
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph, pool=self._pool):
                result = self._step(*kind)
            self._graphs[kind] = graph, result
        graph, result = self._graphs[kind]
        graph.replay()
        return result

    def _beside(self, kind):
        """On a stream of its own, as recording demands of what runs before it."""
        self._side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._side):
            result = self._step(*kind)
        torch.cuda.current_stream().wait_stream(self._side)
        return result
