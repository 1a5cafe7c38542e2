"""A business's own intent model: a small linear one over words, fitted on its own labelled conversations. Pure.

It is asked only where the built-in reader is unsure, and what it says goes the way of an engine's proposal
(`proposals.accept`): looking and asking may happen by it, everything else is at most offered as a button.
"""
