"""Names that the panel left out, in the reader's language."""

from bot.chat.texts import Texts
from bot.domain.catalogue import NO_CATEGORY, NO_TYPE


def category_name(title: str, t: Texts) -> str:
    """Name a category as users see it; what stands for none, and a panel's own one of that name, is put into words."""
    # Translators: the category of services for which the panel names none
    return t.plain("Other") if title == NO_CATEGORY else title


def type_name(kind: str, t: Texts) -> str:
    """Name a service's type by the panel's word; a missing one is put into words."""
    # Translators: said of a service's type that the panel does not name
    return t.plain("Unknown") if kind == NO_TYPE else kind
