"""Who is there when the demo begins."""

from dataclasses import dataclass

from bot.demo.telegram_api import ChatWorld

OPERATOR, CUSTOMER, SECOND_CUSTOMER, STRANGER = 1001, 2001, 2002, 3001


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody to be; `may` is what the bot's settings make of them."""

    id: int
    first_name: str
    last_name: str
    language_code: str
    may: str


CAST = (
    Role(CUSTOMER, "Maya", "Stone", "en", "customer"),
    Role(SECOND_CUSTOMER, "ليلى", "حداد", "ar", "customer"),
    Role(OPERATOR, "Olga", "Petrova", "en", "operator"),
    Role(STRANGER, "Sam", "Rivers", "en", "stranger"),
)


def enter(world: ChatWorld) -> None:
    """Let the cast exist; who is already there keeps their name and language.

    The operator has pressed Start, as whoever sets up a bot does: it may not write to them before.
    """
    for role in CAST:
        if role.id not in world.people:
            world.add_person(
                role.id, role.first_name, last_name=role.last_name, language_code=role.language_code, username=None
            )
            if role.id == OPERATOR:
                world.send_text(OPERATOR, "/start")


def role_of(person_id: int) -> str:
    """Say what somebody is to the bot when it starts; people made in the demo are strangers."""
    return next((role.may for role in CAST if role.id == person_id), "stranger")


def ids_of(may: str) -> str:
    """List the ids of a role as the settings take them."""
    return ",".join(str(role.id) for role in CAST if role.may == may)
