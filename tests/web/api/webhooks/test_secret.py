from __future__ import annotations

import base64
from datetime import UTC, datetime

from laurea.web.api.webhooks.secret import sign


def test_signatures_are_those_of_standard_webhooks() -> None:
    # The example that the libraries of the specification share.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = datetime.fromtimestamp(1_614_265_330, UTC)
    signed = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at=moment)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
