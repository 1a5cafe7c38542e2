"""Figures for screens: reads only, in ranges of days of somebody's zone, each with the conversations behind it."""
