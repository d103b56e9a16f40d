"""How the sandbox says no."""


class Refusal(Exception):
    """The panel refuses a request, in these words."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


INVALID_KEY = "Invalid API key"
INCORRECT_REQUEST = "Incorrect request"
INCORRECT_TYPE = "incorrect service type"
INCORRECT_SERVICE = "Incorrect service ID"
INCORRECT_ORDER = "Incorrect order ID"
BAD_LINK = "Bad link"
NO_FUNDS = "Not enough funds on balance"
ACTIVE_ORDER = "You have active order with this link. Please wait until order being completed."
NOT_CANCELABLE = "This order can not be canceled"
NOT_REFILLABLE = "This order can not be refilled"
NO_DRIP_FEED = "Drip-feed is not available for this service"
RATE_LIMIT = "Rate limit exceeded"
