"""What the program exists for, measured. Each file is run by itself: `python -m bench.catalogue`."""
