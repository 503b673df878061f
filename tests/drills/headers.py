"""The headers of every page, as the public and signed in; and what a public page must not carry."""

import re

from tests.drills.house import House

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def run(*, small):
    with House() as house:
        routes = [
            row
            for row in house.json("routes")
            if "GET" in row["methods"] and not re.search(r"[<(]", row["pattern"]) and row["name"]
        ]
        asked, wrong = 0, []
        public, staff = house.browser(), house.browser("adm")
        addresses = [f"/{row['pattern']}" for row in routes] + ["/cbms/dm/", "/conferences/5/", "/nowhere/"]
        for prefix in ("", "/fa-af", "/ps"):
            for address in addresses if not prefix or not small else addresses[:4]:
                if prefix and address.startswith(("/healthz", "/readyz")):
                    continue
                for who, browser in (("public", public), ("adm", staff)):
                    answer = browser.get(f"{prefix}{address}")
                    asked += 1
                    wrong += [f"{who} {prefix}{address}: {each}" for each in faults(who, address, answer)]
                if any("session" in cookie.name for cookie in public.jar):
                    wrong.append(f"{prefix}{address} gave the public a session")
    return {"ok": not wrong, "answers": asked, "wrong": wrong[:20]}


def faults(who, address, answer):
    headers = answer.headers
    for name, value in EVERYWHERE.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    if headers.get("Permissions-Policy") is None:
        yield "no Permissions-Policy"
    parts = (headers.get("Content-Security-Policy") or "").split(";")
    policy = dict(part.strip().partition(" ")[::2] for part in parts)
    for name, value in POLICY.items():
        if policy.get(name) != value:
            yield f"{name} is {policy.get(name)}"
    if "unsafe" in str(policy) or "nonce" in str(policy):
        yield "the policy has unsafe-* or a nonce"
    if answer.status >= 500 and address != "/readyz":
        yield f"status {answer.status}"
    is_page = "html" in (headers.get("Content-Type") or "")
    cache = headers.get("Cache-Control") or ""
    if is_page and "Cookie" not in (headers.get("Vary") or ""):
        yield "Vary does not name Cookie"
    if who == "adm" and is_page and "no-store" not in cache:
        yield f"Cache-Control is {cache!r} for the signed in"
    if who == "public" and is_page and answer.status == 200:
        if "accounts" in address or "invitations" in address:
            return
        if "csrfmiddlewaretoken" in answer.text:
            yield "a public page carries a CSRF token"
        if headers.get("Set-Cookie"):
            yield "a public page sets a cookie"
