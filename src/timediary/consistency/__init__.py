"""Whether the figures that a report publishes can all be true: what contradicts what, and the proof."""
