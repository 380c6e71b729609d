"""Homes, disks and files that are not what they should be: nothing breaks, nothing is lost."""
