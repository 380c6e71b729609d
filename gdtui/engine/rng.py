"""Random numbers without a state: a stream is a function of the seed, its purpose and a number.

Philox is a counter-based generator (Salmon et al., 2011): seed and number are its key, the purpose
a part of its counter, so that no two streams meet and any of them can be had again at any time.
"""

from typing import Literal, TypeAlias, get_args

import numpy as np

Purpose: TypeAlias = Literal["batches", "split", "start", "data", "noise", "directions"]


def generator(
    seed: int, purpose: Purpose, number: int = 0
) -> "np.random.Generator":  # (quoted: numpy imports random when asked)
    """The generator of one stream, always at its beginning; 0 ≤ `seed`, `number` < 2⁶⁴."""
    counter = [0, 0, 0, get_args(Purpose).index(purpose)]
    key = np.array([seed, number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(counter=counter, key=key))
