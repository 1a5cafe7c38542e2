"""Error reports and traces leave the machine only when they are set up, and then without personal values.

Both are extras (requirements/extra.txt). Sentry sends local variables by default and FastAPI's own spans carry whole
URLs: both are switched off here, and what remains passes the same masks as the logs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from dragoman import __version__
from dragoman.kit.log import masked
from dragoman.kit.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter

_CODE = re.compile(r"[a-z][a-z0-9_.:\-]{0,40}")
_KEPT_SPAN = frozenset({"http.request.method", "http.response.status_code", "http.route", "error.type"})


class ExtraMissing(RuntimeError):
    """A setting asks for an extra that is not installed; the text says how to install it."""


def observe(settings: Settings, *, sentry_transport: Any = None, span_exporter: Any = None) -> None:
    """Switch on what the settings name. The two arguments stand in for the network in tests."""
    if settings.sentry_dsn.get_secret_value():
        _sentry(settings, sentry_transport)
    if settings.otel_endpoint:
        _traces(settings, span_exporter)


def _sentry(settings: Settings, transport: Any) -> None:
    try:
        import sentry_sdk
    except ImportError:
        raise ExtraMissing("DRAGOMAN_SENTRY_DSN needs: pip install -r requirements/extra.txt") from None
    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(), release=__version__, transport=transport, include_local_variables=False,
        send_default_pii=False, max_request_body_size="never", before_send=scrubbed, auto_enabling_integrations=False,
        max_breadcrumbs=0, server_name="dragoman", traces_sample_rate=0.0,
    )  # fmt: skip


def scrubbed(event: Any, hint: Mapping[str, Any]) -> Any:
    """Keep of an error report what names the fault: types, files, lines; an exception's text only when it is a code."""
    for name in ("request", "user", "breadcrumbs", "extra", "modules"):
        event.pop(name, None)
    for value in event.get("exception", {}).get("values", []):
        text = str(value.get("value", ""))
        value["value"] = text if _CODE.fullmatch(text) else "[masked]"
        for frame in value.get("stacktrace", {}).get("frames", []):
            for name in ("vars", "context_line", "pre_context", "post_context"):
                frame.pop(name, None)
    if "logentry" in event:
        event["logentry"] = {"message": masked(str(event["logentry"].get("message", "")))}
    return event


def _traces(settings: Settings, exporter: Any) -> None:
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    except ImportError:
        raise ExtraMissing("DRAGOMAN_OTEL_ENDPOINT needs: pip install -r requirements/extra.txt") from None
    provider = TracerProvider(resource=Resource.create({"service.name": "dragoman", "service.version": __version__}))
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(_as_exporter(Redacting(exporter))))
    else:
        provider.add_span_processor(
            BatchSpanProcessor(_as_exporter(Redacting(OTLPSpanExporter(endpoint=settings.otel_endpoint))))
        )
    trace.set_tracer_provider(provider)


def _as_exporter(exporter: Redacting) -> SpanExporter:
    """Redacting has an exporter's methods; inheriting would make the extra necessary for every start."""
    return cast("SpanExporter", exporter)


class Redacting:
    """A span exporter in front of another: only listed attributes pass, names are routes, events are dropped."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def export(self, spans: Any) -> Any:
        """Export redacted copies."""
        return self._inner.export([redacted(span) for span in spans])

    def shutdown(self) -> None:
        """Shut the real exporter down."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush the real exporter."""
        return bool(self._inner.force_flush(timeout_millis))


def redacted(span: ReadableSpan) -> ReadableSpan:
    """Copy a span with listed attributes only; its name becomes method and route."""
    from opentelemetry.sdk.trace import ReadableSpan as Span

    kept = {key: value for key, value in (span.attributes or {}).items() if key in _KEPT_SPAN}
    name = f"{kept.get('http.request.method', '')} {kept.get('http.route', '')}".strip() or masked(span.name)
    return Span(
        name=name, context=span.get_span_context(), parent=span.parent, resource=span.resource, attributes=kept, kind=span.kind,
        status=span.status.__class__(span.status.status_code), start_time=span.start_time, end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )  # fmt: skip
