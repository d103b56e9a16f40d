"""The pure core: values and decisions. It knows nobody and does no I/O."""
