"""What leaves the machine in error reports and traces: the fault, never the traveller."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr

from dragoman.cli.observing import observe, redacted
from dragoman.kit.settings import Settings

PHONE, PASSPORT, EMAIL = "+2348035550101", "A01234567", "ada@example.com"


class Caught:
    """A Sentry transport that keeps what would be sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def __call__(self, options: object) -> Caught:
        return self

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode())

    def flush(self, *args: object, **kwargs: object) -> None:
        pass

    def kill(self) -> None:
        pass

    def is_healthy(self) -> bool:
        return True

    def record_lost_event(self, *args: object, **kwargs: object) -> None:
        pass


def report_a_fault() -> list[str]:
    import sentry_sdk
    from sentry_sdk.transport import Transport

    class Kept(Caught, Transport):
        def __init__(self) -> None:
            Transport.__init__(self)
            Caught.__init__(self)

    kept = Kept()
    observe(Settings(_env_file=None, sentry_dsn=SecretStr("https://key@sentry.example/1")), sentry_transport=kept)  # type: ignore[call-arg]
    traveller = {"phone": PHONE, "passport": PASSPORT}
    try:
        raise ValueError(f"no seat for Ada Obi {EMAIL} {traveller['phone']} {PASSPORT} 123456789")
    except ValueError as reason:
        sentry_sdk.capture_exception(reason)
    sentry_sdk.get_client().close()
    return kept.sent


def test_an_error_report_names_the_fault_and_nobody() -> None:
    # In a process of its own: Sentry rewires threads for the rest of a process's life.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        sent = apart.submit(report_a_fault).result(timeout=60)
    assert len(sent) == 1
    assert "ValueError" in sent[0]
    for personal in (PHONE, PASSPORT, EMAIL, "2348035550101", "Obi"):
        assert personal not in sent[0]


def test_a_trace_keeps_routes_and_drops_addresses() -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    from dragoman.cli.observing import Redacting

    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Redacting(kept)))
    with provider.get_tracer("test").start_as_current_span(f"GET /v1/bookings?phone={PHONE}") as span:
        span.set_attribute("http.request.method", "GET")
        span.set_attribute("http.route", "/v1/bookings")
        span.set_attribute("url.path", f"/v1/people/{PHONE}")
        span.set_attribute("url.query", f"phone={PHONE}")
        span.add_event("heard", {"text": EMAIL})
        span.record_exception(ValueError(EMAIL))
    (sent,) = kept.get_finished_spans()
    assert sent.name == "GET /v1/bookings"
    assert dict(sent.attributes or {}) == {"http.request.method": "GET", "http.route": "/v1/bookings"}
    assert sent.events == ()
    assert PHONE not in sent.to_json()
    assert redacted(sent).name == sent.name
