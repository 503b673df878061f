"""The health check of a container: asks one address as the proxy would, exits 1 unless it answers 200."""

import os
import sys
import urllib.error
import urllib.request


def main(address):
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0] or "127.0.0.1"
    request = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, TimeoutError):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
