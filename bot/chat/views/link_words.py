"""The words for links: what one is of and leads to, what was done to it, and what may be wrong with it."""

from collections.abc import Callable

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, cut, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, escape, mark
from bot.chat.views.problems import problem
from bot.chat.views.status import in_a_word
from bot.domain import link_answer
from bot.domain.draft import SUMMARY, Draft
from bot.domain.errors import LinkOfOtherPlatform
from bot.domain.links import Link, find_link, platforms_with
from bot.domain.order import Order
from bot.domain.platform_table import PLATFORMS
from bot.domain.platforms import LinkKind, Platform
from bot.domain.service_aim import LinkHint, aim_of

MAX_LINK = 1000
_MAX_ID = 64
_IN_ROW = 3
_KINDS = {
    LinkKind.PROFILE: mark("profile"),
    LinkKind.COMPANY: mark("company"),
    LinkKind.CHANNEL: mark("channel"),
    LinkKind.GROUP: mark("group"),
    LinkKind.INVITE: mark("invitation"),
    LinkKind.ARTIST: mark("artist"),
    LinkKind.POST: mark("post"),
    LinkKind.PIN: mark("pin"),
    LinkKind.VIDEO: mark("video"),
    LinkKind.REEL: mark("reel"),
    LinkKind.SHORT_VIDEO: mark("short video"),
    LinkKind.STORY: mark("story"),
    LinkKind.LIVE: mark("live stream"),
    LinkKind.CLIP: mark("clip"),
    LinkKind.TRACK: mark("track"),
    LinkKind.ALBUM: mark("album"),
    LinkKind.PLAYLIST: mark("playlist"),
    LinkKind.SHOW: mark("show"),
    LinkKind.EPISODE: mark("episode"),
    LinkKind.BOARD: mark("board"),
    LinkKind.SHORT_LINK: mark("short link"),
}
_HINTS = {
    LinkHint.OTHER_SITE: mark("💡 This service seems to be for {platform}, and the link is of another site."),
    LinkHint.WANTS_WHOLE: mark(
        "💡 This service seems to be for a whole profile, channel or group, and the link is of one post or story."
    ),
    LinkHint.WANTS_SINGLE: mark(
        "💡 This service seems to be for one post or video, and the link is of a whole profile, channel or group."
    ),
    LinkHint.WANTS_STORY: mark("💡 This service seems to be for stories, and the link is of a post."),
}


def link_title(link: Link, t: Texts) -> Html:
    """Name what a link is of and what it leads to, as far as it says."""
    if link.platform is Platform.WEBSITE:
        return t.say("<b>Website</b>")
    name = PLATFORMS[link.platform].name
    if link.kind is None:
        return t.say("<b>{platform}</b>", platform=name)
    return t.say("<b>{platform} · {kind}</b>", platform=name, kind=t.plain(_KINDS[link.kind]))


def tidied(address: str, t: Texts) -> Html:
    """Say that a link is not as it was sent."""
    return t.say("I tidied the link: {link}", link=cut(address, MAX_LINK))


def told(link: Link, t: Texts, most: int = MAX_LINK) -> Html:
    """Say what a link is, and how it reads, in at most so many units; of a tidied one, that it was."""
    address = cut(link.address, most)
    return lines(link_title(link, t), tidied(address, t) if link.is_tidied else escape(address))


def order_for_link(link: Link, action_data: str, t: Texts) -> Button:
    """Offer to order a service for the link in hand."""
    bare = link.address.partition("://")[2] or link.address
    # Translators: a button under a service that orders it for a link that was sent before; the link follows, in short
    return Button(t.plain("Order for {link}", link=bare), action_data, style="primary")


def as_sent_button(action_data: str, t: Texts) -> Button:
    """Offer to take the tidying back."""
    return Button(t.plain("Use it as I sent it"), action_data)


def tidied_note(draft: Draft, t: Texts) -> Html | None:
    """Say once, with the question behind the link, that it was tidied."""
    return tidied(draft.answers[link_answer.LINK], t) if _is_to_be_told(draft) else None


