"""Speed and bytes, as ratios in one run on one machine. They print; they assert nothing."""

import os

# As the program does: more threads of BLAS take longer for what it computes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
