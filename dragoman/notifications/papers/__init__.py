"""Papers that a traveller keeps: itinerary and receipt as PDF, the flights as a calendar file. Pure: facts in, bytes out."""

from dragoman.notifications.papers.calendar import calendar
from dragoman.notifications.papers.paper import FlightLine, Line, PassengerLine, TripPaper, itinerary, receipt

__all__ = ["FlightLine", "Line", "PassengerLine", "TripPaper", "calendar", "itinerary", "receipt"]
