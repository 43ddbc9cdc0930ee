"""Where alerts go: a file, a webhook (signed), e-mail; each takes an alert or raises `Unavailable` (tried again)."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from didymium.errors import BadInput, Unavailable
from didymium.news.fetch import Resolver, is_url, pinned_request, resolve
from didymium.store import AlertRow

if TYPE_CHECKING:
    import httpx

SECONDS = 15.0
MAIL_SECONDS = 60.0  # of one letter altogether
NUMBERS = ("value_usd", "low_usd", "high_usd", "economy", "period")  # which `words` says
SECRET, SMTP, SENDER = "DIDYMIUM_WEBHOOK_SECRET", "DIDYMIUM_SMTP", "DIDYMIUM_MAIL_FROM"


@dataclass(frozen=True)
class Sink:
    """A place for alerts; `name` is kept with what it got and holds no secret."""

    name: str
    send: Callable[[AlertRow], None]


def payload(alert: AlertRow) -> dict[str, Any]:
    """What a file's line and a webhook's body hold: {"key", "kind", "title", "made_at", "data"}."""
    return {"key": alert.key, "kind": alert.kind, "title": alert.title, "made_at": alert.made_at, "data": alert.data}


def sink(
    target: str,
    *,
    allow_local: bool = False,
    environment: Mapping[str, str] = os.environ,
    transport: httpx.BaseTransport | None = None,
    resolver: Resolver = resolve,
) -> Sink:
    """The sink of `file:PATH`, `https://...` or `mailto:ADDRESS`.

    A webhook is signed with DIDYMIUM_WEBHOOK_SECRET; mail goes through DIDYMIUM_SMTP (smtp:// with STARTTLS or
    smtps://, user and password in it) from DIDYMIUM_MAIL_FROM. Raises `BadInput` where these are missing.
    """
    if target.startswith("file:") and len(target) > 5:
        return _file(Path(target[5:]))
    if is_url(target):
        return _webhook(target, _needed(environment, SECRET, "sign the webhook"), allow_local, transport, resolver)
    if target.startswith("mailto:") and "@" in target:
        relay = _needed(environment, SMTP, "send mail")
        return _mail(target[7:], relay, _needed(environment, SENDER, "send mail"))
    raise BadInput(f"alert to {target[:80]!r}: give stdout, file:PATH, an https:// address or mailto:ADDRESS")


def _needed(environment: Mapping[str, str], name: str, purpose: str) -> str:
    if value := environment.get(name):
        return value
    raise BadInput(f"{name} is not set; it is needed to {purpose}")


def _file(path: Path) -> Sink:
    above = next((p for p in path.absolute().parents if p.exists()), path)
    if path.is_dir() or not above.is_dir():
        raise BadInput(f"alert to file:{path}: {path if path.is_dir() else above} is "
                       f"{'a folder; give a file in it' if path.is_dir() else 'no folder'}")  # fmt: skip

    def send(alert: AlertRow) -> None:
        line = json.dumps(payload(alert), ensure_ascii=False) + "\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Unavailable(f"{path}: cannot be written ({(error.strerror or '').lower()})") from None

    return Sink(f"file:{path}", send)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 of `stamp.body`, hex: what the receiver compares."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _webhook(
    url: str, secret: str, allow_local: bool, transport: httpx.BaseTransport | None, resolver: Resolver
) -> Sink:
    shown = f"webhook:{urlsplit(url).hostname}#{hashlib.sha256(url.encode()).hexdigest()[:8]}"

    def send(alert: AlertRow) -> None:
        import httpx

        from didymium.deadline import Deadlined

        body = json.dumps(payload(alert), ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        headers = {"Content-Type": "application/json", "X-Didymium-Timestamp": stamp,
                   "X-Didymium-Signature": signature(secret, stamp, body)}  # fmt: skip
        way = transport or Deadlined(time.monotonic() + SECONDS)
        with httpx.Client(transport=way, timeout=SECONDS, trust_env=False) as client:
            try:
                request = pinned_request(client, "POST", url, resolver, allow_local, headers=headers, content=body)
                reply = client.send(request, stream=True)  # its body says nothing that is needed
                reply.close()
                status = reply.status_code
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                raise Unavailable(f"{shown}: no answer ({type(error).__name__})") from None
        if not 200 <= status < 300:
            raise Unavailable(f"{shown}: the receiver answered {status}")

    return Sink(shown, send)


def _mail(address: str, relay: str, sender: str) -> Sink:
    def send(alert: AlertRow) -> None:
        failed: list[Exception] = []
        sending = threading.Thread(target=_sent, args=(relay, letter(alert, sender, address), failed), daemon=True)
        sending.start()
        sending.join(MAIL_SECONDS)
        if sending.is_alive():  # smtplib bounds each wait, so a relay that drips would hold us for hours
            raise Unavailable(f"mailto:{address}: not sent (took too long)")
        if failed and isinstance(failed[0], (OSError, smtplib.SMTPException)):
            raise Unavailable(f"mailto:{address}: not sent ({type(failed[0]).__name__})")
        if failed:
            raise failed[0]

    return Sink(f"mailto:{address}", send)


def _sent(relay: str, message: EmailMessage, failed: list[Exception]) -> None:
    try:
        with _relay(relay) as smtp:
            smtp.send_message(message)
    except Exception as error:  # noqa: BLE001 it is the caller's
        failed.append(error)


def letter(alert: AlertRow, sender: str, address: str) -> EmailMessage:
    """The alert as an e-mail: headline as subject, its data as plain lines."""
    made = EmailMessage()
    made["Subject"] = f"Didymium: {' '.join(alert.title.split())[:150]}"
    made["From"], made["To"] = sender, address
    made["Message-ID"] = f"<{hashlib.sha256(alert.key.encode()).hexdigest()[:24]}@didymium>"
    shown = {k: v for k, v in alert.data.items() if v not in (None, "", []) and k not in NUMBERS}
    lines = [f"{key}: {', '.join(value) if isinstance(value, list) else value}" for key, value in shown.items()]
    made.set_content("\n".join([alert.title, "", *lines, "", alert.made_at]))
    return made


def _relay(url: str) -> smtplib.SMTP:
    """A connection to the relay; smtp:// turns to TLS before any password is sent, but for a relay on this machine."""
    parts = urlsplit(url)
    host, user = parts.hostname or "", unquote(parts.username or "")
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    elif parts.scheme == "smtp":
        smtp = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        if host not in ("localhost", "127.0.0.1", "::1"):
            smtp.starttls(context=context)
    else:
        raise BadInput(f"{SMTP} must begin with smtp:// or smtps://")
    if user:
        smtp.login(user, unquote(parts.password or ""))
    return smtp