def _is_to_be_told(draft: Draft) -> bool:
    answers = draft.answers
    return {link_answer.LINK, link_answer.SENT} <= answers.keys() and link_answer.TOLD not in answers


def tidied_row(draft: Draft, t: Texts) -> Row:
    """Offer to take the tidying back where it is told and in the summary, if the link as it was sent is of any use."""
    is_seen = draft.step == SUMMARY or _is_to_be_told(draft)
    return [as_sent_button(data("lds", draft.token), t)] if is_seen and draft.answers.get(link_answer.SENT) else ()


def doubt(draft: Draft, t: Texts) -> tuple[Html, list[Row]]:
    """Ask about the doubted link: whether to use it after all; of a bare name, which platform it is of."""
    doubted, wanted = draft.answers[link_answer.DOUBTED], aim_of(draft.service).platforms
    another = [Button(t.plain("Send another link"), data("ldn", draft.token))]
    if doubted.startswith("@"):
        rows = name_rows(doubted, lambda platform: data("ldp", draft.token, platform), wanted)
        return which_platform(doubted, t), [*rows, another]
    anyway = [Button(t.plain("Use it anyway"), data("lda", draft.token))]
    elsewhere = [new_order_button(data("ldo", draft.token), t)]
    is_tidied = link_answer.SENT in draft.answers and link_answer.TOLD not in draft.answers
    link = tidied(doubted, t) if is_tidied else t.say("Link: {link}", link=cut(doubted, MAX_LINK))
    return paragraphs(_mismatch(doubted, draft, t), link), [anyway, another, elsewhere]


def _mismatch(doubted: str, draft: Draft, t: Texts) -> Html | None:
    """Say what does not fit; nothing when the service's words have changed meanwhile, so that all does."""
    link = find_link(doubted)
    try:
        if link is not None:
            link_answer.require_platform(draft.service, link)
    except LinkOfOtherPlatform as refusal:
        return problem(refusal, t)
    return None


def new_order_button(action_data: str, t: Texts) -> Button:
    """Offer to choose a service for a link, in the place of the one that it does not answer."""
    return Button(t.plain("New order with this link"), action_data)


def which_platform(name: str, t: Texts) -> Html:
    """Ask whose name it is."""
    return t.say("On which platform is <b>{name}</b>?", name=one_line(name, _MAX_ID))


def name_rows(name: str, to: Callable[[Platform], str], among: frozenset[Platform] = frozenset()) -> list[Row]:
    """Offer the platforms that have such names; `to` is the data of a platform's button."""
    buttons = [Button(PLATFORMS[one].name, to(one)) for one in platforms_with(name, among)]
    return [buttons[at : at + _IN_ROW] for at in range(0, len(buttons), _IN_ROW)]


def link_notes(draft: Draft, twin: Order | None, t: Texts) -> Html:
    """Say in a summary what may be wrong with its link, and which open order is the same."""
    hint = link_answer.hint(draft.service, draft.answers)
    return lines(_hint(draft, hint, t) if hint else None, _twin(twin, t) if twin else None)


def _hint(draft: Draft, hint: LinkHint, t: Texts) -> Html:
    if hint is not LinkHint.OTHER_SITE:
        return t.say(_HINTS[hint])
    names = [PLATFORMS[platform].name for platform in sorted(aim_of(draft.service).platforms)]
    return t.say(_HINTS[hint], platform=" / ".join(names))


def _twin(order: Order, t: Texts) -> Html:
    state = in_a_word(order, t)
    if order.panel_order_id is None:
        return t.say(
            "⚠️ You have an open order with this service and link already ({state}). "
            "The panel may refuse a second one until that is done.",
            state=state,
        )
    return t.say(
        "⚠️ You have an open order with this service and link already: #{id} ({state}). "
        "The panel may refuse a second one until that is done.",
        id=one_line(order.panel_order_id, _MAX_ID),
        state=state,
    )
