"""The commands of an operator, and the only place that wires rooms, adapters and doors together."""
