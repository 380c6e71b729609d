"""Speed and bytes, as ratios in one run on one machine. They print; they assert nothing."""
